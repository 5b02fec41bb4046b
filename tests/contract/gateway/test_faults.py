"""Whatever happens behind the gateway, an accepted message gets exactly one reply."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from gateway.testing import echo, hang


async def error_500(_message):
    return web.Response(status=500, text="Internal Server Error")


async def nothing(_message):
    return []


async def not_json(_message):
    return web.Response(text="<html>oops</html>", content_type="text/html")


async def not_a_list(_message):
    return web.json_response({"text": "hello"})


async def empty_items(_message):
    return [{"recipient_id": "x"}, {"text": ""}]


@pytest.mark.parametrize("failure", [error_500, nothing, hang, not_json, not_a_list, empty_items])
async def test_a_failing_dialogue_engine_gives_one_honest_reply(client, rasa, failure):
    """An error, silence, a hang and nonsense all end in one fault reply; the next turn works."""
    rasa.answer = failure
    turn = await client.ask("hello")
    assert turn.status == "fault"
    assert "technical problem" in turn.text
    assert [button["title"] for button in turn.buttons] == ["Talk to a person"]
    rasa.answer = echo
    assert (await client.ask("again")).text == "You said: again"
    assert rasa.said_in(client.conversation) == ["hello", "again"]


async def test_the_offer_of_a_person_works(client, rasa):
    """The fault reply's button asks the dialogue for a person."""
    rasa.answer = nothing
    (button,) = (await client.ask("hello")).buttons
    rasa.answer = echo
    await client.click(button["id"])
    assert rasa.received[-1]["message"] == "/talk_to_human"


async def test_a_dialogue_engine_that_is_down_and_comes_back(client, rasa):
    """Refused connections give fault replies; once it listens again turns are answered."""
    await rasa.stop()
    assert (await client.ask("one")).status == "fault"
    await rasa.start()
    assert (await client.ask("two")).status == "answered"


async def test_a_dialogue_engine_killed_in_the_middle_of_a_turn(client, rasa):
    """A connection lost under a turn is a fault, and the message is not posted again."""
    rasa.answer = hang
    await client.send({"type": "message", "id": "m1", "text": "one"})
    await client.wait_for("typing")
    await asyncio.sleep(0.05)
    await rasa.stop()
    reply = await client.wait_for("reply")
    assert reply["status"] == "fault"
    rasa.answer = echo
    await rasa.start()
    await client.ask("two")
    assert rasa.said_in(client.conversation) == ["one", "two"]


async def test_a_shopper_who_leaves_does_not_end_the_turn(gateway, client, rasa):
    """The turn goes on without listeners, and its reply waits for the shopper's return."""

    async def slow(message):
        await asyncio.sleep(0.1)
        return [{"text": f"late: {message['message']}"}]

    rasa.answer = slow
    await client.send({"type": "message", "id": "m1", "text": "one"})
    await client.wait_for("accepted")
    await client.disconnect()
    await asyncio.sleep(0.3)
    await client.reconnect()
    reply = await client.wait_for("reply")
    assert reply["messages"][0]["text"] == "late: one"


async def test_a_restart_answers_what_the_last_run_left(start, rasa):
    """After a crash every accepted message without a reply gets a fault reply, once."""
    rasa.answer = hang
    gateway = await start(turn_budget=30.0)
    async with gateway.client() as client:
        await client.open()
        for n in range(3):
            await client.send({"type": "message", "id": f"m{n}", "text": f"message {n}"})
        await client.wait_for("accepted", count=3)
        await gateway.kill()
        rasa.answer = echo
        await gateway.start()
        client.url = gateway.url
        await client.reconnect()
        await client.wait_for("reply", count=3)
        replies = [frame for frame in client.frames if frame["type"] == "reply"]
        assert [reply["in_reply_to"] for reply in replies] == ["m0", "m1", "m2"]
        assert {reply["status"] for reply in replies} == {"fault"}
        assert (await client.ask("now?")).status == "answered"
    assert [message["message"] for message in rasa.received] == ["message 0", "now?"]


async def test_an_orderly_stop_lets_a_running_turn_end(start, rasa):
    """A turn that ends within seconds of the stop is answered, not given up."""

    async def slow(message):
        await asyncio.sleep(0.2)
        return [{"text": "made it"}]

    rasa.answer = slow
    gateway = await start(turn_budget=30.0)
    async with gateway.client() as client:
        await client.open()
        await client.send({"type": "message", "id": "m1", "text": "hello"})
        await client.wait_for("accepted")
        await gateway.stop()
        await gateway.start()
        client.url = gateway.url
        await client.reconnect()
        reply = await client.wait_for("reply")
    assert reply["status"] == "answered"
    assert reply["messages"][0]["text"] == "made it"


async def test_a_slow_turn_holds_back_its_own_conversation_only(gateway, rasa):
    """While one conversation waits, another is answered."""
    release = asyncio.Event()

    async def answer(message):
        if message["message"] == "slow":
            await release.wait()
        return await echo(message)

    rasa.answer = answer
    async with gateway.client() as first, gateway.client() as second:
        await first.open()
        await second.open()
        await first.send({"type": "message", "id": "a", "text": "slow"})
        await first.send({"type": "message", "id": "b", "text": "quick"})
        await first.wait_for("accepted", count=2)
        assert (await second.ask("hello")).status == "answered"
        assert rasa.said_in(first.conversation) == ["slow"]
        release.set()
        await first.wait_for("reply", count=2)
    assert rasa.said_in(first.conversation) == ["slow", "quick"]
