"""Requests about an order not yet sent: cancel it, change where it goes or what pays it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.requests.address_fields import ORDER, PROFILE, AddressField, TargetField
from actions.requests.choice_fields import ReasonField
from actions.requests.order_field import OrderField
from actions.requests.payment_fields import PaymentField
from actions.requests.request import WriteRequest
from actions.requests.terms_wording import longest, refunds
from actions.requests.utterance import Utterance
from actions.understanding.addresses import one_line
from actions.understanding.things import mentions
from actions.wording import plain, things
from commerce import Address, money
from commerce.commands import (
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangePaymentMethod,
)
from commerce.terms import AddressTerms, CancelTerms, PaymentTerms

if TYPE_CHECKING:
    from actions.requests.case import Case
    from commerce import Order
    from commerce.commands import Command
    from commerce.terms import Outcome, Proposal

__all__ = ["CancelOrderRequest", "ChangeAddressRequest", "ChangePaymentMethodRequest"]


class CancelOrderRequest(WriteRequest):
    """Cancel a whole order."""

    name = verb = "cancel_order"
    cues = re.compile(
        r"\bcancel(?!led (?:order|it yesterday))\w*\b|\bcall (?:it |the order )?off\b|"
        r"\b(?:don'?t|do "
        r"not) (?:send|ship) (?:it|my|the)\b|\bundo (?:my|the) order\b",
        re.IGNORECASE,
    )

    def __init__(self) -> None:
        self.fields = (OrderField(), ReasonField("utter_request_cancel_reason"))

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        order = _order(case)
        return CancelOrder(order.id, case.facts.get("reason", ""))

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """What comes back, and that it is all of the order where a part was named."""
        terms, order = proposal.terms, _order(case)
        assert isinstance(terms, CancelTerms)
        facts = {"number": plain(terms.number), "items": things(order.lines)}
        before = (
            [Utterance("utter_cancel_whole_order", facts)] if _names_a_part(order, case) else []
        )
        return [
            *before,
            Utterance(f"utter_confirm_cancel_order{_money_back(terms)}", facts | _money(terms)),
        ]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        terms = proposal.terms
        assert isinstance(terms, CancelTerms)
        facts = {"number": plain(terms.number)} | _money(terms)
        return Utterance(f"utter_done_cancel_order{_money_back(terms)}", facts)


class ChangeAddressRequest(WriteRequest):
    """Deliver an order elsewhere, or change the address of the profile."""

    name = verb = "change_address"
    cues = re.compile(
        r"\b(?:change|update|modify|correct|edit|fix|switch|new|wrong|different|another|other|"
        r"set)\b"
        r"(?: \w+){0,6}? ?\baddress(?:es)?\b|\baddress(?:es)?\b(?: \w+){0,5}? (?:to be )?"
        r"(?:changed|updated|modified|corrected)\b|\b(?:send|ship|deliver) (?:it|them|my order|the "
        r"order|order \S+)(?: \w+){0,2} to (?:a |an |my |another |the )?(?:different|new|other|"
        r"another|\d)",
        re.IGNORECASE,
    )

    def __init__(self) -> None:
        order = _OrderOfAddress()
        self.fields = (TargetField(), order, AddressField())

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        address = Address(**case.facts["address"])
        if case.facts["target"] == PROFILE:
            return ChangeDefaultAddress(address)
        return ChangeAddress(_order(case).id, address)

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """The new address in full."""
        return [_address_utterance("utter_confirm_change", proposal)]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        return _address_utterance("utter_done_change", proposal)


class ChangePaymentMethodRequest(WriteRequest):
    """Pay an order with another method."""

    name = verb = "change_payment_method"
    cues = re.compile(
        r"\b(?:change|update|modify|switch|use|different|another|other|split)\b(?: \w+){0,6}? ?\b"
        r"(?:payment|paying|pay|card on|charged|billing)\b|\bpay (?:for )?(?:it|order \S+|"
        r"my order|the "
        r"order|this)(?: \w+){0,2} (?:with|by|using|through)\b|\bpayment method\b",
        re.IGNORECASE,
    )

    def __init__(self) -> None:
        self.fields = (OrderField(), PaymentField(other=True))

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        return ChangePaymentMethod(_order(case).id, case.facts["payment"])

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """What is charged, and what goes back."""
        return [_payment_utterance("utter_confirm_change_payment_method", proposal)]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        return _payment_utterance("utter_done_change_payment_method", proposal)


class _OrderOfAddress(OrderField):
    """The order, where it is an order's address that changes."""

    depends_on = ("target",)
    asked_loosely = False  # a bare number may be a house's or a postcode

    def applies(self, case: Case) -> bool:
        return case.facts.get("target") == ORDER


def _order(case: Case) -> Order:
    order = case.order
    assert order is not None
    return order


def _names_a_part(order: Order, case: Case) -> bool:
    """Whether the shopper spoke of one of several things as if it could be cancelled alone."""
    if len(order.lines) == 1:
        return False
    named = {
        id_
        for text in case.memory.said
        for mention in mentions(text, case.things([order]))
        for id_ in mention.ids
    }
    return 0 < len(named) < len(order.lines)


def _money_back(terms: CancelTerms) -> str:
    return "_refund" if terms.refunds else "_released" if terms.released else ""


def _money(terms: CancelTerms) -> dict[str, str]:
    facts = {"released": money(terms.released, terms.currency)}
    if terms.refunds:
        facts |= {"refunds": refunds(terms.refunds, terms.currency), "days": longest(terms.refunds)}
    return facts


def _address_utterance(prefix: str, proposal: Proposal) -> Utterance:
    terms = proposal.terms
    assert isinstance(terms, AddressTerms)
    facts = {"number": plain(terms.number), "address": plain(one_line(terms.after))}
    return Utterance(f"{prefix}_address" if terms.number else f"{prefix}_profile_address", facts)


def _payment_utterance(response: str, proposal: Proposal) -> Utterance:
    terms = proposal.terms
    assert isinstance(terms, PaymentTerms)
    facts = {
        "number": plain(terms.number),
        "amount": money(terms.amount, terms.currency),
        "before": plain(terms.before),
        "after": plain(terms.after),
    }
    if terms.refunds:
        facts |= {"refunds": refunds(terms.refunds, terms.currency), "days": longest(terms.refunds)}
        response += "_refund"
    return Utterance(response, facts)
