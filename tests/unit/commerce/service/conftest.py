from __future__ import annotations

import pytest

from demo.policy import POLICY_FILE
from tests.unit.commerce.service.shop import open_shop
from tilly.settings import ROOT

TAU = ROOT / "benchmarks" / "tasks" / "policy.yml"


def _shop(tmp_path, policy):
    shop = open_shop(f"sqlite:///{tmp_path / 'shop.db'}", policy)
    yield shop
    shop.engine.dispose()


@pytest.fixture
def shop(tmp_path):
    """A shop with the demo store's policy."""
    yield from _shop(tmp_path, POLICY_FILE)


@pytest.fixture
def strict_shop(tmp_path):
    """A shop with the policy of tau-bench's retail store."""
    yield from _shop(tmp_path, TAU)
