from __future__ import annotations

import pytest

from conversations.conversations import Conversations
from conversations.exchange import Exchange
from conversations.frames import Frames
from conversations.tables import metadata


@pytest.fixture
def engine(database_of):
    return database_of(metadata)


@pytest.fixture
def conversations(engine):
    return Conversations(engine)


@pytest.fixture
def exchange(engine):
    return Exchange(engine)


@pytest.fixture
def frames(engine):
    return Frames(engine)
