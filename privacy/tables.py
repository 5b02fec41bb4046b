"""The table of erasures: that somebody was erased and what was proved, not who it was."""

from __future__ import annotations

from sqlalchemy import JSON, Column, MetaData, String, Table

from database import UtcDateTime

__all__ = ["erasures", "metadata"]

metadata = MetaData()

erasures = Table(
    "erasures",
    metadata,
    Column("id", String(32), primary_key=True),
    # A keyed hash: who has the id can tell whether it is theirs, nobody can tell the id.
    Column("subject_hash", String(64), nullable=False, index=True),
    Column("requested_at", UtcDateTime, nullable=False, index=True),
    # An agent's id; None for the command line.
    Column("requested_by", String(32)),
    Column("found", JSON(none_as_null=True)),
    Column("trouble", String(500), nullable=False, server_default=""),
    Column("certificate", JSON(none_as_null=True)),
)
