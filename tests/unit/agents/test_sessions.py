from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

import database
from agents import Role
from agents.errors import SessionEnded
from agents.tables import agent_sessions, audit_log


@pytest.fixture
def ada(accounts):
    return accounts.add("ada@shop.example", name="Ada", role=Role.AGENT, password=None)


def ended(sessions, token):
    try:
        sessions.agent_of(token)
    except SessionEnded:
        return True
    return False


def test_a_session_is_its_agents_until_it_is_signed_out_of(sessions, ada):
    """The token names the agent; afterwards it names nobody."""
    token = sessions.start(ada.id)
    assert ada == sessions.agent_of(token)
    sessions.end(token)
    assert ended(sessions, token)
    assert ended(sessions, "")


def test_activity_keeps_a_session_and_its_absence_ends_it(sessions, ada, clock):
    """An hour without doing anything is too long."""
    token = sessions.start(ada.id)
    for _ in range(3):
        clock.pass_(minutes=59)
        assert not ended(sessions, token)
    clock.pass_(minutes=61)
    assert ended(sessions, token)


def test_a_page_that_asks_by_itself_keeps_nothing_alive(sessions, ada, clock):
    """An open tab in an empty room signs out."""
    token = sessions.start(ada.id)
    for _ in range(3):
        clock.pass_(minutes=19)
        assert ada == sessions.agent_of(token, active=False)
    clock.pass_(minutes=19)
    assert ended(sessions, token)


def test_every_session_ends_some_time(sessions, ada, clock):
    """Twelve hours of work are the most."""
    token = sessions.start(ada.id)
    for _ in range(12 * 2 - 1):
        clock.pass_(minutes=30)
        assert not ended(sessions, token)
    clock.pass_(minutes=30)
    assert ended(sessions, token)


def test_signing_in_replaces_the_session_that_was_there(sessions, ada):
    """A token that somebody planted, or knew, is worth nothing after signing in."""
    planted = sessions.start(ada.id)
    token = sessions.start(ada.id, replaces=planted)
    assert ended(sessions, planted)
    assert not ended(sessions, token)


def test_the_database_holds_no_token(sessions, ada, engine):
    """Who reads the table can sign in as nobody."""
    token = sessions.start(ada.id)
    with database.reading(engine) as connection:
        (row,) = connection.execute(select(agent_sessions)).all()
    assert token not in map(str, row)
    assert ended(sessions, row.token_hash)


def test_the_log_tells_the_newest_first(audit, ada):
    """Each entry says who, what and to what; a subject narrows it."""
    for number in range(3):
        audit.record("conversation.tagged", agent_id=ada.id, subject=f"c{number}")
    entries = audit.entries(limit=2)
    assert [("Ada", "c2"), ("Ada", "c1")] == [(each.agent, each.subject) for each in entries]
    assert ["c0"] == [each.subject for each in audit.entries(before=entries[-1].id)]
    assert ["c1"] == [each.subject for each in audit.entries(subject="c1")]


@pytest.mark.parametrize("tampering", [delete(audit_log), update(audit_log).values(subject="")])
def test_the_log_can_only_grow(audit, engine, tampering):
    """The database itself refuses to change or delete an entry."""
    audit.record("session.began", agent_id=None)
    with pytest.raises(DBAPIError, match="can only grow"), database.writing(engine) as connection:
        connection.execute(tampering)
    assert 1 == len(audit.entries())
