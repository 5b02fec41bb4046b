"""Both sides see that the other is writing, and nothing of it is kept."""

from __future__ import annotations

from conversations.testing import take_over
from gateway.writing import HOLDS_S, Writing, agent_writes


async def test_the_shoppers_typing_is_noted_until_the_message_comes(client, gateway):
    """A frame of theirs is all that is told, and a message ends it."""
    await client.send({"type": "typing"})
    await client.send({"type": "ping"})
    await client.wait_for("pong")
    assert client.conversation in gateway.chat.writing
    await client.ask("there it is")
    assert client.conversation not in gateway.chat.writing


async def test_the_agents_typing_reaches_every_tab_and_is_not_replayed(client, gateway):
    """It has no number: who comes later hears nothing of it."""
    take_over(gateway.engine, client.conversation)
    assert 1 == gateway.chat.hub.whisper(client.conversation, agent_writes("Ada"))
    shown = await client.wait_for("typing")
    assert {"type": "typing", "from": "agent", "name": "Ada"} == shown
    client.frames.clear()
    await client.reconnect()
    assert "typing" not in {frame["type"] for frame in client.frames}


def test_typing_holds_for_some_seconds_and_takes_no_room_afterwards():
    """Whoever stops without sending is not shown as writing for ever."""
    now = [0.0]
    writing = Writing(lambda: now[0])
    writing.note("one")
    now[0] = HOLDS_S - 1
    writing.note("two")
    assert ("one" in writing, "two" in writing) == (True, True)
    now[0] = HOLDS_S
    assert ("one" in writing, "two" in writing) == (False, True)
    writing.note("three")
    assert 2 == len(writing)
