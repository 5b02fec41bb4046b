"""A yes that is carried out after a person took over does nothing."""

from __future__ import annotations

from types import SimpleNamespace

from action_fakes import FakeGateway, FakeWithheld
from rasa_sdk.executor import CollectingDispatcher
from trackers import DOMAIN, tracker

from actions import build_actions
from actions.requests.memory import SLOT, Memory
from commerce import OrderStatus
from commerce.commands import CancelOrder
from conversations import Conversations
from conversations.tables import metadata as conversations
from conversations.testing import take_over
from tilly.settings import Settings


async def test_the_order_stays_and_the_agents_are_told_which(shop):
    """The shopper is told nothing; the note names the order."""
    conversations.create_all(shop.engine)
    kept = Conversations(shop.engine)
    chat = kept.open(customer_id="C-1").id
    proposal = shop.desk.propose(chat, "C-1", CancelOrder("SH-2001", "no_longer_needed"))
    services = SimpleNamespace(
        **vars(shop), settings=Settings(), conversations=kept, withheld=FakeWithheld()
    )
    take_over(shop.engine, chat)
    heard = tracker("yes", metadata={"turn_id": "t1", "epoch": 0})
    heard.sender_id = chat
    memory = Memory(request="cancel_order", proposal=proposal.id)
    heard.slots = {SLOT: memory.to_json()}
    dispatcher = CollectingDispatcher()
    cancel = next(
        one for one in build_actions(services, FakeGateway()) if one.name() == "action_cancel_order"
    )
    assert [] == await cancel.run(dispatcher, heard, DOMAIN)
    assert [] == dispatcher.messages
    assert OrderStatus.PLACED == shop.orders.access_order("C-1", "SH-2001").status
    assert [("t1", "action_cancel_order", {"order": "id-SH-2001"})] == services.withheld.noted
