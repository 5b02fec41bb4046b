"""The tables of agents: accounts, sessions, canned replies, and a log that can only grow."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)

from database import UtcDateTime

__all__ = [
    "GUARDS",
    "LIFTED",
    "agent_sessions",
    "agents",
    "audit_log",
    "canned_replies",
    "metadata",
]

metadata = MetaData()

agents = Table(
    "agents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("email", String(255), nullable=False, unique=True),
    Column("name", String(255), nullable=False),
    Column("role", String(16), nullable=False),
    # None for those who sign in elsewhere only.
    Column("password", String(255)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
)

agent_sessions = Table(
    "agent_sessions",
    metadata,
    # SHA-256 of the token in the cookie: who reads the table cannot sign in with it.
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(48), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("changed_by", String(32), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

# Ids, never texts: what is erased elsewhere must not live on here.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("agent_id", String(32), index=True),
    Column("action", String(64), nullable=False),
    Column("subject", String(255), nullable=False, index=True),
    Column("details", JSON, nullable=False),
    Column("address", String(64), nullable=False),
)

GUARDS = {
    "sqlite": (
        """CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log can only grow'); END""",
        """CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log can only grow'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_log_grows() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log can only grow'; END $$""",
        """CREATE TRIGGER audit_log_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_grows()""",
    ),
}
"""The statements that make a database refuse to change or delete an entry."""
LIFTED = {
    "sqlite": ("DROP TRIGGER audit_log_no_delete", GUARDS["sqlite"][1]),
    "postgresql": (
        "ALTER TABLE audit_log DISABLE TRIGGER audit_log_grows",
        "ALTER TABLE audit_log ENABLE TRIGGER audit_log_grows",
    ),
}
"""What lets entries be deleted that have been kept for long enough, and what forbids it again."""


@event.listens_for(audit_log, "after_create")
def _guard(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
