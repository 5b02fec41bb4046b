from __future__ import annotations

import pytest

import database
from conversations.tables import metadata as conversations
from signals.tables import metadata


@pytest.fixture
def engine(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'tilly.db'}")
    with database.writing(engine) as connection:
        metadata.create_all(connection)
        conversations.create_all(connection)
    yield engine
    engine.dispose()
