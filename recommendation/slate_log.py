"""The log of slates: what was offered, why, with what chance, and what became of it.

"Why do you suggest this?" is answered from here, and other models are judged on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, update

from conversations.belonging import belongs_to
from database import delete_some, reading, writing
from recommendation.candidates import Because, Why
from recommendation.guard import Verdict
from recommendation.logged_slates import JudgedSlate, LoggedSlate, Outcome
from recommendation.shopper_state import ShopperState
from recommendation.slates import Offer
from recommendation.tables import offers, outcomes, slates

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, Row

    from recommendation.slates import Slate
    from signals import StatedPreference

__all__ = [
    "SlateLog",
    "forget_preferences",
]


BATCH: Final = 1000


class SlateLog:
    """Slates of one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, slate: Slate, at: datetime) -> None:
        """Keep a slate, an empty one too; the second time nothing happens."""
        with writing(self._engine) as connection:
            known = select(slates.c.id).where(slates.c.id == slate.id)
            if connection.execute(known).first() is not None:
                return
            moment = slate.moment
            connection.execute(
                insert(slates).values(
                    id=slate.id, conversation_id=moment.conversation_id, turn_id=moment.turn_id,
                    customer_id=moment.customer_id, asked=moment.asked, at=at,
                    occasion=moment.occasion,
                    state_hash=slate.state.hash, state=slate.state.as_record(),
                    model_version=slate.model_version, verdict=slate.verdict.value,
                )
            )  # fmt: skip
            if slate.offers:
                rows = [_row(slate.id, place, one) for place, one in enumerate(slate.offers)]
                connection.execute(insert(offers), rows)

    def note(self, slate_id: str, product_id: str, outcome: Outcome, at: datetime) -> bool:
        """Keep what became of an offer, once; False when no such thing was offered."""
        with writing(self._engine) as connection:
            offered = select(offers.c.position).where(
                offers.c.slate_id == slate_id, offers.c.product_id == product_id
            )
            if connection.execute(offered).first() is None:
                return False
            known = select(outcomes.c.at).where(
                outcomes.c.slate_id == slate_id,
                outcomes.c.product_id == product_id,
                outcomes.c.outcome == outcome.value,
            )
            if connection.execute(known).first() is None:
                connection.execute(
                    insert(outcomes).values(
                        slate_id=slate_id, product_id=product_id, outcome=outcome.value, at=at
                    )
                )
            return True

    def last(self, conversation_id: str) -> LoggedSlate | None:
        """The newest slate of a conversation that offered something."""
        query = (
            select(slates)
            .where(
                slates.c.conversation_id == conversation_id,
                slates.c.id.in_(select(offers.c.slate_id)),
            )
            .order_by(slates.c.at.desc(), slates.c.id)
            .limit(1)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
            return None if row is None else _logged(connection, row)

    def of_turn(self, turn_id: str) -> list[LoggedSlate]:
        """The slates of a turn, the empty ones too, in order."""
        query = select(slates).where(slates.c.turn_id == turn_id).order_by(slates.c.at, slates.c.id)
        with reading(self._engine) as connection:
            return [_logged(connection, row) for row in connection.execute(query).all()]

    def offered(self, conversation_id: str) -> frozenset[str]:
        """The products that a conversation's slates offered."""
        query = (
            select(offers.c.product_id)
            .join(slates, slates.c.id == offers.c.slate_id)
            .where(slates.c.conversation_id == conversation_id)
        )
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())

    def unsolicited(self, conversation_id: str) -> int:
        """How many slates of a conversation offered something unasked."""
        query = select(func.count()).where(
            slates.c.conversation_id == conversation_id,
            slates.c.asked.is_(other=False),
            slates.c.id.in_(select(offers.c.slate_id)),
        )
        with reading(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def rejections(self, conversation_id: str) -> int:
        """How often something of a conversation's slates was not wanted."""
        query = (
            select(func.count(outcomes.c.at.distinct()))
            .join(slates, slates.c.id == outcomes.c.slate_id)
            .where(
                slates.c.conversation_id == conversation_id,
                outcomes.c.outcome == Outcome.REJECTED.value,
            )
        )
        with reading(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def rejected(self, conversation_id: str) -> tuple[str, ...]:
        """The products of a conversation that were offered and not wanted, the newest last."""
        query = (
            select(outcomes.c.product_id)
            .join(slates, slates.c.id == outcomes.c.slate_id)
            .where(
                slates.c.conversation_id == conversation_id,
                outcomes.c.outcome == Outcome.REJECTED.value,
            )
            .order_by(outcomes.c.at)
        )
        with reading(self._engine) as connection:
            return tuple(dict.fromkeys(connection.execute(query).scalars()))

    def judged(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[JudgedSlate]:
        """The slates of which something became anything, the older first.

        A "no" is said at once, a purchase takes days: without the slates after `until`, which may
        still be taken up, what is learnt is not biased to rejections.
        """
        query = (
            select(slates.c.id, slates.c.state, offers.c.product_id, offers.c.propensity,
                   outcomes.c.outcome)
            .join(offers, offers.c.slate_id == slates.c.id)
            .join(
                outcomes,
                (outcomes.c.slate_id == slates.c.id)
                & (outcomes.c.product_id == offers.c.product_id),
                isouter=True,
            )
            .where(slates.c.id.in_(select(outcomes.c.slate_id)))
            .order_by(slates.c.at, slates.c.id, offers.c.position)
        )  # fmt: skip
        if since is not None:
            query = query.where(slates.c.at >= since)
        if until is not None:
            query = query.where(slates.c.at <= until)
        found: dict[str, JudgedSlate] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                if row.id not in found:
                    found[row.id] = JudgedSlate(ShopperState.from_record(row.state), {}, {})
                found[row.id].propensities[row.product_id] = row.propensity
                became = found[row.id].outcomes.setdefault(row.product_id, set())
                if row.outcome is not None:
                    became.add(Outcome(row.outcome))
        return list(found.values())

    def forget_before(self, moment: datetime) -> int:
        """Erase older slates with all that hangs on them, a batch at a time; how many."""
        return delete_some(self._engine, slates, slates.c.at < moment, BATCH)


def forget_preferences(
    connection: Connection,
    preferences: Collection[StatedPreference],
    *,
    conversation_id: str = "",
    customer_id: str = "",
) -> None:
    """Take preferences, and the words that told of them, out of a shopper's slates."""
    keys = {one.key for one in preferences}
    words = {one.words or one.value for one in preferences}
    query = select(slates.c.id, slates.c.state).where(_whose(conversation_id, customer_id))
    for row in connection.execute(query).all():
        state = ShopperState.from_record(row.state)
        kept = tuple(one for one in state.preferences if one.key not in keys)
        if len(kept) == len(state.preferences):
            continue
        state = replace(state, preferences=kept)
        connection.execute(
            update(slates)
            .where(slates.c.id == row.id)
            .values(state=state.as_record(), state_hash=state.hash)
        )
        of_slate = select(offers).where(offers.c.slate_id == row.id)
        for offer in connection.execute(of_slate).all():
            connection.execute(
                update(offers)
                .where(offers.c.slate_id == row.id, offers.c.position == offer.position)
                .values(wishes=[one for one in offer.wishes if one not in words])
            )


def _whose(conversation_id: str, customer_id: str) -> ColumnElement[bool]:
    account = (slates.c.customer_id == customer_id) & (slates.c.customer_id != "")
    return belongs_to(slates.c.conversation_id, conversation_id, customer_id) | account


def _row(slate_id: str, position: int, offer: Offer) -> dict[str, Any]:
    return {
        "slate_id": slate_id,
        "position": position,
        "product_id": offer.product,
        "score": offer.score,
        "propensity": offer.propensity,
        "explored": offer.explored,
        "source": offer.source,
        "why": offer.because.why.value,
        "subject": offer.because.subject,
        "wishes": list(offer.wishes),
        "parts": [list(part) for part in offer.parts],
    }


def _logged(connection: Connection, row: Row[Any]) -> LoggedSlate:
    query = select(offers).where(offers.c.slate_id == row.id).order_by(offers.c.position)
    became: defaultdict[str, set[Outcome]] = defaultdict(set)
    for one in connection.execute(select(outcomes).where(outcomes.c.slate_id == row.id)):
        became[one.product_id].add(Outcome(one.outcome))
    return LoggedSlate(
        id=row.id,
        conversation_id=row.conversation_id,
        turn_id=row.turn_id,
        asked=row.asked,
        at=row.at,
        state_hash=row.state_hash,
        model_version=row.model_version,
        verdict=Verdict(row.verdict),
        offers=tuple(_offer(one) for one in connection.execute(query)),
        outcomes={product: frozenset(kinds) for product, kinds in became.items()},
    )


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        product=row.product_id,
        score=row.score,
        source=row.source,
        because=Because(Why(row.why), row.subject),
        wishes=tuple(row.wishes),
        propensity=row.propensity,
        explored=row.explored,
        parts=tuple((name, adds) for name, adds in row.parts or ()),
    )
