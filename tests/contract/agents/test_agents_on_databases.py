"""Accounts, sessions and the audit log, on every database that they may be kept in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import database
from agents import Accounts, AuditLog, Passwords, Role, Sessions
from agents.audit import record
from agents.errors import AgentKnown, SessionEnded

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(engine):
    return Accounts(engine, Passwords(memory_kib=8, passes=1))


def test_an_address_that_is_taken_at_once_has_one_account(accounts):
    """Of eight requests for the same address one makes it."""

    def add(number):
        try:
            accounts.add("ada@shop.example", name=f"{number}", role=Role.LEAD, password=PASSWORD)
        except AgentKnown:
            return "known"
        return "made"

    with ThreadPoolExecutor(8) as pool:
        assert 7 * ["known"] + ["made"] == sorted(pool.map(add, range(8)))
    assert Role.LEAD == accounts.authenticate("Ada@shop.example", PASSWORD).role


def test_a_session_ends_with_its_account(accounts, engine):
    """Times and tokens come back as they were kept."""
    ada = accounts.add("ada@shop.example", name="Ada", role=Role.AGENT, password=PASSWORD)
    sessions = Sessions(engine, idle=timedelta(hours=1), longest=timedelta(hours=12))
    token = sessions.start(ada.id)
    assert ada == sessions.agent_of(token)
    accounts.disable(ada.email)
    with pytest.raises(SessionEnded):
        sessions.agent_of(token)


def undo(engine):
    """A deed that is logged and then fails."""
    with database.writing(engine) as connection:
        record(connection, "conversation.tagged", agent_id=None)
        raise RuntimeError


@pytest.mark.parametrize(
    "tampering",
    ["DELETE FROM audit_log", "UPDATE audit_log SET subject = ''"],
)
def test_the_log_can_only_grow(engine, tampering):
    """Neither an entry can be changed nor taken out; one of a deed undone was never written."""
    log = AuditLog(engine)
    log.record("session.began", agent_id=None, details={"n": 1})
    with pytest.raises(DBAPIError, match="can only grow"), database.writing(engine) as connection:
        connection.execute(text(tampering))
    with pytest.raises(RuntimeError):
        undo(engine)
    assert [{"n": 1}] == [entry.details for entry in log.entries()]
