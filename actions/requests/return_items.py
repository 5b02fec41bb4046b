"""Sending goods back for a refund."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.requests.choice_fields import ConditionField, MethodField, ReasonField
from actions.requests.items_field import ItemsField, chosen_lines
from actions.requests.order_field import OrderField
from actions.requests.payment_fields import RefundField
from actions.requests.request import WriteRequest
from actions.requests.terms_wording import counted, date_of, days
from actions.requests.utterance import Utterance
from actions.wording import plain
from commerce import NotAllowed, money
from commerce.commands import ORIGINAL, ReturnItems
from commerce.terms import ReturnTerms

if TYPE_CHECKING:
    from actions.requests.case import Case
    from commerce.commands import Command
    from commerce.terms import Outcome, Proposal

__all__ = ["ReturnItemsRequest"]


class ReturnItemsRequest(WriteRequest):
    """Return lines of a delivered order."""

    name = verb = "return_items"
    cues = re.compile(
        r"\breturn(?!ed\b)\w*|\bsend\w*(?: \w+){0,4} back\b|\bgive (?:it|them) back\b|\bget (?:a|"
        r"my) "
        r"refund\b|\brefund me for\b|\bget rid of\b",
        re.IGNORECASE,
    )

    def __init__(self) -> None:
        self.fields = (
            OrderField(by_items=True), ItemsField(), _ReturnReason("utter_request_return_reason"),
            ConditionField(), MethodField(), RefundField(),
        )  # fmt: skip

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        order, facts = case.order, case.facts
        assert order is not None
        return ReturnItems(
            order.id,
            chosen_lines(case),
            reason=facts.get("reason", ""),
            condition=facts.get("condition", ""),
            method=facts.get("method", ""),
            refund_to=facts.get("refund_to", ORIGINAL),
        )

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """The refund, where it goes and when, and until when the goods must be on their way."""
        terms = proposal.terms
        assert isinstance(terms, ReturnTerms)
        return [Utterance(f"utter_confirm_return_items{_kind(terms)}", _facts(terms, proposal))]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        terms = proposal.terms
        assert isinstance(terms, ReturnTerms)
        facts = _facts(terms, proposal) | {"reference": plain(outcome.reference)}
        kind = "" if terms.shop_label else "_own_carrier"
        return Utterance(f"utter_done_return_items{kind}", facts)


class _ReturnReason(ReasonField):
    """Why; what comes back for a fault only is refused once the reason is none."""

    def check(self, case: Case) -> Utterance | None:
        reasons = {one.key: one for one in case.rule.reasons}
        reason, order = reasons.get(case.facts[self.name]), case.order
        if reason is None or reason.at_fault or order is None:
            return None
        chosen = [order.lines[item["position"]] for item in case.facts.get("items", [])]
        kept = [line for line in chosen if not case.is_returnable(line)]
        if kept and len(kept) == len(chosen):
            raise NotAllowed("not_returnable", title=kept[0].title)
        return None


def _kind(terms: ReturnTerms) -> str:
    fee = "_fee" if terms.label_fee else ""
    return fee if terms.last_day else f"{fee}_undated"


def _facts(terms: ReturnTerms, proposal: Proposal) -> dict[str, str]:
    command = proposal.command
    assert isinstance(command, ReturnItems)
    return {
        "number": plain(terms.number),
        "items": plain(counted(command.lines, terms.titles)),
        "amount": money(terms.refund.amount, terms.currency),
        "goods": money(terms.goods + terms.shipping, terms.currency),
        "fee": money(terms.label_fee, terms.currency),
        "to": plain(terms.refund.label),
        "days": days(terms.refund.business_days),
        "last_day": date_of(terms.last_day),
    }
