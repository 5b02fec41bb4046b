"""How a difference is paid, and where a refund goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actions.requests.field import Field, Found, Narrowed, Question
from actions.requests.utterance import Option, Utterance
from actions.understanding.payments import (
    means_new_gift_card,
    means_original,
    methods_named,
    names_a_method,
)
from actions.wording import plain
from commerce import NotAllowed
from commerce.commands import NEW_GIFT_CARD, ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.requests.case import Case
    from actions.requests.field import Reading
    from commerce.customers import PaymentMethod

__all__ = ["PaymentField", "RefundField"]


class PaymentField(Field):
    """One of the customer's payment methods, by its id.

    `other`: it must differ from the one the order was paid with, so it is always asked;
    otherwise that one is meant where nothing is said, which the fact "" stands for.
    """

    name = "payment"
    depends_on = ("order",)

    def __init__(self, *, other: bool = False) -> None:
        self._other = other

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """By kind, brand, last figures, or "the original one"."""
        used = _used(case)
        named = methods_named(
            text, case.methods, current=used.id if used else "", asked=asked or self._other
        )
        if not named and means_original(text, asked=asked) and not self._other:
            return Found("")
        if not named:
            return _not_on_file(case) if names_a_method(text) and _choices(case) else None
        usable = [one for one in named if not (self._other and used and one.id == used.id)]
        if len(usable or named) == 1:
            return Found((usable or named)[0].id)
        return Narrowed(tuple(_option(method) for method in usable or named))

    def default(self, case: Case) -> Any:
        """What the order was paid with."""
        return None if self._other else ""

    def question(self, case: Case) -> Question:
        """The customer's methods; raises NotAllowed when there is none to choose."""
        usable = _choices(case)
        if not usable:
            raise NotAllowed("no_other_payment")
        return Question(Utterance("utter_request_payment"), [_option(method) for method in usable])

    def check(self, case: Case) -> Utterance | None:
        """One that may pay here; raises NotAllowed."""
        value, allowed = case.facts[self.name], _choices(case)
        method = next((one for one in case.methods if one.id == value), None)
        if method is None or method.id in {one.id for one in allowed}:
            return None
        used = _used(case)
        if used and used.id == method.id:
            raise NotAllowed("payment_method_same", label=method.label)
        raise NotAllowed("payment_kind_not_allowed", kind=method.kind, allowed=allowed)

    def can_be_other(self, refused: NotAllowed, case: Case) -> bool:
        """When there is another than the refused one."""
        return any(method.id != case.facts.get(self.name) for method in _choices(case))

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """A method of the customer's own."""
        return next((method.id for method in case.methods if method.id == keys[0]), None)


class RefundField(Field):
    """Where a refund goes: "original", "new_gift_card" or the id of a method of the customer's."""

    name = "refund_to"
    depends_on = ("order",)

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """By the method's words; a card the customer has comes before a new gift card."""
        used = _used(case)
        named = methods_named(text, case.methods, current=used.id if used else "", asked=asked)
        if means_new_gift_card(text) and "new_gift_card" in case.rule.refund_to:
            own = [method for method in named if method.kind != "gift_card"]
            if not own:
                return Found(NEW_GIFT_CARD)
        if means_original(text, asked=asked) or (used and [used] == named):
            return Found(ORIGINAL)
        if len(named) == 1:
            return Found(named[0].id)
        if named:
            return Narrowed(tuple(_option(method) for method in named))
        if "gift card" in text.lower() and "new_gift_card" in case.rule.refund_to:
            return Found(NEW_GIFT_CARD)
        return _not_on_file(case) if asked and names_a_method(text) else None

    def default(self, case: Case) -> Any:
        """The way it was paid; the terms say so before the shopper agrees."""
        return ORIGINAL if "original" in case.rule.refund_to else None

    def question(self, case: Case) -> Question:
        """Where the policy lets a refund go."""
        return Question(Utterance("utter_request_refund_to"), _targets(case))

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """One that is offered."""
        return keys[0] if keys[0] in {option.key for option in _targets(case)} else None

    def check(self, case: Case) -> Utterance | None:
        """One that the shop refunds to; raises NotAllowed."""
        targets = _targets(case)
        if case.facts[self.name] in {option.key for option in targets}:
            return None
        allowed = tuple(option.title for option in targets)
        raise NotAllowed("refund_target_not_allowed", target="", allowed=allowed)


def _not_on_file(case: Case) -> Reading:
    """A method was named that the customer does not have."""
    allowed = _choices(case)
    told = ", ".join(plain(method.label) for method in allowed)
    note = Utterance("utter_refused_payment_method_unknown", {"allowed": told})
    return Narrowed(tuple(_option(method) for method in allowed), note)


def _targets(case: Case) -> list[Option]:
    used = _used(case)
    found = []
    if "original" in case.rule.refund_to or used is None:
        label = f"The way I paid ({plain(used.label)})" if used else "The way I paid"
        found.append(Option(ORIGINAL, label))
    found += [_option(one) for one in _choices(case) if not used or one.id != used.id]
    return found


def _choices(case: Case) -> Sequence[PaymentMethod]:
    """The methods that the shop allows for the order."""
    order = case.order
    if order is None:
        return ()
    return case.services.desk.payment_choices(case.request.verb, case.customer_id, order.number)


def _used(case: Case) -> PaymentMethod | None:
    return case.order.payment_method if case.order else None


def _option(method: PaymentMethod) -> Option:
    label = plain(method.label)
    return Option(method.id, label[:1].upper() + label[1:])
