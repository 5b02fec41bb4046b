from __future__ import annotations

import pytest

from conversations.tables import metadata as conversations
from signals.tables import metadata


@pytest.fixture
def engine(database_of):
    return database_of(metadata, conversations)
