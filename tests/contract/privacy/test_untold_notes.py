"""What the dialogue engine is yet to be told of somebody who is erased, on both databases."""

from __future__ import annotations

import pytest

import conversations.personal
import database
from conversations import Conversations, tracker_outbox
from conversations.personal import ConversationStore
from conversations.tracker_outbox import TrackerOutbox
from privacy import ErasureUnfinished, Subject


@pytest.fixture
def talks(engine):
    """Two conversations, of each of which the dialogue engine has two things to hear."""
    found = [Conversations(engine).open(welcome="Hi").id for _ in range(2)]
    with database.writing(engine) as connection:
        for talk in found * 2:
            tracker_outbox.handed_back(connection, talk, "The parcel comes on Friday.")
    return found


@pytest.fixture
def outbox(engine):
    return TrackerOutbox(engine)


@pytest.fixture
def erase(engine, tmp_path):
    """Erases a conversation, asking `told` whether the dialogue engine runs; nothing is left."""

    def run(talk, told):
        store = ConversationStore(engine, tmp_path, told)
        subject = Subject(id=talk, conversations=(talk,))
        store.erase(subject)
        return store.count(subject) == 0

    return run


def test_what_nobody_has_begun_to_tell_is_never_told(erase, talks, outbox):
    """Whoever has read the note already asks once more before posting it, and may not."""
    ada, grace = talks
    note = outbox.first(ada)
    assert erase(ada, lambda: True)
    assert not outbox.trying(note.number)
    assert [grace] == outbox.waiting()


def test_what_is_being_told_is_waited_for(erase, talks, outbox):
    """The conversation is there until it has arrived, so that the tracker is erased after it."""
    ada, grace = talks
    note = outbox.first(ada)
    assert outbox.trying(note.number)
    waited = []

    def told():
        waited.append(set(outbox.waiting()))
        if len(waited) == 2:
            outbox.delivered(note.number)
        return True

    assert erase(ada, told)
    assert [{ada, grace}] * 2 == waited
    assert [grace] == outbox.waiting()


def test_what_does_not_arrive_leaves_the_erasure_for_later(erase, talks, outbox, monkeypatch):
    """A dialogue engine that takes nothing may have taken it all the same."""
    monkeypatch.setattr(conversations.personal, "PATIENCE_S", 0.0)
    outbox.trying(outbox.first(talks[0]).number)
    with pytest.raises(ErasureUnfinished, match="being told"):
        erase(talks[0], lambda: True)
    assert set(talks) == set(outbox.waiting())


def test_without_a_dialogue_engine_nothing_is_waited_for(erase, talks, outbox):
    """In a store that does not run nobody tells it anything."""
    outbox.trying(outbox.first(talks[0]).number)
    assert erase(talks[0], lambda: False)
    assert [talks[1]] == outbox.waiting()
