from __future__ import annotations

import pytest
from sqlalchemy import func, select

import database
import migrations
from benchmarks.console.conversations import fill
from benchmarks.console.copies import multiply
from conversations.inbox import Inbox, InboxFilter, InboxIndex
from conversations.inbox.tables import inbox_terms
from conversations.tables import turns


@pytest.fixture
def engine(tmp_path):
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    migrations.upgrade(url)
    engine = database.connect(url)
    yield engine
    engine.dispose()


def test_copies_are_conversations_like_any_other(engine):
    """Thrice the turns and terms; each copy is found, a month before the one it was made from."""
    assert 10 == fill(engine, 50)
    assert 10 == InboxIndex(engine).catch_up()
    inbox = Inbox(engine)
    (newest, *_) = originals = inbox.page(InboxFilter()).rows
    counts = select(select(func.count()).select_from(inbox_terms).scalar_subquery())
    with database.reading(engine) as connection:
        terms = connection.execute(counts).scalar_one()
    multiply(engine, 3)
    rows = inbox.page(InboxFilter()).rows
    assert [row.conversation_id for row in originals] == [row.conversation_id for row in rows][:10]
    assert (f"{newest.conversation_id}/1", newest.excerpt) == (
        rows[10].conversation_id,
        rows[10].excerpt,
    )
    found = [
        row.conversation_id for row in inbox.page(InboxFilter(text=f'"{newest.excerpt}"')).rows
    ]
    assert [newest.conversation_id + copy for copy in ("", "/1", "/2")] == found
    with database.reading(engine) as connection:
        assert 3 * terms == connection.execute(counts).scalar_one()
        assert 150 == connection.execute(select(func.count()).select_from(turns)).scalar_one()


def test_the_same_store_every_time(engine, tmp_path):
    """Figures of two days are of the same conversations."""
    fill(engine, 50)
    url = f"sqlite:///{tmp_path / 'again.db'}"
    migrations.upgrade(url)
    again = database.connect(url)
    fill(again, 50)
    rows = []
    for each in (engine, again):
        with database.reading(each) as connection:
            rows.append(connection.execute(select(turns).order_by(turns.c.turn_id)).all())
    again.dispose()
    assert rows[0] == rows[1]
