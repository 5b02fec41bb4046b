"""Conversations and visits as evaluation reads them.

`conversations` has a row for each conversation in which a shopper has spoken: conversation, day
(on which it began, UTC), outcome, resolution, stars (none without a rating) as the inbox and the
console's numbers count them, and assistant (model and version of the wording that answered first,
empty where no question was answered from the knowledge). `visits` has a row for each visit to the
shop's pages: shopper, began, first (category of what was looked at first), what the same shopper
had done before (visits_before, bought_before, looks_before: per visit, days_since), and what came:
asked (a talk with the assistant began in it), bought, revenue (in the shop's currency).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from commerce.tables import products
from conversations.inbox.filters import date_of
from conversations.inbox.tables import inbox, inbox_terms, inbox_vocabulary
from conversations.tables import messages, turn_evidence
from database import reading
from signals import BehaviourKind
from signals.behaviour_log import VISIT_ENDS_AFTER
from signals.tables import behaviour_events

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = ["read_conversations", "read_visits"]

KINDS: Final = ("outcome", "resolution", "rating")
DAY_S: Final = 24 * 3600
NEVER_BEFORE: Final = 365.0
"""Days since the last visit, of who was not there before."""


def read_conversations(engine: Engine, until: datetime) -> pd.DataFrame:
    """The conversations that began before the day of `until`."""
    with reading(engine) as connection:
        rows = connection.execute(
            select(inbox.c.conversation_id, inbox.c.began, inbox_vocabulary.c.kind,
                   inbox_vocabulary.c.value)
            .join(inbox_terms, inbox_terms.c.number == inbox.c.number)
            .join(inbox_vocabulary, inbox_vocabulary.c.id == inbox_terms.c.term)
            .where(inbox_vocabulary.c.kind.in_(KINDS), inbox.c.began.is_not(None))
        ).all()  # fmt: skip
        assistants = _assistants(connection)
    told = pd.DataFrame(rows, columns=["conversation", "day", "kind", "value"])
    wide = told.pivot_table(
        index=["conversation", "day"], columns="kind", values="value", aggfunc="first"
    )
    found = wide.reindex(columns=list(KINDS)).reset_index().rename(columns={"rating": "stars"})
    days = pd.to_datetime(found["day"].map(date_of))
    found = found.assign(
        day=days,
        stars=pd.to_numeric(found["stars"]),
        assistant=found["conversation"].map(assistants).fillna(""),
    )
    return found[days < np.datetime64(until.date())].sort_values(["day", "conversation"])


def _assistants(connection: Connection) -> dict[str, str]:
    """What answered the first question of each conversation, by its id."""
    query = select(turn_evidence).order_by(turn_evidence.c.at.desc())
    return {row.conversation_id: _named(row.evidence) for row in connection.execute(query)}


def _named(evidence: dict[str, Any]) -> str:
    parts = (evidence.get("model", ""), evidence.get("prompt_version", ""))
    return " ".join(part for part in parts if part)


def read_visits(engine: Engine, until: datetime) -> pd.DataFrame:
    """The visits that began before `until`, in the order of time."""
    event = behaviour_events.c
    query = (
        select(event.visitor_id, event.customer_id, event.conversation_id, event.at, event.kind,
               event.quantity, event.price, products.c.category)
        .outerjoin(products, products.c.id == event.product_id)
        .where(event.at < until)
        .order_by(event.at, event.id)
    )  # fmt: skip
    with reading(engine) as connection:
        rows = connection.execute(query).all()
        spoken = _spoken(connection)
    names = ["visitor", "customer", "conversation", "at", "kind", "quantity", "price", "category"]
    events = pd.DataFrame(rows, columns=names)
    if events.empty:
        return pd.DataFrame(columns=_COLUMNS)
    events = events.assign(
        at=pd.to_datetime(events["at"], utc=True),
        shopper=events["visitor"].where(events["visitor"] != "", events["customer"]),
        bought=events["kind"] == BehaviourKind.PURCHASE,
        paid=(events["price"].astype(float) * events["quantity"]).where(
            events["kind"] == BehaviourKind.PURCHASE, 0.0
        ),
    ).sort_values(["shopper", "at"], kind="stable")
    events = events[events["shopper"] != ""]
    waited = events.groupby("shopper")["at"].diff()
    events["visit"] = (waited.isna() | (waited >= VISIT_ENDS_AFTER)).cumsum()
    return _with_history(_by_visit(events, spoken))


_COLUMNS: Final = (
    *("shopper", "began", "first", "visits_before", "bought_before", "looks_before"),
    *("days_since", "asked", "bought", "revenue"),
)


def _spoken(connection: Connection) -> pd.Series:
    """When the shopper first spoke, by conversation."""
    query = (
        select(messages.c.conversation_id, func.min(messages.c.at))
        .where(messages.c.sender == "shopper")
        .group_by(messages.c.conversation_id)
    )
    found = {id_: _aware(at) for id_, at in connection.execute(query)}
    return pd.Series(found, dtype="datetime64[us, UTC]")


def _aware(at: datetime | str) -> datetime:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _by_visit(events: pd.DataFrame, spoken: pd.Series) -> pd.DataFrame:
    views = events[events["kind"] == BehaviourKind.VIEW]
    grouped = events.groupby("visit")
    visits = pd.DataFrame(
        {
            "shopper": grouped["shopper"].first(),
            "began": grouped["at"].first(),
            "ended": grouped["at"].last(),
            "revenue": grouped["paid"].sum(),
            "bought": grouped["bought"].any(),
            "first": views.groupby("visit")["category"].first(),
            "looks": views.groupby("visit").size(),
        }
    )
    spoke = events["conversation"].map(spoken)
    spoke = spoke[spoke.notna()].groupby(events["visit"]).min()
    asked = spoke.reindex(visits.index)
    inside = (asked >= visits["began"]) & (asked <= visits["ended"] + VISIT_ENDS_AFTER)
    return visits.assign(
        asked=inside,
        first=visits["first"].fillna(""),
        looks=visits["looks"].fillna(0),
    )


def _with_history(visits: pd.DataFrame) -> pd.DataFrame:
    """Each visit with what its shopper had done before it, and nothing that came after."""
    same = visits.groupby("shopper")
    before = same.cumcount()
    looks = same["looks"].cumsum() - visits["looks"]
    since = same["began"].diff().dt.total_seconds() / DAY_S
    return visits.assign(
        visits_before=before,
        bought_before=visits["bought"].astype(int).groupby(visits["shopper"]).cumsum()
        - visits["bought"].astype(int),
        looks_before=(looks / before.where(before > 0)).fillna(0.0),
        days_since=since.fillna(NEVER_BEFORE),
    ).sort_values("began")[list(_COLUMNS)]
