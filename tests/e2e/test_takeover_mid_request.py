"""A person takes over while the bot waits for a yes, with the real dialogue engine behind it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
import pytest_asyncio

import database
from commerce import OrderStatus, SqlOrders
from conversations import takeover
from conversations.testing import ADA, hand_back, take_over
from demo.people import person
from tilly.chat_client import ChatClient
from tilly.identity import customer_token

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SHOPPER = person("just_placed")
SUMMARY = "The shopper keeps the order."


@pytest.fixture
def engine(store):
    engine = database.connect(store.settings.sql_url)
    yield engine
    engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def http(store):
    headers = {"X-Service-Token": store.settings.internal_token()}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield session


@pytest.fixture
def notify(store, http):
    """Tells the gateway that somebody else wrote."""
    url = f"http://127.0.0.1:{store.running.internal_port}/internal/notify"

    async def notify(conversation):
        async with http.post(url, json={"conversation": conversation}) as response:
            response.raise_for_status()

    return notify


@pytest.fixture
def tracker(store, http):
    """The events that Rasa has of a conversation, once it was told of `last`."""
    base = f"http://127.0.0.1:{store.running.rasa_port}/conversations"
    token = {"token": store.settings.internal_token(), "include_events": "ALL"}

    async def tracker(conversation, last):
        async with asyncio.timeout(30):
            while True:
                async with http.get(f"{base}/{conversation}/tracker", params=token) as response:
                    events = (await response.json())["events"]
                if last in [event.get("text") for event in events]:
                    return events
                await asyncio.sleep(0.2)

    return tracker


async def test_a_yes_after_the_person_is_no_yes_to_the_bots_old_question(
    store, engine, notify, tracker
):
    """The request is over; the tracker has all that was said, in order; nothing was cancelled."""
    async with ChatClient(store.url) as shopper:
        await shopper.open(customer_token(store.settings, SHOPPER.id, SHOPPER.name))
        asked = await shopper.ask("cancel my order, I no longer need it")
        assert "cancel" in asked.text.lower()
        chat = shopper.conversation
        # The turn still runs when the person comes: its draft is withheld, its lock waited for.
        await shopper.send({"type": "message", "id": "open", "text": "what is your return policy?"})
        await shopper.wait_for("accepted", id="open")
        await asyncio.to_thread(take_over, engine, chat)
        await notify(chat)
        assert "held" == (await shopper.wait_for("reply", in_reply_to="open"))["status"]
        with database.writing(engine) as connection:
            takeover.say(connection, chat, ADA.id, "Ada here. Keep it?", client_id="a1")
        await notify(chat)
        assert "held" == (await shopper.ask("yes, I keep it")).status
        await asyncio.to_thread(hand_back, engine, chat, ADA, SUMMARY)
        await notify(chat)
        events = await tracker(chat, SUMMARY)
        assert "answered" == (await shopper.ask("yes")).status
    said = [event["text"] for event in events if event["event"] in {"user", "bot"}]
    assert ["Ada here. Keep it?", "yes, I keep it", SUMMARY] == said[-3:]
    (heard,) = [event for event in events if event.get("text") == "yes, I keep it"]
    assert heard["parse_data"]["intent"]["name"]
    orders = SqlOrders(engine).orders_of(SHOPPER.id)
    assert OrderStatus.CANCELLED not in {order.status for order in orders}
