"""What was done in the console, by whom and when. Nothing in it is changed, or deleted unasked.

Every action writes its entry in the transaction of what it does, so that neither is without
the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select

from agents.tables import LIFTED, agents, audit_log
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

__all__ = ["AuditEntry", "AuditLog", "record"]

BATCH: Final = 1000


@dataclass(frozen=True)
class AuditEntry:
    """One action; `agent` is a name, empty for somebody who was not signed in."""

    id: int
    at: datetime
    agent: str
    action: str
    subject: str
    details: Mapping[str, Any]
    address: str


def record(
    connection: Connection,
    action: str,
    *,
    agent_id: str | None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    address: str = "",
) -> None:
    """Write an entry inside the caller's write transaction.

    `action` is noun.verb, such as "conversation.resolved"; `subject` is the id of what it was
    done to. `details` hold ids and settings, never what a shopper wrote.
    """
    connection.execute(
        insert(audit_log).values(
            at=datetime.now(UTC),
            agent_id=agent_id,
            action=action,
            subject=subject[:255],
            details=dict(details or {}),
            address=address[:64],
        )
    )


class AuditLog:
    """Reads the log, and writes what belongs to no other transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, action: str, **entry: Any) -> None:
        """Write an entry by itself; the arguments are those of `record`."""
        with writing(self._engine) as connection:
            record(connection, action, **entry)

    def forget_before(self, moment: datetime) -> int:
        """Let go of older entries, a batch at a time; returns how many that were.

        The one exception to the rule that nothing is deleted, for the shop's own policy: the
        guard is lifted inside the transaction, so that nobody else can use the moment.
        """
        old = select(audit_log.c.id).where(audit_log.c.at < moment).limit(BATCH)
        with writing(self._engine) as connection:
            ids = list(connection.execute(old).scalars())
            if not ids:
                return 0
            lift, restore = LIFTED[connection.dialect.name]
            connection.exec_driver_sql(lift)
            connection.execute(delete(audit_log).where(audit_log.c.id.in_(ids)))
            connection.exec_driver_sql(restore)
        return len(ids)

    def entries(
        self, *, before: int | None = None, subject: str = "", limit: int = 100
    ) -> list[AuditEntry]:
        """The newest entries, older ones than entry `before` when that is given."""
        query = (
            select(audit_log, agents.c.name)
            .outerjoin(agents, agents.c.id == audit_log.c.agent_id)
            .order_by(audit_log.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(audit_log.c.id < before)
        if subject:
            query = query.where(audit_log.c.subject == subject)
        with reading(self._engine) as connection:
            return [
                AuditEntry(
                    id=row.id,
                    at=row.at,
                    agent=row.name or "",
                    action=row.action,
                    subject=row.subject,
                    details=row.details,
                    address=row.address,
                )
                for row in connection.execute(query)
            ]
