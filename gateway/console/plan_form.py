"""The form of a campaign's plan: text in, a plan out, or what is wrong with which field."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from insights.promotions.plans import Channel, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BLANK", "FormInvalid", "plan_in"]

LARGEST: Final = Decimal(10**9)
BLANK: Final[Mapping[str, str]] = {
    "name": "",
    "channel": "email",
    "code": "",
    "kind": "percent",
    "off": "10",
    "minimum": "0",
    "most_off": "20",
    "segment": "",
    "without_lost": "",
    "holdout": "20",
    "budget": "500",
    "days": "14",
    "window_days": "14",
}
"""What the form begins with; shares in per cent."""


class FormInvalid(Exception):
    """A field holds what it cannot; the message names it."""


def plan_in(values: Mapping[str, str]) -> Plan:
    """The plan that was typed; raises FormInvalid. Whether it is sound is the plan's to say."""
    told = {**BLANK, **values}
    off, is_amount = _amount(told, "off"), told["kind"] == "amount"
    if told["channel"] not in set(Channel):
        raise FormInvalid("The channel is chat or e-mail.")
    segments = (int(told["segment"]),) if told["segment"].isdecimal() else ()
    return Plan(
        name=told["name"].strip(),
        channel=Channel(told["channel"]),
        code=told["code"].strip().upper(),
        percent=None if is_amount else off,
        amount=off if is_amount else None,
        minimum=_amount(told, "minimum"),
        most_off=off if is_amount else _amount(told, "most_off"),
        segments=segments,
        without_lost=bool(told["without_lost"]),
        holdout=float(_amount(told, "holdout") / 100),
        budget=_amount(told, "budget"),
        days=int(_amount(told, "days")),
        window_days=int(_amount(told, "window_days")),
    )


def _amount(told: Mapping[str, str], name: str) -> Decimal:
    text = told[name].strip().replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount <= LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise FormInvalid(f"{NAMES[name]} is {text!r}; it must be a number of 0 or more.")
    return amount


NAMES: Final = {
    "off": "What the coupon takes off",
    "minimum": "The minimum order",
    "most_off": "The most that it takes off",
    "holdout": "The holdout",
    "budget": "The budget",
    "days": "How many days it runs",
    "window_days": "For how many days orders count",
}
