"""Many shoppers at once, on a dialogue engine that misbehaves."""

from __future__ import annotations

import asyncio
import random

import pytest
from aiohttp import web

from gateway.testing import echo
from tilly.chat_client import ChatRefused


async def test_many_conversations_keep_order_and_stay_apart(gateway, rasa):
    """40 conversations of 5 turns, some failing: one reply each, in order, none misrouted."""
    chance = random.Random(7)

    async def answer(message):
        await asyncio.sleep(chance.random() * 0.01)
        fate = chance.random()
        if fate < 0.05:
            return web.Response(status=500)
        if fate < 0.1:
            return []
        return await echo(message)

    rasa.answer = answer

    async def shopper(n):
        async with gateway.client() as client:
            await client.open()
            for turn in range(5):
                await client.send({"type": "message", "id": f"{turn}", "text": f"{n}:{turn}"})
            await client.wait_for("reply", count=5)
            await client.ask("last")
            return client

    clients = await asyncio.gather(*(shopper(n) for n in range(40)))
    assert rasa.overlaps == 0
    assert len(rasa.received) == 240
    for n, client in enumerate(clients):
        replies = [frame for frame in client.frames if frame["type"] == "reply"]
        assert [reply["in_reply_to"] for reply in replies[:5]] == list("01234")
        assert len(replies) == 6
        for turn, reply in enumerate(replies[:5]):
            if reply["status"] == "answered":
                assert reply["messages"][0]["text"] == f"You said: {n}:{turn}"
        durable = [frame["seq"] for frame in client.frames if "seq" in frame]
        assert durable == list(range(1, len(durable) + 1))


async def test_a_conversation_has_a_rate_limit(start, rasa):
    """Past the burst a message is refused with the seconds to wait, and is not asked."""
    gateway = await start(rate_per_conversation=6)
    async with gateway.client() as client:
        await client.open()
        await client.ask("one")
        await client.ask("two")
        with pytest.raises(ChatRefused) as error:
            await client.ask("three")
    assert error.value.code == "rate_limited"
    assert 5 < error.value.retry_after_s <= 11
    assert len(rasa.received) == 2


async def test_a_patient_client_is_answered_in_the_end(start, rasa):
    """A refused message may be sent again under its id after the time that was named."""
    gateway = await start(rate_per_conversation=60)
    async with gateway.client(patient=True) as client:
        await client.open()
        turns = [await client.ask(f"{n}") for n in range(22)]
    assert {turn.status for turn in turns} == {"answered"}
    assert rasa.said_in(client.conversation) == [f"{n}" for n in range(22)]
    assert "rate_limited" in {frame.get("code") for frame in client.frames}


async def test_an_address_has_a_rate_limit(start):
    """New conversations do not get around the limit."""
    gateway = await start(rate_per_address=9)
    async with gateway.client() as first, gateway.client() as second, gateway.client() as third:
        await first.open()
        await second.open()
        await third.open()
        with pytest.raises(ChatRefused) as error:
            await third.ask("hello")
        assert error.value.code == "rate_limited"


async def test_an_address_can_hold_only_so_many_connections(start):
    """A visitor who opens sockets without end is told that it is busy."""
    gateway = await start(rate_per_address=3)
    clients = [gateway.client() for _ in range(4)]
    for client in clients:
        await client._connect()
    assert (await clients[3].wait_for("error"))["code"] == "busy"
    for client in clients:
        await client.close()


async def test_a_flood_of_frames_is_slowed_down(gateway, monkeypatch):
    """A client that sends without end is read no faster than allowed, and loses nothing."""
    monkeypatch.setattr("gateway.websocket.FRAMES_PER_MINUTE", 300)
    async with gateway.client() as client:
        await client.open()
        began = asyncio.get_running_loop().time()
        for _ in range(104):
            await client.send({"type": "ping"})
        await client.wait_for("pong", count=104)
        assert asyncio.get_running_loop().time() - began > 0.6


async def test_too_many_waiting_messages_are_refused(gateway, rasa):
    """A conversation's queue is bounded; what was accepted is still answered."""
    release = asyncio.Event()

    async def slow(message):
        await release.wait()
        return await echo(message)

    rasa.answer = slow
    async with gateway.client() as client:
        await client.open()
        for n in range(25):
            await client.send({"type": "message", "id": f"m{n}", "text": f"{n}"})
        error = await client.wait_for("error", count=5)
        assert error["code"] == "busy"
        release.set()
        await client.wait_for("reply", count=20)
    assert len(rasa.received) == 20
