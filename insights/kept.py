"""The customers' side of insights, as it is kept: the newest segments, profiles of customers.

Reading needs none of the libraries that making them does, so that any process may.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from commerce.tables import orders
from database import reading
from insights.explaining.reasons import Explanation
from insights.tables import customer_profiles, insight_runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Engine

__all__ = [
    "MEANING",
    "WHY",
    "CustomerProfile",
    "KeptCustomers",
    "SegmentReport",
    "SegmentSummary",
    "shown",
]

KIND: Final = "segments"
MEANING: Final = {
    "orders": "orders",
    "spend": "spent in all, less what came back",
    "days_since_last": "days since the last order",
    "tenure_days": "days since the first order",
    "basket": "mean value of an order",
    "pieces": "mean number of pieces in an order",
    "cheaper_share": "part of the lines bought below the usual price",
    "price_level": "how dear, within its category, what they buy is: 0 the cheapest, 1 the dearest",
    "back_share": "part of the lines that came back",
    "visits": "days with a visit",
    "looks_per_visit": "products looked at in a visit",
    "orders_per_visit": "orders for each day with a visit",
    "alive": "chance to be a customer still",
    "expected_orders": "orders to be expected in the next year",
    "spend_each": "what each of those will be worth",
    "value": "what all of those will be worth today",
    "conversations": "conversations with the assistant",
    "mood": "how they felt at the end of a conversation: -1 is badly, 1 is well",
    "sour_share": "part of the conversations in which the mood turned bad",
    "stars": "stars that they gave to conversations, of 5",
    "bought_stars": "stars that buyers give to what they bought, of 5",
    "tier": "1 for the fifth that is worth most, 2 for the next three tenths, 3 for the others",
}
"""What the figures of a profile are."""
WHY: Final = {"segment": "this segment", "alive": "a customer still", "value": "this value"}
"""What has reasons, in words."""
PARTS: Final = frozenset({"cheaper_share", "back_share", "alive", "sour_share"})
COUNTS: Final = frozenset(
    {"orders", "days_since_last", "tenure_days", "visits", "conversations", "tier"}
)


@dataclass(frozen=True)
class SegmentSummary:
    """A segment as a merchant reads it; figures are means over its members."""

    id: int
    name: str
    size: int
    share: float
    figures: Mapping[str, float]
    likes: Mapping[str, float]
    """Parts of what they look at and buy, by category, the most marked first."""
    lifts: Mapping[str, float]
    """Those parts over everybody's."""
    months: Mapping[str, float]
    """Parts of what they buy, by the number of the month."""
    share_before: float | None = None
    """Of all customers, in the run before; None for a segment that is new."""


@dataclass(frozen=True)
class SegmentReport:
    """One run over all customers.

    `refused` says why there are no segments; `choices` are the numbers of groups that were tried.
    """

    at: datetime
    until: datetime
    customers: int
    orders: int
    refused: str
    segments: tuple[SegmentSummary, ...]
    choices: tuple[Mapping[str, float], ...]
    dense_share: float
    dense_agreement: float
    buying: Mapping[str, float]
    """The parameters of the model of repeat buying; empty where there was too little for one."""
    likes: Mapping[str, float] = field(default_factory=dict)
    """Parts of everybody's interest, by category."""
    moved: float | None = None
    """The part of the customers who are in another segment than in the run before, if any was."""
    appeared: tuple[str, ...] = ()
    """Segments that the run before did not have."""
    vanished: tuple[str, ...] = ()
    """Segments that only the run before had."""


@dataclass(frozen=True)
class CustomerProfile:
    """What is known of one customer; `reasons` say why `segment`, `alive` and `value` are so."""

    customer_id: str
    segment: str
    figures: Mapping[str, float]
    likes: Mapping[str, float]
    reasons: Mapping[str, Explanation]


class KeptCustomers:
    """What the newest run left; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def has_orders(self) -> bool:
        """Whether there is anything to make insights from."""
        with reading(self._engine) as connection:
            return connection.execute(select(orders.c.id).limit(1)).first() is not None

    def report(self) -> SegmentReport | None:
        """The newest run; None before the first."""
        newest = self.newest()
        return None if newest is None else report_of(*newest)

    def profile(self, customer_id: str) -> CustomerProfile | None:
        """What is known of one customer; None for who is unknown or has not bought yet."""
        query = select(customer_profiles).where(customer_profiles.c.customer_id == customer_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        report = self.report()
        if row is None or report is None:
            return None
        return CustomerProfile(
            customer_id=row.customer_id,
            segment=next((one.name for one in report.segments if one.id == row.segment_id), ""),
            figures=row.figures,
            likes=row.likes,
            # A run from before reasons were kept of more than the segment has a list of them.
            reasons={what: Explanation.restored(one) for what, one in row.reasons.items()}
            if isinstance(row.reasons, dict)
            else {},
        )

    def members(self, segment_id: int) -> list[str]:
        """The customers of a segment, by id."""
        query = (
            select(customer_profiles.c.customer_id)
            .where(customer_profiles.c.segment_id == segment_id)
            .order_by(customer_profiles.c.customer_id)
        )
        with reading(self._engine) as connection:
            return [row.customer_id for row in connection.execute(query)]

    def segment_of(self) -> dict[str, int]:
        """The segment ids of all customers who are in one."""
        kept = customer_profiles.c
        query = select(kept.customer_id, kept.segment_id).where(kept.segment_id.is_not(None))
        with reading(self._engine) as connection:
            return {row.customer_id: row.segment_id for row in connection.execute(query)}

    def newest(self) -> tuple[datetime, datetime, dict[str, Any]] | None:
        """When the newest run was, the end of its data, and all that it found."""
        query = select(insight_runs).where(insight_runs.c.kind == KIND)
        with reading(self._engine) as connection:
            row = connection.execute(query.order_by(insight_runs.c.id.desc())).first()
        return None if row is None else (row.at, row.until, row.result)


def shown(name: str, value: float) -> str:
    """A figure of `MEANING` as people read it."""
    if name in PARTS:
        return f"{value:.0%}"
    return f"{value:,.0f}" if name in COUNTS else f"{value:,.2f}"


def report_of(at: datetime, until: datetime, result: Mapping[str, Any]) -> SegmentReport:
    """The report of a run, from what is kept of it."""
    told = {name: value for name, value in result.items() if name != "groups"}
    told["segments"] = tuple(SegmentSummary(**each) for each in result["segments"])
    told["choices"] = tuple(result["choices"])
    told |= {name: tuple(result.get(name, ())) for name in ("appeared", "vanished")}
    return SegmentReport(at=at, until=until, **told)
