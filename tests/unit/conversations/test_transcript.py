from __future__ import annotations

import json

import pytest
from sqlalchemy import insert

import database
from conversations import takeover
from conversations.answering import Person
from conversations.errors import ConversationNotFound
from conversations.frames import Frames
from conversations.handoffs import Handoffs
from conversations.notes import add_note
from conversations.replies import BotMessage
from conversations.tables import turn_events
from conversations.testing import EVIDENCE, RICH, Talks, take_over
from conversations.transcript import SlotChange, Transcripts
from conversations.withheld import WithheldWrites


@pytest.fixture
def talks(engine):
    return Talks(engine)


@pytest.fixture
def transcripts(engine):
    return Transcripts(engine)


def set_slots(engine, turn_id, **slots):
    rows = [
        {
            "key": f"{turn_id}{name}",
            "turn_id": turn_id,
            "position": place,
            "data": json.dumps({"event": "slot", "name": name, "value": value}),
        }
        for place, (name, value) in enumerate(slots.items())
    ]
    with database.writing(engine) as connection:
        connection.execute(insert(turn_events), rows)


def test_it_is_what_the_shopper_saw_in_their_order(engine, talks, transcripts):
    """Words, cards, buttons, sources, thumbs, and who answered."""
    conversation = talks.open(welcome="Hi!")
    turn = talks.turn(conversation, reply=RICH)
    reply = transcripts.of(conversation).entries[-1]
    assert ("bot", turn, "answered") == (reply.by, reply.turn_id, reply.status)
    Handoffs(engine).request(conversation, "a broken zip")
    mina = Person("mina", "Mina")
    take_over(engine, conversation, mina)
    with database.writing(engine) as connection:
        takeover.say(connection, conversation, mina.id, "Hello, Mina here.", client_id="a1")
    found = transcripts.of(conversation)
    assert [
        ("bot", "Hi!"),
        ("shopper", "is it waterproof?"),
        ("bot", RICH.text),
        ("notice", "waiting"),
        ("notice", "person"),
        ("agent", "Hello, Mina here."),
    ] == [(entry.by, entry.text) for entry in found.entries]
    assert ["Alta 2"] == [product["title"] for product in found.entries[2].products]
    assert ["Show me others"] == [button["title"] for button in found.entries[2].buttons]
    assert ["products.jsonl"] == [each["source"] for each in found.entries[2].citations]
    assert ("a broken zip", "ask_product") == (found.handoff_reason, found.turns[turn].intent)


def test_a_turn_knows_the_slots_before_it_and_those_it_changed(engine, talks, transcripts):
    """Later turns say nothing of earlier ones; what stays as it was is no change."""
    conversation = talks.open()
    first, second, third = (talks.turn(conversation, f"turn {n}") for n in range(3))
    set_slots(engine, first, order="HP-1", wish="return")
    set_slots(engine, second, order="HP-2", wish="return", reason=None)
    set_slots(engine, third, order=None)
    found = transcripts.turn(conversation, second)
    assert {"order": "HP-1", "wish": "return"} == found.slots
    assert (SlotChange("order", "HP-1", "HP-2"),) == found.changes
    last = transcripts.turn(conversation, third)
    assert (SlotChange("order", "HP-2", None),) == last.changes


def test_a_turn_belongs_to_its_conversation(talks, transcripts):
    """Asked for under another one there is none."""
    conversation = talks.open()
    turn = talks.turn(conversation, evidence=EVIDENCE)
    assert EVIDENCE == transcripts.turn(conversation, turn).trace.evidence
    assert transcripts.turn(talks.open(), turn) is None
    assert transcripts.turn(conversation, "none") is None
    with pytest.raises(ConversationNotFound):
        transcripts.of("none")


def test_notes_and_attachments_stand_in_their_place(engine, talks, transcripts):
    """What an agent attached is shown with their words; a note is between what was said."""
    conversation = talks.open()
    talks.turn(conversation)
    mina = Person("mina", "Mina")
    take_over(engine, conversation, mina)
    with database.writing(engine) as connection:
        add_note(connection, conversation, mina, "Card 4111 1111 1111 1111 was charged twice.")
        takeover.say(
            connection,
            conversation,
            "mina",
            "See here:",
            client_id="1",
            products=RICH.products,
            citations=RICH.citations,
        )
    note, said = transcripts.of(conversation).entries[-2:]
    assert ("note", "Mina", 0) == (note.by, note.name, note.seq)
    assert "4111" not in note.text
    assert (list(RICH.products), list(RICH.citations)) == (said.products, said.citations)


def test_the_version_changes_with_whatever_is_shown(engine, talks, transcripts):
    """Words, thumbs, notes, what was withheld, and the turn's line that the worker adds."""
    conversation = talks.open()
    mina = Person("mina", "Mina")
    versions = [transcripts.version(conversation)]

    def changed():
        versions.append(transcripts.version(conversation))
        return versions[-1] != versions[-2]

    asked = talks.exchange.accept(conversation, "1", "hello")
    assert changed()
    talks.exchange.finish(asked.turn_id, "answered", [BotMessage("Hi!")])
    assert changed()
    talks.turn(conversation)
    assert changed()
    reply = Frames(engine).after(conversation, 0)[-1].data()["messages"][0]
    for value in ("up", "down"):
        talks.exchange.rate(conversation, reply["id"], value, "")
        assert changed()
    with database.writing(engine) as connection:
        add_note(connection, conversation, mina, "a note")
    assert changed()
    WithheldWrites(engine).note(conversation, asked.turn_id, "action_cancel_order", {})
    assert changed()
    assert not changed()
    with pytest.raises(ConversationNotFound):
        transcripts.version("none")
