"""A person takes over while the bot is at work: what the shopper sees, and what the bot knows."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

import database
from conversations import Handoffs, takeover
from conversations.testing import ADA, hand_back, take_over
from conversations.tracker_outbox import TrackerOutbox
from conversations.withheld import withheld_of


@pytest.fixture
def ada(gateway, client):
    """Takes the conversation over, speaks in it and hands it back, as the console does."""

    class Ada:
        def takes_over(self):
            take_over(gateway.engine, client.conversation)
            gateway.chat.changed(client.conversation)

        def says(self, text, client_id="a1", **attached):
            with database.writing(gateway.engine) as connection:
                takeover.say(
                    connection, client.conversation, ADA.id, text, client_id=client_id, **attached
                )
            gateway.chat.changed(client.conversation)

        def hands_back(self, summary=""):
            hand_back(gateway.engine, client.conversation, summary=summary)
            gateway.chat.changed(client.conversation)

    return Ada()


@pytest.fixture
def told(gateway, client, rasa):
    """What the tracker was told, once there is nothing left to tell."""

    async def told():
        await gateway.chat.courier.catch_up(client.conversation, within=5)
        assert TrackerOutbox(gateway.engine).first(client.conversation) is None
        return [
            (event["event"], event.get("text") or event.get("name"))
            for event in rasa.trackers[client.conversation]
        ]

    return told


async def test_what_the_bot_was_saying_is_withdrawn(gateway, client, rasa, ada, told):
    """No sentence follows the takeover; the draft is kept for agents, and the bot unlearns it."""
    taken = asyncio.Event()

    async def slow(_message):
        await taken.wait()
        return [{"text": "You have 30 days."}]

    rasa.answer = slow
    await client.send({"type": "message", "id": "m1", "text": "how long do I have?"})
    turn = (await client.wait_for("typing"))["turn"]
    delta = gateway.chat.turns.delta
    assert await delta(client.conversation, turn, 0, "You have")
    ada.takes_over()
    assert not await delta(client.conversation, turn, 1, "30 days.")
    taken.set()
    reply = await client.wait_for("reply", turn=turn)
    assert ("held", []) == (reply["status"], reply["messages"])
    with database.reading(gateway.engine) as connection:
        (draft,) = withheld_of(connection, client.conversation)
    assert (turn, "reply", "You have 30 days.") == (draft.turn_id, draft.kind, draft.body["text"])
    assert [("active_loop", None), ("slot", "requested_slot"), ("bot", None)] == await told()
    assert {"withheld": turn} == {
        key: value
        for key, value in rasa.trackers[client.conversation][-1]["metadata"].items()
        if key != "note"
    }


async def test_who_comes_after_the_takeover_sees_no_word_of_the_bots(gateway, client, rasa, ada):
    """A tab that opens while the turn still runs is not shown what was streamed before."""
    taken = asyncio.Event()

    async def slow(_message):
        await taken.wait()
        return [{"text": "You have 30 days."}]

    rasa.answer = slow
    await client.send({"type": "message", "id": "m1", "text": "how long do I have?"})
    turn = (await client.wait_for("typing"))["turn"]
    assert await gateway.chat.turns.delta(client.conversation, turn, 0, "You have")
    ada.takes_over()
    async with gateway.client(token=client.token) as other:
        await other.open()
        taken.set()
        await other.wait_for("reply", turn=turn)
        assert {"typing", "delta"}.isdisjoint(frame["type"] for frame in other.frames)


async def test_what_is_said_to_a_person_is_not_asked_of_the_bot(client, rasa, ada, told):
    """The bot hears of it, and of the person's words, in the order in which they were said."""
    await client.ask("hello")
    ada.takes_over()
    card = {"id": "alta-2", "title": "Alta 2"}
    ada.says("Ada here.")
    held = await client.ask("which tent?")
    ada.says("This one.", "a2", products=[card])
    ada.hands_back("The Alta 2 suits.")
    assert "held" == held.status
    assert ["hello"] == rasa.said_in(client.conversation)
    assert [
        ("active_loop", None),
        ("slot", "requested_slot"),
        ("bot", "Ada here."),
        ("user", "which tent?"),
        ("bot", "This one."),
        ("bot", "The Alta 2 suits."),
        ("action", "action_listen"),
    ] == await told()
    user, shown = rasa.trackers[client.conversation][3:5]
    assert ("inform", held.turn_id) == (
        user["parse_data"]["intent"]["name"],
        user["metadata"]["turn_id"],
    )
    assert ([card], "agent") == (shown["data"]["custom"]["products"], shown["metadata"]["sender"])


async def test_the_bot_hears_what_was_agreed_before_it_answers_again(client, rasa, ada):
    """The next turn waits for the news."""
    ada.takes_over()
    ada.hands_back("A new zip.")
    known = []

    async def answer(message):
        known.extend(event.get("text") for event in rasa.trackers[message["sender"]])
        return [{"text": "Yes."}]

    rasa.answer = answer
    assert "answered" == (await client.ask("is it agreed?")).status
    assert "A new zip." in known


async def test_a_message_of_the_persons_hold_is_not_answered_by_the_bot_later(client, rasa, ada):
    """It waited behind a slow turn when the conversation came back; it was for the person."""
    release = asyncio.Event()

    async def slow(_message):
        await release.wait()
        return [{"text": "Yes."}]

    rasa.answer = slow
    await client.send({"type": "message", "id": "m1", "text": "first"})
    await client.wait_for("typing")
    ada.takes_over()
    await client.send({"type": "message", "id": "m2", "text": "second"})
    second = (await client.wait_for("accepted", id="m2"))["turn"]
    ada.hands_back()
    release.set()
    assert "held" == (await client.wait_for("reply", turn=second))["status"]
    assert ["first"] == rasa.said_in(client.conversation)


async def test_a_deaf_engine_costs_the_shopper_nothing(gateway, client, rasa, ada, told):
    """The words are shown at once, and told later; asked after before they are sent again."""
    rasa.deaf = True
    ada.takes_over()
    ada.says("Ada here.")
    shown = await client.wait_for("message", count=2)
    assert ("Ada here.", "agent") == (shown["message"]["text"], shown["message"]["from"])
    await gateway.chat.courier.catch_up(client.conversation, within=0.2)
    outbox = TrackerOutbox(gateway.engine)
    assert outbox.first(client.conversation).tried
    # The tracker took it after all, and only the answer was lost.
    rasa.trackers[client.conversation] = list(outbox.first(client.conversation).events)
    rasa.deaf = False
    assert [("active_loop", None), ("slot", "requested_slot"), ("bot", "Ada here.")] == await told()


async def test_what_a_restart_left_untold_is_told(start, rasa):
    """Notes outlive the process."""
    rasa.deaf = True
    first = await start()
    async with first.client() as client:
        await client.open()
        take_over(first.engine, client.conversation)
    await first.stop()
    rasa.deaf = False
    await start()
    async with asyncio.timeout(10):
        while client.conversation not in rasa.trackers:
            await asyncio.sleep(0.01)
    assert "active_loop" == rasa.trackers[client.conversation][0]["event"]


async def test_a_shopper_who_left_sees_the_answer_on_return(gateway, client, ada):
    """What a person said to nobody waits like any frame."""
    ada.takes_over()
    await client.wait_for("answering", who="person")
    await client.close()
    ada.says("It is on its way.")
    async with gateway.client(token=client.token, last_seq=client.last_seq) as returned:
        await returned.open()
        shown = await returned.wait_for("message")
    assert ("It is on its way.", "Ada") == (shown["message"]["text"], shown["message"]["name"])
    assert "person" == returned.answering


async def test_who_waits_in_vain_is_told_so_once_and_offered_another_way(start, rasa):
    """The button asks for a call; whoever is still waited for can join all the same."""
    gateway = await start(person_patience_minutes=0)
    gateway.chat.waits._after = timedelta(seconds=0)
    async with gateway.client() as client:
        await client.open()
        Handoffs(gateway.engine).request(client.conversation, "a broken zip")
        for _ in range(2):
            await gateway.chat.waits.own_up()
        said = (await client.wait_for("message", count=2))["message"]
        assert ["Call me back", "E-mail me"] == [each["title"] for each in said["buttons"]]
        await gateway.chat.courier.catch_up(client.conversation, within=5)
        (asked,) = rasa.trackers[client.conversation]
        assert "utter_nobody_in_chat" == asked["metadata"]["utter_action"]
        await client.click(said["buttons"][0]["id"])
        assert ['/talk_to_human{"choice": "callback"}'] == rasa.said_in(client.conversation)
        assert 2 == sum(frame["type"] == "message" for frame in client.frames)
        take_over(gateway.engine, client.conversation)


async def test_whom_a_person_has_joined_hears_no_excuse(gateway, client, ada):
    """Neither does one whose wait is not over."""
    Handoffs(gateway.engine).request(client.conversation, "a broken zip")
    await gateway.chat.waits.own_up()
    ada.takes_over()
    gateway.chat.waits._after = timedelta(seconds=0)
    await gateway.chat.waits.own_up()
    ada.says("Ada here.")
    said = (await client.wait_for("message", count=2))["message"]
    assert "Ada here." == said["text"]
