"""Why the shop refuses something, and what can be done instead."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from actions.requests.beginning import BEGIN, begin_button
from actions.requests.terms_wording import date_of
from actions.requests.utterance import Utterance
from actions.wording import plain
from commerce import money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actions.requests.case import Case
    from actions.requests.utterance import Button
    from commerce import NotAllowed

__all__ = ["FIELD_OF", "refused_in", "utterance"]

FIELD_OF = {
    "reason_not_allowed": "reason",
    "method_not_allowed": "method",
    "refund_target_not_allowed": "refund_to",
    "variant_unavailable": "wanted",
    "variant_unknown": "wanted",
    "same_variant": "wanted",
    "address_incomplete": "address",
    "address_unchanged": "address",
    "country_fixed": "address",
    "payment_method_unknown": "payment",
    "payment_method_same": "payment",
    "payment_kind_not_allowed": "payment",
    "gift_card_balance": "payment",
    "photo_needed": "photos",
    "wish_not_allowed": "wish",
    "window_over": "items",
    "not_returnable": "items",
    "not_exchangeable": "items",
    "nothing_left": "items",
    "no_such_line": "items",
    "no_lines": "items",
    "warranty_over": "items",
}
"""The field of which another answer could be allowed."""

PERSON: Button = {"title": "Talk to a person", "payload": "/talk_to_human"}
OFFERED: Button = {"means": "affirm"}
"""On the button that a typed "yes" presses."""
OF_PAYMENT = frozenset({"payment_kind_not_allowed", "gift_card_balance"})
SOLD_AS = {"return_items": "return", "exchange_items": "exchange"}


def utterance(refused: NotAllowed, case: Case, *, alone: bool = True) -> Utterance:
    """The refusal in words, with a way on; not `alone`: the request itself goes on."""
    alternative = str(refused.facts.get("alternative") or "")
    response = f"utter_refused_{refused.code}"
    if refused.code == "too_late" and case.request.name == "change_address":
        # It is not unwanted, but on its way to the wrong place.
        alternative = ""
        response += "_address"
    if refused.facts.get("allowed") == () and refused.code in OF_PAYMENT:
        response += "_nothing_else"
    if alternative in SOLD_AS:
        response += f"_{SOLD_AS[alternative]}"
    buttons = _ways_on(alternative, case) if alone else []
    return Utterance(response, _facts(refused.facts, case), buttons, refuses=_refused(case))


def refused_in(says: Sequence[Utterance]) -> Mapping[str, Any]:
    """What was refused in what is said, as `Memory.refused` keeps it; empty for nothing."""
    return next((said.refuses for said in says if said.refuses), {})


def _refused(case: Case) -> Mapping[str, Any] | None:
    """The request, the order and the places of its things; None where there is no order."""
    if not case.signed_in or case.order is None:
        return None
    positions = [item["position"] for item in case.facts.get("items") or []]
    return {"verb": case.request.verb, "order": case.order.number, "positions": positions}


def _ways_on(alternative: str, case: Case) -> list[Button]:
    order = case.order
    found: list[Button] = []
    if alternative in BEGIN and order is not None:
        found.append(begin_button(alternative, order))
    first, *others = [*found, PERSON]
    return [first | OFFERED, *others]


def _facts(facts: Any, case: Case) -> dict[str, str]:
    currency = facts.get("currency") or (
        case.order.currency if case.signed_in and case.order else ""
    )
    return {name: _text(value, currency) for name, value in facts.items()}


def _text(value: Any, currency: str) -> str:
    """A fact as the text that fills a gap."""
    if isinstance(value, Decimal):
        return money(value, currency)
    if isinstance(value, date):
        return date_of(value)
    if isinstance(value, tuple | list):
        return ", ".join(_text(each, currency) for each in value)
    if hasattr(value, "label"):
        return plain(str(value.label))
    if hasattr(value, "options"):
        return plain(" / ".join(value.options.values()))
    return plain(str(value).replace("_", " ")) if value is not None else ""
