from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, update

import database
from agents import AuditLog
from agents.tables import audit_log
from agents.tables import metadata as agents
from commerce.tables import metadata as commerce
from conversations import Photos, Tickets, tracker_outbox
from conversations.images import CleanPhoto
from conversations.tables import conversations, frames, photos
from conversations.tables import metadata as conversation_tables
from conversations.testing import Talks
from insights.tables import metadata as insights
from signals.tables import metadata as signals
from tilly.old_chats import OldChats
from tilly.personal import build_retention, stores_of_chats
from tilly.retention import EVERY_S, Policy, Retention
from tilly.settings import Settings

LONG_AGO = datetime.now(UTC) - timedelta(days=800)
A_YEAR_AGO = datetime.now(UTC) - timedelta(days=365)


@pytest.fixture
def engine(database_of):
    return database_of(agents, commerce, conversation_tables, insights, signals)


@pytest.fixture
def talks(engine):
    return Talks(engine)


def age(engine, table, column, *ids):
    with database.writing(engine) as connection:
        connection.execute(update(table).where(table.c.id.in_(ids)).values({column: LONG_AGO}))


def ids(engine, table):
    with database.reading(engine) as connection:
        return set(connection.execute(select(table.c.id)).scalars())


class Log:
    """Has so many old records, and gives up two at a time."""

    def __init__(self, count):
        self.left = count

    def forget_before(self, _moment):
        erased = min(self.left, 2)
        self.left -= erased
        return erased


def test_each_log_has_its_own_time_and_goes_in_batches():
    """One batch a call, then an hour's rest; what was erased is told once, 0 days keep all."""
    clock, told = [0.0], []
    chats, kept = Log(3), Log(3)
    policies = [Policy("chats", chats, 30), Policy("signals", kept, 0)]
    retention = Retention(policies, told.append, lambda: clock[0])
    for left in (1, 0, 0):
        retention.apply()
        assert left == chats.left
    assert [{"chats": 3}] == told
    chats.left = 1
    retention.apply()
    assert 1 == chats.left
    clock[0] += EVERY_S
    retention.apply()
    assert (0, 3) == (chats.left, kept.left)


def test_old_chats_go_and_those_with_something_left_to_do_stay(engine, talks, tmp_path):
    """A newer one, one with an open ticket, who waits for a person, what Rasa is yet to hear."""
    old, newer, promised, waiting, untold = (talks.open(None, None) for _ in range(5))
    for each in (old, newer, promised, waiting, untold):
        talks.turn(each)
    talks.index()
    Tickets(engine).open(promised, "callback", "call me", "+1 415 555 0199")
    with database.writing(engine) as connection:
        connection.execute(
            update(conversations).where(conversations.c.id == waiting).values(answering="waiting")
        )
        tracker_outbox.handed_back(connection, untold, "")
    age(engine, conversations, "updated_at", old, promised, waiting, untold)
    chats = OldChats(engine, stores_of_chats(Settings(data_dir=tmp_path), engine))
    assert [1, 0] == [chats.forget_before(A_YEAR_AGO) for _ in range(2)]
    assert {newer, promised, waiting, untold} == ids(engine, conversations)
    with database.reading(engine) as connection:
        assert old not in connection.execute(select(frames.c.conversation_id)).scalars().all()


def test_the_demo_store_keeps_chats_as_long_as_its_policy_says(engine, talks, tmp_path):
    """Ninety days without a setting; any other store keeps them until it is told."""
    old, newer = talks.open(None, None), talks.open(None, None)
    age(engine, conversations, "updated_at", old)
    signals = SimpleNamespace(behaviour=Log(0), history=Log(0), preferences=Log(0))
    build_retention(Settings(data_dir=tmp_path, slate_days=0), engine, signals).apply()
    assert {old, newer} == ids(engine, conversations)
    build_retention(Settings(data_dir=tmp_path, demo=True), engine, signals).apply()
    assert {newer} == ids(engine, conversations)


def test_an_old_photo_goes_with_its_file(engine, talks, tmp_path):
    """The newer one stays, on disk too."""
    kept, folder = Photos(engine, tmp_path / "photos"), tmp_path / "photos"
    talk = talks.open()
    old, newer = (kept.add(talk, CleanPhoto(data, 4, 3)) for data in (b"one", b"two"))
    age(engine, photos, "uploaded_at", old.id)
    assert [1, 0] == [kept.forget_before(A_YEAR_AGO) for _ in range(2)]
    assert [f"{newer.id}.jpg"] == [path.name for path in folder.iterdir()]


def test_the_audit_log_is_guarded_again_after_its_old_entries_went(engine):
    """Retention may take old entries out; nobody else may, before or after."""
    log = AuditLog(engine)
    log.record("session.began", agent_id=None)
    assert 0 == log.forget_before(A_YEAR_AGO)
    assert 1 == log.forget_before(datetime.now(UTC) + timedelta(seconds=1))
    log.record("session.ended", agent_id=None)
    with pytest.raises(Exception, match="can only grow"), database.writing(engine) as connection:
        connection.execute(audit_log.delete())
    with database.reading(engine) as connection:
        assert 1 == connection.execute(select(func.count()).select_from(audit_log)).scalar()
