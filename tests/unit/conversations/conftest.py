from __future__ import annotations

import pytest

import database
from conversations.conversations import Conversations
from conversations.exchange import Exchange
from conversations.frames import Frames
from conversations.tables import metadata


@pytest.fixture
def engine(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'tilly.db'}")
    with database.writing(engine) as connection:
        metadata.create_all(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def conversations(engine):
    return Conversations(engine)


@pytest.fixture
def exchange(engine):
    return Exchange(engine)


@pytest.fixture
def frames(engine):
    return Frames(engine)
