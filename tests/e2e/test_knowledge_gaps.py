"""What shoppers ask in vain is told by `tilly gaps`, from a store as it runs."""

from __future__ import annotations

import json

import pytest

from tilly.chat_client import ChatClient

pytestmark = pytest.mark.e2e

KAYAKS = (
    "Do you rent out kayaks?",
    "can I hire a kayak from you?",
    "is it possible to rent a kayak for the weekend?",
)
DISLIKED = "How long can I return headphones?"


async def test_questions_in_vain_are_clustered(store):
    """Three shoppers' questions on one matter are one gap; a thumb down is another."""
    conversations = []
    for text in KAYAKS:
        async with ChatClient(store.url) as shopper:
            await shopper.open()
            turn = await shopper.ask(f"{text} My address is ada@example.com")
            conversations.append(shopper.conversation)
            assert not turn.citations, turn.text
    async with ChatClient(store.url) as shopper:
        await shopper.open()
        turn = await shopper.ask(DISLIKED)
        frame = next(f for f in shopper.frames if f["type"] == "reply" and f["messages"])
        await shopper.feedback(frame["messages"][0]["id"], "down", "that was no answer")
        await shopper.ask("hello")  # what was sent before it has been taken
    done = store.run("gaps", "--json", "--since", "1d", "--limit", "100")
    assert 0 == done.returncode, done.stderr
    gaps = json.loads(done.stdout)["gaps"]

    rented = next(gap for gap in gaps if "kayak" in gap["title"].lower())
    assert (3, 3) == (rented["count"], rented["shoppers"])
    assert 3 == rented["reasons"]["refused"]
    assert {one["conversation_id"] for one in rented["examples"]} <= set(conversations)
    assert "ada@example.com" not in done.stdout
    assert rented["nearest"]["source"]

    disliked = next(gap for gap in gaps if gap["title"] == DISLIKED)
    assert 1 == disliked["reasons"]["thumbs down"]
    assert "that was no answer" == disliked["examples"][0]["comment"]

    table = store.run("gaps", "--since", "1d")
    assert "kayak" in table.stdout.lower()
