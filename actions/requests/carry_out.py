"""What was agreed is carried out: one action per request, so that a rule names what happens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from rasa_sdk.events import FollowupAction, SlotSet

from actions.requests import refusals
from actions.requests.before_shipping import (
    CancelOrderRequest,
    ChangeAddressRequest,
    ChangePaymentMethodRequest,
)
from actions.requests.case import Case
from actions.requests.claims import ClaimWarrantyRequest, ReportParcelRequest
from actions.requests.form import FORM, utter
from actions.requests.memory import SLOT, Memory
from actions.requests.newsletter import ManageNewsletterRequest
from actions.requests.return_items import ReturnItemsRequest
from actions.requests.swaps import ChangeItemsRequest, ExchangeItemsRequest
from actions.requests.utterance import Utterance
from actions.topic import TopicAction
from commerce import NotAllowed, ProposalNotFound
from conversations.errors import TakenOver

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.requests.request import WriteRequest
    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = [
    "ActionCancelOrder", "ActionChangeAddress", "ActionChangeItems", "ActionChangePaymentMethod",
    "ActionClaimWarranty", "ActionExchangeItems", "ActionManageNewsletter", "ActionReportParcel",
    "ActionReturnItems", "CarryOut",
]  # fmt: skip


class CarryOut(TopicAction):
    """Carries out the proposal that the shopper said yes to, and goes on with what waits."""

    request: ClassVar[type[WriteRequest]]

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The same yes twice changes nothing: the desk does a proposal once."""
        memory = Memory.of(turn.slots.get(SLOT))
        customer = await asyncio.to_thread(
            self.services.conversations.customer_of, turn.conversation_id
        )
        said = await asyncio.to_thread(self._done, memory, turn, customer)
        utter(dispatcher, said)
        rest = Memory(facts=self._carried(memory), waiting=memory.waiting, finished=memory.request)
        events = [SlotSet(SLOT, rest.to_json()), SlotSet("request", None)]
        return [*events, FollowupAction(FORM)] if memory.waiting else events

    def _carried(self, memory: Memory) -> dict[str, Any]:
        """What the next request of the same kind need not be asked: the reason, the condition."""
        free = {field.name for field in self.request().fields if not field.depends_on} - {"order"}
        return {name: value for name, value in memory.facts.items() if name in free}

    def _done(self, memory: Memory, turn: AskedTurn, customer: str | None) -> Utterance:
        """Do it, and what there is to say of it."""
        desk, request, conversation_id = self.services.desk, self.request(), turn.conversation_id
        proposal = desk.open_proposal(conversation_id, customer)
        try:
            outcome = desk.carry_out(conversation_id, customer, memory.proposal, fence=turn.fence)
            if proposal is None or proposal.id != memory.proposal:
                return Utterance("utter_done_before")
        except NotAllowed as refused:
            case = Case(self.services, conversation_id, customer, memory, request)
            return refusals.utterance(refused, case)
        except ProposalNotFound:
            return Utterance("utter_request_lost")
        except TakenOver as refused:
            order = getattr(proposal.command, "order_id", "") if proposal else ""
            raise TakenOver(str(refused), {"order": order} if order else {}) from refused
        if outcome.state == "pending":
            return Utterance("utter_request_pending")
        return request.done(outcome, proposal)


class ActionCancelOrder(CarryOut):
    """Cancels the order."""

    name = "action_cancel_order"
    request = CancelOrderRequest


class ActionChangeAddress(CarryOut):
    """Changes where an order goes, or the profile's address."""

    name = "action_change_address"
    request = ChangeAddressRequest


class ActionChangePaymentMethod(CarryOut):
    """Changes what pays an order."""

    name = "action_change_payment_method"
    request = ChangePaymentMethodRequest


class ActionChangeItems(CarryOut):
    """Changes variants before an order is sent."""

    name = "action_change_items"
    request = ChangeItemsRequest


class ActionReturnItems(CarryOut):
    """Registers a return."""

    name = "action_return_items"
    request = ReturnItemsRequest


class ActionExchangeItems(CarryOut):
    """Registers an exchange."""

    name = "action_exchange_items"
    request = ExchangeItemsRequest


class ActionReportParcel(CarryOut):
    """Opens a claim about a parcel."""

    name = "action_report_parcel"
    request = ReportParcelRequest


class ActionClaimWarranty(CarryOut):
    """Opens a warranty claim."""

    name = "action_claim_warranty"
    request = ClaimWarrantyRequest


class ActionManageNewsletter(CarryOut):
    """Starts or stops the newsletter."""

    name = "action_manage_newsletter"
    request = ManageNewsletterRequest
