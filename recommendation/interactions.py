"""What shoppers did with products, as recommenders learn from it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from signals import BehaviourKind
from signals.behaviour_log import visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from signals import BehaviourEvent

__all__ = ["Interaction", "InteractionKind", "interactions_of", "shopper_interactions"]


class InteractionKind(StrEnum):
    """What was done, from the least to the most telling."""

    SEARCH = "search"
    VIEW = "view"
    CART = "cart"
    PURCHASE = "purchase"
    RETURN = "return"


@dataclass(frozen=True)
class Interaction:
    """One thing that somebody did with a product in one session."""

    session: str
    customer: str | None
    product: str
    kind: InteractionKind
    at: datetime


KINDS = {
    BehaviourKind.SEARCH: InteractionKind.SEARCH,
    BehaviourKind.VIEW: InteractionKind.VIEW,
    BehaviourKind.ADD_TO_CART: InteractionKind.CART,
    BehaviourKind.PURCHASE: InteractionKind.PURCHASE,
    BehaviourKind.RETURN: InteractionKind.RETURN,
}
"""Behaviour that says something of a product; what is left out says nothing of its worth."""


def interactions_of(events: Iterable[BehaviourEvent]) -> list[Interaction]:
    """The interactions in `events` (in the order of time), each visit of a shopper a session."""
    of_shopper: dict[str, list[BehaviourEvent]] = defaultdict(list)
    for event in events:
        of_shopper[event.visitor_id or event.customer_id].append(event)
    found = [
        one
        for shopper, theirs in of_shopper.items()
        for one in shopper_interactions(shopper, theirs)
    ]
    return sorted(found, key=lambda one: one.at)


def shopper_interactions(shopper: str, events: Sequence[BehaviourEvent]) -> Iterator[Interaction]:
    """The interactions of one shopper, from their events in the order of time."""
    for number, visit in enumerate(visits(events)):
        for event in visit:
            kind = KINDS.get(event.kind)
            if kind is not None and event.product_id:
                session = f"{shopper}/{number}"
                yield Interaction(
                    session, event.customer_id or None, event.product_id, kind, event.at
                )
