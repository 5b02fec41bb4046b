"""Another variant instead: before an order is sent, and after it has arrived."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.requests.choice_fields import ReasonField
from actions.requests.items_field import ItemsField
from actions.requests.order_field import OrderField
from actions.requests.payment_fields import PaymentField
from actions.requests.request import WriteRequest
from actions.requests.terms_wording import date_of, longest, swaps
from actions.requests.utterance import Utterance
from actions.requests.wanted_field import WantedField, item_changes
from actions.wording import plain
from commerce import money
from commerce.commands import ChangeItems, ExchangeItems
from commerce.terms import ExchangeTerms, ItemTerms

if TYPE_CHECKING:
    from actions.requests.case import Case
    from commerce import Order
    from commerce.commands import Command
    from commerce.terms import Outcome, Proposal

__all__ = ["ChangeItemsRequest", "ExchangeItemsRequest"]

PAIR = ("change_items", "exchange_items")


class _SwapRequest(WriteRequest):
    """Both are one thing to a shopper; the order's state decides which of the two it is."""

    def suits(self, order: Order, case: Case) -> bool:
        """In the state that either is for."""
        policy = case.policy_for(order)
        return any(order.status in policy.rule(verb).statuses for verb in PAIR)

    def becomes_for(self, order: Order, case: Case) -> str:
        """The one whose state the order is in."""
        policy = case.policy_for(order)
        if order.status in policy.rule(self.verb).statuses:
            return self.name
        other = PAIR[1] if self.name == PAIR[0] else PAIR[0]
        return other if order.status in policy.rule(other).statuses else self.name

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """What becomes what, and who pays whom."""
        terms = proposal.terms
        assert isinstance(terms, ItemTerms | ExchangeTerms)
        facts = _facts(terms)
        said = [Utterance("utter_request_final")] if terms.final else []
        if facts.get("last_day"):
            said.append(Utterance("utter_request_send_back", facts))
        return [*said, Utterance(f"utter_confirm_{self.name}{_balance(terms)}", facts)]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        terms = proposal.terms
        assert isinstance(terms, ItemTerms | ExchangeTerms)
        facts = _facts(terms) | {"reference": plain(outcome.reference)}
        return Utterance(f"utter_done_{self.name}{_balance(terms)}", facts)


class ChangeItemsRequest(_SwapRequest):
    """Other variants in an order that has not been sent."""

    name = verb = "change_items"
    cues = re.compile(
        r"\bmake (?:the|my) \w+|"
        r"\b(?:change|modify|switch|upgrade|update|replace|swap)\b(?! (?:my |the )?(?:delivery |"
        r"shipping "
        r"|default |billing )?(?:address|payment|card))(?! of mind)",
        re.IGNORECASE,
    )

    def __init__(self) -> None:
        self.fields = (OrderField(by_items=True), ItemsField(), WantedField(), PaymentField())

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        order = case.order
        assert order is not None
        return ChangeItems(order.id, item_changes(case), case.facts.get("payment", ""))


class ExchangeItemsRequest(_SwapRequest):
    """Other variants of what has arrived."""

    name = verb = "exchange_items"
    cues = re.compile(r"\bexchang\w*|\bswap\w*|\btrade\b", re.IGNORECASE)

    def __init__(self) -> None:
        self.fields = (
            OrderField(by_items=True), ItemsField(), WantedField(),
            ReasonField("utter_request_exchange_reason"), PaymentField(),
        )  # fmt: skip

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        order, facts = case.order, case.facts
        assert order is not None
        return ExchangeItems(
            order.id, item_changes(case), facts.get("reason", ""), facts.get("payment", "")
        )


def _balance(terms: ItemTerms | ExchangeTerms) -> str:
    if terms.difference > 0:
        return "_pay"
    return "_refund" if terms.difference < 0 else ""


def _facts(terms: ItemTerms | ExchangeTerms) -> dict[str, str]:
    facts = {
        "number": plain(terms.number),
        "swaps": swaps(terms.swaps),
        "difference": money(abs(terms.difference), terms.currency),
        "method": plain(terms.label),
    }
    if terms.refunds:
        facts["days"] = longest(terms.refunds)
    if isinstance(terms, ExchangeTerms):
        facts["last_day"] = date_of(terms.last_day)
    else:
        facts["total"] = money(terms.total, terms.currency)
    return facts
