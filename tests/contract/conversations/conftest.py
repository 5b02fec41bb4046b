"""Every test here runs on SQLite and, where Debian's PostgreSQL is installed, on that too."""

from __future__ import annotations

import pytest

import database
import migrations


@pytest.fixture
def engine(database_url):
    migrations.upgrade(database_url)
    engine = database.connect(database_url)
    yield engine
    engine.dispose()
