"""What the newest run knows of a customer, for the ranking of recommendations."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from sqlalchemy import select

from database import reading
from insights.tables import customer_profiles, insight_runs
from recommendation.profiles import ShopperProfile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

__all__ = ["KeptProfiles"]


class KeptProfiles:
    """A `recommendation.ProfileSource`; may be asked from any thread.

    A customer's row is read each time, by its key, so that who was forgotten is. What is
    everybody's is read once for each run.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._everybody: tuple[int, Mapping[str, float]] | None = None

    def of(self, customer_id: str) -> ShopperProfile | None:
        """The profile of a customer; None for who is unknown or has not bought yet."""
        kept = customer_profiles.c
        query = select(kept.run_id, kept.likes, kept.figures)
        with reading(self._engine) as connection:
            row = connection.execute(query.where(kept.customer_id == customer_id)).first()
            if row is None:
                return None
            usual = self._usual(connection, row.run_id)
        tier = row.figures.get("tier")
        return ShopperProfile(
            affinities={
                category: log(part / usual[category])
                for category, part in row.likes.items()
                if part > 0 and usual.get(category, 0) > 0
            },
            tier=None if tier is None else int(tier),
        )

    def _usual(self, connection: Connection, run_id: int) -> Mapping[str, float]:
        """Everybody's parts of interest by category; empty of a run that did not keep them."""
        known = self._everybody
        if known is None or known[0] != run_id:
            query = select(insight_runs.c.result).where(insight_runs.c.id == run_id)
            result = connection.execute(query).scalar_one()
            known = self._everybody = run_id, result.get("likes", {})
        return known[1]
