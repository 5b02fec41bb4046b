"""Runs of analyses, as they are kept: reading them needs none of the libraries that made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from database import reading, writing
from insights.tables import insight_runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = ["Run", "Runs"]

KEPT = 30
"""Of each kind, so that a number can be looked up as it was told."""


@dataclass(frozen=True)
class Run:
    """When it was made, the end of the data that it rests on, and what it found, as JSON."""

    at: datetime
    until: datetime
    result: Mapping[str, Any]


class Runs:
    """The runs of all kinds; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self, kind: str) -> Run | None:
        """The newest run of a kind; None before the first."""
        query = select(insight_runs).where(insight_runs.c.kind == kind)
        with reading(self._engine) as connection:
            row = connection.execute(query.order_by(insight_runs.c.id.desc()).limit(1)).first()
        return None if row is None else Run(row.at, row.until, row.result)

    def keep(self, kind: str, run: Run) -> None:
        """Keep a run; the oldest of its kind make room."""
        ours = insight_runs.c.kind == kind
        row = {"kind": kind, "at": run.at, "until": run.until, "result": run.result}
        oldest_kept = (
            select(insight_runs.c.id)
            .where(ours)
            .order_by(insight_runs.c.id.desc())
            .offset(KEPT - 1)
        )
        with writing(self._engine) as connection:
            connection.execute(insert(insight_runs).values(row))
            last = connection.execute(oldest_kept.limit(1)).scalar()
            if last is not None:
                connection.execute(delete(insight_runs).where(ours, insight_runs.c.id < last))
