"""An order that was placed without an account, looked up by three things its buyer knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.order_status import facts_of, response_for
from actions.requests.request import ReadRequest
from actions.requests.text_fields import EmailField, NumberField, PostcodeField
from actions.requests.utterance import Utterance
from actions.wording import plain
from commerce import OrderNotFound

if TYPE_CHECKING:
    from actions.requests.case import Case
    from commerce import Order

__all__ = ["LookUpOrderRequest"]


class LookUpOrderRequest(ReadRequest):
    """Tells where a guest's order is; it opens nothing else."""

    name = verb = "look_up_order"
    cues = re.compile(
        r"\b(?:without an account|as a guest|guest (?:order|checkout))\b", re.IGNORECASE
    )
    for_guests = True

    def __init__(self) -> None:
        self.fields = (NumberField(), EmailField("utter_request_guest_email"), PostcodeField())

    def suits(self, order: Order, case: Case) -> bool:
        """No order of an account is a guest's."""
        return False

    def finish(self, case: Case) -> list[Utterance]:
        """Where the order is; a wrong fact and a missing order are answered alike."""
        facts = case.facts
        try:
            found = case.services.desk.look_up_guest_order(
                case.conversation_id, facts["number"], facts["email"], facts["postcode"]
            )
        except OrderNotFound:
            return [Utterance("utter_request_guest_not_found", {"number": plain(facts["number"])})]
        return [Utterance(response_for(found, case.today), facts_of(found))]
