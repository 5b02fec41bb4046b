from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, IntegrityError

from database import connect, reading, writing

COUNT_UP = """
import sys
from sqlalchemy import text
from database import connect, writing
engine = connect(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with writing(engine) as connection:
        seen = connection.execute(text("SELECT value FROM counter")).scalar_one()
        connection.execute(text("UPDATE counter SET value = :value"), {"value": seen + 1})
"""


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'new' / 'folder' / 'shop.db'}"


@pytest.fixture
def engine(url):
    engine = connect(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield engine
    engine.dispose()


def value(engine):
    with reading(engine) as connection:
        return connection.execute(text("SELECT value FROM counter")).scalar_one()


def test_two_processes_that_write_at_once_lose_nothing(engine, url):
    """Read-and-write transactions of two processes wait for each other; none fails."""
    command = [sys.executable, "-c", COUNT_UP, url, "100"]
    writers = [subprocess.Popen(command) for _ in range(2)]
    assert [0, 0] == [writer.wait() for writer in writers]
    assert 200 == value(engine)


def test_an_error_rolls_the_whole_transaction_back(engine):
    """What was written before the error is undone, and the connection is usable again."""

    def half_done():
        with writing(engine) as connection:
            connection.execute(text("UPDATE counter SET value = 7"))
            connection.execute(text("UPDATE counter SET value = NULL"))

    with pytest.raises(IntegrityError):
        half_done()
    assert 0 == value(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE counter SET value = 8"))
    assert 8 == value(engine)


def test_a_reader_is_not_held_up_by_a_writer_and_sees_nothing_half_done(engine):
    """Until the writer commits, readers see what was there before."""
    with writing(engine) as connection:
        connection.execute(text("UPDATE counter SET value = 5"))
        assert 0 == value(engine)
    assert 5 == value(engine)


def test_foreign_keys_are_enforced(engine):
    """SQLite ignores them unless it is told."""
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (parent INTEGER REFERENCES parent(id))"))
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text("INSERT INTO child VALUES (1)"))


def test_an_address_that_is_none_is_refused():
    """A typing mistake in the setting is an error of its own."""
    with pytest.raises(ArgumentError):
        connect("shop.db")
