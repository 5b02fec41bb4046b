"""What went wrong: a parcel that is missing, late, damaged or wrong, and faults under warranty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from actions.requests.choice_fields import ON_ARRIVAL, ClaimKindField, WishField
from actions.requests.items_field import ItemsField, chosen_lines
from actions.requests.order_field import OrderField
from actions.requests.request import WriteRequest
from actions.requests.terms_wording import date_of, days, listed
from actions.requests.text_fields import NoteField, PhotosField
from actions.requests.utterance import Utterance
from actions.wording import plain
from commerce import money
from commerce.commands import ClaimWarranty, OpenClaim
from commerce.terms import ClaimTerms, WarrantyTerms

if TYPE_CHECKING:
    from actions.requests.case import Case
    from actions.requests.field import Reading
    from commerce import Order
    from commerce.commands import Command
    from commerce.policy_sections import ClaimRule
    from commerce.terms import Outcome, Proposal

__all__ = ["ClaimWarrantyRequest", "ReportParcelRequest"]


_WITHOUT = re.compile(r"\b(?:without|but not|except)\b", re.IGNORECASE)


class ReportParcelRequest(WriteRequest):
    """Report a parcel."""

    name = verb = "report_parcel"
    cues = re.compile(
        r"\b(?:arrived|came|was|is|were|are|got|received)\b.{0,20}\b(?:damaged|broken|smashed|"
        r"crushed|"
        r"missing|shattered)\b|\bnever (?:arrived|came|showed|got|received)\b|\breport\b.{0,30}\b"
        r"(?:parcel|package|missing|damage|lost)\b|\bwrong (?:item|thing|product)\b|"
        r"\bparcel is lost\b|\b(?:got|received) (?:the |a )?wrong\b(?! (?:size|colou?r|version))|"
        r"\bsent (?:me |us )?(?:the wrong|an?other|a different|something else)\b",
        re.IGNORECASE,
    )

    def __init__(self) -> None:
        self.fields = (
            ClaimKindField(), OrderField(by_items=True), _ClaimedItems(), WishField(),
            NoteField("note", "utter_request_claim_note", required=False), PhotosField(),
        )  # fmt: skip

    def suits(self, order: Order, case: Case) -> bool:
        """In a state, and not too long ago, for such a thing to be reported."""
        kinds = case.policy_for(order).claims.kinds
        kind = case.facts.get("kind", "")
        rules = [kinds[kind]] if kind in kinds else list(kinds.values())
        return any(
            order.status in rule.statuses and _is_recent(order, rule, case) for rule in rules
        )

    def becomes_for(self, order: Order, case: Case) -> str:
        """A matter of the warranty, where it broke later and no parcel can be blamed any more."""
        rule = case.policy_for(order).claims.kinds.get(case.facts.get("kind", ""))
        late = rule is not None and not _is_recent(order, rule, case)
        return "claim_warranty" if late and case.facts.get(ON_ARRIVAL) is False else self.name

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        order, facts = case.order, case.facts
        assert order is not None
        return OpenClaim(
            order.id,
            facts["kind"],
            chosen_lines(case),
            note=facts.get("note", ""),
            photo_ids=tuple(facts.get("photos", ())),
            wish=facts.get("wish", "replacement"),
        )

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """What is reported, and what the shopper wants for it."""
        terms = proposal.terms
        assert isinstance(terms, ClaimTerms)
        return [Utterance(f"utter_confirm_report_parcel_{terms.wish}", _claim_facts(terms))]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        terms = proposal.terms
        assert isinstance(terms, ClaimTerms)
        facts = _claim_facts(terms) | {"reference": plain(outcome.reference)}
        return Utterance("utter_done_report_parcel", facts)


class ClaimWarrantyRequest(WriteRequest):
    """Report a fault that the warranty may cover."""

    name = verb = "claim_warranty"
    cues = re.compile(r"\bwarrant\w*|\bguarantee\b|\brepair\w*", re.IGNORECASE)

    def __init__(self) -> None:
        self.fields = (
            OrderField(), ItemsField(single=True),
            NoteField("problem", "utter_request_problem", required=True), PhotosField(),
        )  # fmt: skip

    def suits(self, order: Order, case: Case) -> bool:
        """Whatever has arrived."""
        return order.shipment is not None and order.shipment.delivered_at is not None

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        order, facts = case.order, case.facts
        assert order is not None
        return ClaimWarranty(
            order.id,
            facts["items"][0]["position"],
            facts["problem"],
            tuple(facts.get("photos", ())),
        )

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """What is reported, until when it is covered, when an answer comes."""
        return [
            _warranty_utterance("utter_confirm_claim_warranty", proposal, case.facts["problem"])
        ]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """See WriteRequest."""
        said = _warranty_utterance("utter_done_claim_warranty", proposal, "")
        return Utterance(said.response, {**said.facts, "reference": plain(outcome.reference)})


class _ClaimedItems(ItemsField):
    """What of the parcel is damaged or wrong; it is missing whole unless a part is named."""

    depends_on = ("order", "kind")

    def applies(self, case: Case) -> bool:
        return case.facts.get("kind") != "late"

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        # "It came without the mug" leaves nothing out: the mug is what it is about.
        return super().read(_WITHOUT.sub("with", text), case, asked=asked)

    def default(self, case: Case) -> Any:
        if case.facts.get("kind") == "missing":
            return []
        offers = case.offers()
        return super().default(case) if len(offers) == 1 else None


def _is_recent(order: Order, rule: ClaimRule, case: Case) -> bool:
    arrived = order.shipment.delivered_at if order.shipment else None
    if arrived is None or rule.within_days is None:
        return True
    since = case.today - case.services.policy.calendar.day_of(arrived)
    return since.days <= rule.within_days


def _claim_facts(terms: ClaimTerms) -> dict[str, str]:
    problems = {
        "missing": "missing",
        "late": "late",
        "damaged": "damaged",
        "wrong": "not as ordered",
    }
    return {
        "number": plain(terms.number),
        "items": plain(listed(terms.titles)),
        "problem": problems[terms.kind],
        "amount": money(terms.amount, terms.currency),
        "days": days(terms.reply),
    }


def _warranty_utterance(response: str, proposal: Proposal, problem: str) -> Utterance:
    terms = proposal.terms
    assert isinstance(terms, WarrantyTerms)
    return Utterance(
        response,
        {
            "number": plain(terms.number),
            "item": plain(terms.title),
            "problem": plain(problem),
            "covered_until": date_of(terms.covered_until),
            "days": days(terms.reply),
        },
    )
