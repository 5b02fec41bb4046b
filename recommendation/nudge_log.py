"""The nudges of a shopper in the log of slates: how many there were, and what was said to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from conversations.belonging import belongs_to
from database import reading
from recommendation.logged_slates import Outcome
from recommendation.nudges import MadeNudge
from recommendation.slate_log import SlateLog
from recommendation.tables import offers, outcomes, slates

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Engine

__all__ = ["NudgeLog"]


class NudgeLog:
    """Nudges of one store; its methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._slates = SlateLog(engine)

    def made(self, conversation_id: str, customer_id: str, since: datetime) -> list[MadeNudge]:
        """What was called for since a moment, in this conversation and by this customer."""
        shown = select(offers.c.slate_id).where(offers.c.slate_id == slates.c.id).exists()
        query = (
            select(slates.c.occasion, slates.c.at, shown)
            .where(_of(conversation_id, customer_id), slates.c.at >= since)
            .order_by(slates.c.at)
        )
        with reading(self._engine) as connection:
            return [MadeNudge(*row) for row in connection.execute(query)]

    def stopped(self, conversation_id: str, customer_id: str) -> bool:
        """Whether this shopper wants none any more."""
        query = (
            select(slates.c.id)
            .join(outcomes, outcomes.c.slate_id == slates.c.id)
            .where(_of(conversation_id, customer_id), outcomes.c.outcome == Outcome.STOPPED.value)
            .limit(1)
        )
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    def answer(self, conversation_id: str, slate_id: str, outcome: Outcome, at: datetime) -> bool:
        """Keep what was said to a nudge; False when this conversation was shown no such one."""
        query = (
            select(offers.c.product_id)
            .join(slates, slates.c.id == offers.c.slate_id)
            .where(
                slates.c.id == slate_id,
                slates.c.conversation_id == conversation_id,
                slates.c.occasion != "",
            )
        )
        with reading(self._engine) as connection:
            products = connection.execute(query).scalars().all()
        for product in products:
            self._slates.note(slate_id, product, outcome, at)
        return bool(products)


def _of(conversation_id: str, customer_id: str) -> ColumnElement[bool]:
    whose = belongs_to(slates.c.conversation_id, conversation_id, customer_id)
    return whose & (slates.c.occasion != "")
