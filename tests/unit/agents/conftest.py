from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agents import Accounts, AuditLog, Passwords, Sessions
from agents.tables import metadata


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = datetime(2030, 1, 31, 12, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def engine(database_of):
    return database_of(metadata)


@pytest.fixture
def passwords():
    """Hashing that costs next to nothing."""
    return Passwords(memory_kib=8, passes=1)


@pytest.fixture
def accounts(engine, passwords):
    return Accounts(engine, passwords)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(engine, clock):
    return Sessions(engine, idle=timedelta(minutes=60), longest=timedelta(hours=12), clock=clock)


@pytest.fixture
def audit(engine):
    return AuditLog(engine)
