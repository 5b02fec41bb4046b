"""Puts together what is known of a shopper at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommendation.interactions import InteractionKind, shopper_interactions
from recommendation.shopper_state import ShopperState, Step
from signals.behaviour_log import last_visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from recommendation.profiles import ShopperProfile
    from signals import BehaviourEvent, StatedPreference, TurnSignals

__all__ = ["known_state"]

LONGEST = 50
"""Products of each kind that are remembered, the newest."""


def known_state(
    events: Sequence[BehaviourEvent],
    now: datetime,
    *,
    preferences: Sequence[StatedPreference] = (),
    asked_about: Sequence[str] = (),
    rejected: Sequence[str] = (),
    signals: TurnSignals | None = None,
    profile: ShopperProfile | None = None,
) -> ShopperState:
    """The state by a shopper's `events` (in the order of time), and by what was said in the chat.

    The visit that goes on at `now` is the session; what was bought and returned counts as viewed.
    """
    visit = last_visit(events, now)
    going_on = {event.id for event in visit}
    earlier = [event for event in events if event.id not in going_on and event.at <= now]
    viewed: dict[str, None] = {}
    bought: dict[str, None] = {}
    for one in shopper_interactions("", [*earlier, *visit]):
        if one.kind is InteractionKind.PURCHASE:
            _renew(bought, one.product)
        elif one.kind is InteractionKind.RETURN:
            bought.pop(one.product, None)
    for one in shopper_interactions("", earlier):
        _renew(viewed, one.product)
    session = [
        Step(one.product, one.kind)
        for one in shopper_interactions("", visit)
        if one.kind is not InteractionKind.RETURN
    ]
    return ShopperState(
        session=tuple(session[-LONGEST:]),
        bought=tuple(bought)[-LONGEST:],
        viewed=tuple(one for one in viewed if one not in bought)[-LONGEST:],
        preferences=tuple(preferences),
        asked_about=tuple(asked_about),
        rejected=tuple(rejected),
        profile=profile,
        propensity=signals.propensity.value if signals else 0.0,
        mood=signals.mood.level if signals else 0.0,
    )


def _renew(products: dict[str, None], product: str) -> None:
    """Put it last, so that the newest stand at the end."""
    products.pop(product, None)
    products[product] = None
