"""The newsletter: started or stopped for an address, after a yes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from actions.requests.field import Field, Found, Question
from actions.requests.request import WriteRequest
from actions.requests.text_fields import EmailField
from actions.requests.utterance import Option, Utterance
from actions.wording import plain
from commerce.commands import ManageNewsletter
from commerce.terms import NewsletterTerms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.requests.case import Case
    from actions.requests.field import Reading
    from commerce import Order
    from commerce.commands import Command
    from commerce.terms import Outcome, Proposal

__all__ = ["ManageNewsletterRequest"]

_MAILINGS = re.compile(r"newsletter|mailing|\b(?:un)?subscri\w+", re.IGNORECASE)
START, STOP = "subscribe", "unsubscribe"
# From the top: "stop sending me the newsletter" before "send me the newsletter".
_STOPS = re.compile(
    r"unsub|\b(?:stop|cancel|end|quit|leave|remove|opt(?:ed|ing)? (?:me )?out|turn off|off|no more|"
    r"never|not?|don'?t|too many|spam\w*|without|rid of)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"subscri|\b(?:sign (?:me )?up|sign(?:ing)? up|join|get|receive|send|add|start|opt (?:me )?in|"
    r"register|want|like|put me on|keep me)\b",
    re.IGNORECASE,
)


class WishField(Field):
    """Whether mailings are to start or to stop."""

    name = "wish"

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """Words that stop outweigh those that start: "stop sending me" has both."""
        if self.name in case.facts and not asked and not _MAILINGS.search(text):
            return None
        if _STOPS.search(text):
            return Found(STOP)
        return Found(START) if _STARTS.search(text) else None

    def question(self, case: Case) -> Question:
        """Which of the two."""
        options = [Option(START, "Start it"), Option(STOP, "Stop it")]
        return Question(Utterance("utter_request_newsletter_wish"), options)

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """One of the two."""
        return keys[0] if keys[0] in {START, STOP} else None


class OwnEmailField(EmailField):
    """The customer's own address, unless another one is given."""

    def default(self, case: Case) -> Any:
        """What is on file about who is signed in."""
        return case.customer.email if case.signed_in and case.customer else None


class ManageNewsletterRequest(WriteRequest):
    """Subscribe to the newsletter, or end that."""

    name = verb = "manage_newsletter"
    cues = _MAILINGS
    for_guests = True

    def __init__(self) -> None:
        self.fields = (WishField(), OwnEmailField("utter_request_newsletter_email"))

    def suits(self, order: Order, case: Case) -> bool:
        """No order has to do with it."""
        return False

    def command(self, case: Case) -> Command:
        """See WriteRequest."""
        return ManageNewsletter(case.facts["email"], subscribe=case.facts["wish"] == START)

    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """For which address what is to happen."""
        terms = _terms(proposal)
        response = "utter_confirm_subscribe" if terms.subscribe else "utter_confirm_unsubscribe"
        return [Utterance(response, {"email": plain(terms.email)})]

    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """What has happened, and what a new subscriber gets."""
        terms = _terms(proposal)
        facts = {"email": plain(terms.email), "coupon": plain(terms.coupon)}
        if not terms.subscribe:
            return Utterance("utter_done_unsubscribe", facts)
        gift = terms.coupon
        return Utterance("utter_done_subscribe_coupon" if gift else "utter_done_subscribe", facts)


def _terms(proposal: Proposal) -> NewsletterTerms:
    assert isinstance(proposal.terms, NewsletterTerms)
    return proposal.terms
