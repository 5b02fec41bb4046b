from __future__ import annotations

import pytest

from tests.unit.knowledge.shop import Shop


@pytest.fixture
def shop(tmp_path):
    shop = Shop(tmp_path)
    yield shop
    shop.knowledge.close()
