"""A conversation through the real gateway, over real sockets."""

from __future__ import annotations

import asyncio

import pytest

from conversations import Handoffs
from conversations.testing import take_over
from tilly.chat_client import ChatRefused


async def test_the_first_message_says_what_is_speaking(client):
    """A new conversation begins with an automated assistant's greeting and the privacy notice."""
    welcome = await client.wait_for("message")
    assert welcome["seq"] == 1
    assert welcome["message"]["from"] == "bot"
    assert "automated assistant" in welcome["message"]["text"]
    assert "/shop/privacy)" in welcome["message"]["text"]


async def test_a_message_is_accepted_then_answered(client, rasa):
    """A message gets its accepted frame, typing, and one reply, in that order."""
    turn = await client.ask("Do you ship to Canada?")
    assert turn.status == "answered"
    assert turn.text == "You said: Do you ship to Canada?"
    kinds = [frame["type"] for frame in client.frames]
    assert kinds == ["opened", "message", "accepted", "typing", "reply"]
    assert [frame["seq"] for frame in client.frames if "seq" in frame] == [1, 2, 3]
    (message,) = rasa.received
    assert message["sender"] == client.conversation
    assert message["metadata"]["turn_id"] == turn.turn_id


async def test_the_dialogue_engine_is_told_the_page_and_the_deadline(gateway, rasa):
    """The turn's metadata carries what the shopper looks at and when the budget ends."""
    async with gateway.client(page={"product_id": "tent", "url": "https://x/tent"}) as client:
        await client.open()
        turn = await client.ask("Is it waterproof?")
    metadata = rasa.received[0]["metadata"]
    assert metadata["page"] == {"product_id": "tent", "url": "https://x/tent"}
    assert metadata["turn_id"] == turn.turn_id
    assert metadata["deadline"] > 1_700_000_000


async def test_what_belongs_to_an_answer_is_merged_into_it(client, rasa):
    """Citations and products that arrive in an item of their own join the message before."""
    citation = {"title": "Returns", "source": "returns.md", "section": "A > B", "url": "/r#b"}
    product = {"id": "tent", "title": "Tent", "brand": "B", "price": "99.00", "currency": "USD"}

    async def answer(_message):
        return [
            {"text": "Thirty days."},
            {"custom": {"kind": "answer", "citations": [citation], "products": [product]}},
        ]

    rasa.answer = answer
    turn = await client.ask("How long?")
    assert len(turn.messages) == 1
    assert list(turn.citations) == [citation]
    assert turn.products[0]["title"] == "Tent"
    assert turn.products[0]["in_stock"] is False


async def test_two_tabs_see_the_same_conversation(gateway, client):
    """A second connection on the conversation gets every durable frame, and deltas too."""
    async with gateway.client(token=client.token) as other:
        opened = await other.open()
        assert opened["resumed"]
        assert opened["conversation"] == client.conversation
        turn = await client.ask("hello")
        reply = await other.wait_for("reply", turn=turn.turn_id)
        accepted = await other.wait_for("accepted", turn=turn.turn_id)
    assert accepted["text"] == "hello"
    assert reply["messages"][0]["text"] == turn.text


async def test_a_client_that_comes_back_gets_exactly_what_it_missed(gateway, client, rasa):
    """After a dropped connection the missing frames arrive, in order, each once."""
    release = asyncio.Event()

    async def slow(message):
        await release.wait()
        return [{"text": f"late: {message['message']}"}]

    rasa.answer = slow
    await client.send({"type": "message", "id": "m1", "text": "one"})
    await client.wait_for("accepted", id="m1")
    seen = client.last_seq
    await client.disconnect()
    release.set()
    async with gateway.client(token=client.token) as other:
        await other.open()
        await other.wait_for("reply")
        await other.ask("two")
    client.frames.clear()
    await client.reconnect()
    await client.wait_for("reply", count=2)
    durable = [frame for frame in client.frames if "seq" in frame]
    assert [frame["seq"] for frame in durable] == list(range(seen + 1, client.last_seq + 1))
    assert [frame["type"] for frame in durable] == ["reply", "accepted", "reply"]


async def test_a_repeated_client_id_starts_nothing(client, rasa):
    """The same message sent twice is asked once; both its frames come again as they were."""
    first = await client.ask("hello", client_id="same")
    again = await client.ask("something else", client_id="same")
    assert again.turn_id == first.turn_id
    assert again.text == first.text
    assert len(rasa.received) == 1
    replies = [frame for frame in client.frames if frame["type"] == "reply"]
    assert replies[0] == replies[1]


async def test_a_repeated_client_id_of_a_running_turn_gets_its_one_reply(client, rasa):
    """A client that lost patience and sends again is answered once."""
    release = asyncio.Event()

    async def slow(_message):
        await release.wait()
        return [{"text": "done"}]

    rasa.answer = slow
    frame = {"type": "message", "id": "m1", "text": "hello"}
    await client.send(frame)
    await client.wait_for("accepted")
    await client.send(frame)
    await client.wait_for("accepted", count=2)
    release.set()
    await client.wait_for("reply")
    await client.ask("next")
    assert [f["in_reply_to"] for f in client.frames if f["type"] == "reply"].count("m1") == 1


async def test_a_button_works_once(client, rasa):
    """A click posts the stored payload; the shopper's message is the button's title."""

    async def answer(message):
        if message["message"] == "/affirm":
            return [{"text": "Confirmed."}]
        return [{"text": "Sure?", "buttons": [{"title": "Yes, please", "payload": "/affirm"}]}]

    rasa.answer = answer
    asked = await client.ask("cancel my order")
    (button,) = asked.buttons
    assert set(button) == {"id", "title"}
    confirmed = await client.click(button["id"])
    assert confirmed.text == "Confirmed."
    accepted = await client.wait_for("accepted", turn=confirmed.turn_id)
    assert accepted["text"] == "Yes, please"
    with pytest.raises(ChatRefused) as error:
        await client.click(button["id"])
    assert error.value.code == "unknown_button"
    assert rasa.said_in(client.conversation) == ["cancel my order", "/affirm"]


async def test_a_button_of_another_conversation_is_refused(gateway, client, rasa):
    """Neither a guessed id, nor a payload, nor another conversation's button can be clicked."""

    async def answer(_message):
        return [{"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]

    rasa.answer = answer
    (button,) = (await client.ask("hello")).buttons
    async with gateway.client() as stranger:
        await stranger.open()
        for forged in (button["id"], "AAAA", "../affirm", "/affirm"):
            with pytest.raises(ChatRefused) as error:
                await stranger.click(forged)
            assert error.value.code in {"unknown_button", "bad_frame"}
    assert len(rasa.received) == 1


async def test_feedback_is_kept_for_messages_of_ours_only(client, gateway):
    """A thumb needs a message that this conversation was sent."""
    turn = await client.ask("hello")
    await client.feedback(turn.messages[0]["id"], "down", "not helpful")
    await client.feedback(turn.turn_id, "up")
    error = await client.wait_for("error")
    assert error["code"] == "bad_frame"
    assert error["field"] == "message"


async def test_a_person_can_be_waited_for_and_then_holds_the_conversation(gateway, client, rasa):
    """Until a person accepts the bot answers; then an empty answer is no fault but held."""
    handoffs = Handoffs(gateway.engine)

    async def hand_off(message):
        handoffs.request(message["sender"], "asked")
        return [{"text": "A person will join."}]

    rasa.answer = hand_off
    await client.ask("a person please")
    kinds = [frame["type"] for frame in client.frames if frame["type"] != "typing"]
    assert kinds[-2:] == ["answering", "reply"]
    assert client.answering == "waiting"

    async def silent(_message):
        return []

    rasa.answer = silent
    assert (await client.ask("hello?")).status == "fault"
    take_over(gateway.engine, client.conversation)
    held = await client.ask("are you there?")
    assert held.status == "held"
    assert held.messages == ()
    answering = await client.wait_for("answering", who="person")
    assert answering["name"] == "Ada"


async def test_a_late_comer_sees_the_answer_that_is_being_streamed(gateway, client, rasa):
    """A tab opened in the middle of a turn gets typing and the sentences so far."""
    release = asyncio.Event()

    async def slow(_message):
        await release.wait()
        return [{"text": "One. Two."}]

    rasa.answer = slow
    await client.send({"type": "message", "id": "m1", "text": "hello"})
    turn = (await client.wait_for("typing"))["turn"]
    assert await gateway.chat.turns.delta(client.conversation, turn, 0, "One.")
    async with gateway.client(token=client.token) as other:
        await other.open()
        delta = await other.wait_for("delta", turn=turn)
        release.set()
        await other.wait_for("reply", turn=turn)
    assert delta["text"] == "One."
