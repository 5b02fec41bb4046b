"""The tables of annotations. A row is never changed: a later one of the same turn supersedes it.

Rows may be deleted, because a customer has the right to be forgotten.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    event,
)

from conversations.tables import metadata
from database import UtcDateTime

__all__ = ["GUARDS", "corrections", "verdicts"]

# SQLite numbers rows by itself only where the key is called INTEGER.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

corrections = Table(
    "annotations",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("turn_id", String(64), nullable=False, index=True),
    Column("conversation_id", String(255), nullable=False, index=True),
    # What was said as the bot would learn it: no name, address or number of anybody.
    Column("text", Text, nullable=False),
    Column("heard_intent", String(255)),
    Column("intent", String(255)),
    Column("entities", JSON, nullable=False),
    Column("better_reply", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("flagged", Boolean, nullable=False),
    Column("agent_id", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

verdicts = Table(
    "annotation_verdicts",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("annotation_id", ForeignKey("annotations.id"), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("agent_id", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

_KEPT = (corrections.name, verdicts.name)
GUARDS = {
    "sqlite": tuple(
        f"""CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name}
        BEGIN SELECT RAISE(ABORT, 'annotations are superseded, not changed'); END"""
        for name in _KEPT
    ),
    "postgresql": (
        """CREATE FUNCTION annotations_grow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'annotations are superseded, not changed'; END $$""",
        *(
            f"""CREATE TRIGGER {name}_grow BEFORE UPDATE ON {name}
            FOR EACH STATEMENT EXECUTE FUNCTION annotations_grow()"""
            for name in _KEPT
        ),
    ),
}
"""The statements that make a database refuse to change a row."""


@event.listens_for(verdicts, "after_create")
def _guard(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
