"""When something may be offered: rules that stand above every model.

Pure functions of what happened in the conversation. Signals change selling pressure, never truth:
a feeling can only silence an offer, and neither a price nor a discount depends on one. No rule
reads a score of the ranker, and no ranker can overrule one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from recommendation.errors import PricePersonal

__all__ = [
    "GuardRules",
    "Matter",
    "Situation",
    "Verdict",
    "allowed_discount",
    "judge",
    "same_price",
]


class Matter(StrEnum):
    """What must be settled before anything is sold."""

    COMPLAINT = "complaint"
    RETURN = "return"
    REFUND = "refund"
    CLAIM = "claim"
    SAFETY = "safety"
    BEREAVEMENT = "bereavement"


class Verdict(StrEnum):
    """Whether a slate may be shown, or which rule forbids it."""

    ALLOWED = "allowed"
    WITH_A_PERSON = "with_a_person"
    OPEN_MATTER = "open_matter"
    COOLING_DOWN = "cooling_down"
    NEGATIVE_MOOD = "negative_mood"
    REJECTED_OFTEN = "rejected_often"
    OFFERED_ENOUGH = "offered_enough"


@dataclass(frozen=True, kw_only=True)
class GuardRules:
    """What a shop owner may set; stricter only."""

    cooling_turns: int = 3
    """Turns after the last matter was settled, or the mood recovered, before an offer."""
    negative_turns: int = 2
    """So many negative turns in a row silence offers."""
    rejections: int = 2
    """So many rejections silence offers for the rest of the conversation, unless asked."""
    unsolicited: int = 3
    """Offers that nobody asked for, in one conversation."""


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What the rules look at."""

    asked: bool = False
    """The shopper asked for products in this turn; a wish for a replacement is one."""
    open_matters: frozenset[Matter] = frozenset()
    turns_since_matter: int | None = None
    """Turns since the last matter was settled; None when there was none."""
    negative_turns: int = 0
    """Negative turns in a row up to now (signals.Mood.negative_turns)."""
    turns_since_negative: int | None = None
    """Turns since the mood was negative for `GuardRules.negative_turns`; None when it never was."""
    rejections: int = 0
    """Offers rejected in this conversation."""
    unsolicited: int = 0
    """Offers made in this conversation without being asked for."""
    with_a_person: bool = False
    """An agent has the conversation: the bot sells nothing beside them."""


def judge(situation: Situation, rules: GuardRules | None = None) -> Verdict:
    """The first rule that forbids an offer, or `ALLOWED`.

    What is asked for is answered: only an agent's presence forbids that.
    """
    rules = rules or GuardRules()
    if situation.with_a_person:
        return Verdict.WITH_A_PERSON
    if situation.asked:
        return Verdict.ALLOWED
    recent = [situation.turns_since_matter, situation.turns_since_negative]
    forbidden = {
        Verdict.OPEN_MATTER: bool(situation.open_matters),
        Verdict.NEGATIVE_MOOD: situation.negative_turns >= rules.negative_turns,
        Verdict.COOLING_DOWN: any(
            since is not None and since < rules.cooling_turns for since in recent
        ),
        Verdict.REJECTED_OFTEN: situation.rejections >= rules.rejections,
        Verdict.OFFERED_ENOUGH: situation.unsolicited >= rules.unsolicited,
    }
    return next((verdict for verdict, holds in forbidden.items() if holds), Verdict.ALLOWED)


def allowed_discount(promised: Decimal, cap: Decimal) -> Decimal:
    """What of a promotion's discount (a share, 0 to 1) may be offered under the shop's cap.

    It takes no shopper and no signal, so that none can enter into it.
    """
    return max(Decimal(0), min(promised, cap))


def same_price(product: str, offered: Decimal, listed: Decimal) -> Decimal:
    """The offered price, which is the listed one; raises PricePersonal when it is another."""
    if offered != listed:
        raise PricePersonal(f"{product} is offered at {offered}; its price is {listed} for all.")
    return offered
