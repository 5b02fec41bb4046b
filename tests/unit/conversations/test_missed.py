"""Which questions count as missed, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversations import Evidence, EvidenceChunk, Handoffs, Traces
from conversations.missed import FoundPassage, MissedQuestions
from conversations.replies import BotMessage

SINCE = datetime(2000, 1, 1, tzinfo=UTC)
SOURCE = EvidenceChunk("c1", "returns.md", "Windows", score=1.0, dense=0.4, lexical=2.0)
CITED = {"title": "Returns", "source": "returns.md", "section": "Windows"}


@pytest.fixture
def missed(engine):
    return lambda: MissedQuestions(engine).between(SINCE, datetime.now(UTC) + timedelta(days=1))


@pytest.fixture
def ask(engine, conversations, exchange):
    """A question of a conversation: its turn id and the id of the reply to it."""
    traces = Traces(engine)

    def asked(text, outcome="answered", conversation=None, reply=None, **evidence):
        conversation = conversation or conversations.open().id
        turn = exchange.accept(conversation, text, text).turn_id
        if outcome:
            kept = Evidence(text, outcome, chunks=(SOURCE,), **evidence)
            traces.record_evidence(turn, conversation, kept)
        frame = exchange.finish(turn, "answered", [reply or BotMessage("…")]).frame.data()
        return conversation, turn, frame["messages"][0]["id"]

    return asked


def test_a_question_without_an_answer_is_refused(ask, missed):
    """It is kept with what was searched for and what was found."""
    conversation, turn, _ = ask("and in red?", "no_answer", rewritten="Is the jacket red?")
    ask("How long can I return it?")
    ask("hello", None)
    (one,) = missed()
    assert (turn, conversation, "and in red?") == (one.turn_id, one.conversation_id, one.text)
    assert ("refused",) == one.reasons
    assert "Is the jacket red?" == one.meant
    assert (FoundPassage("returns.md", "Windows", 0.4),) == one.passages


def test_what_something_else_answered_is_not_missed(ask, missed):
    """Products or sources that were shown instead are an answer."""
    ask("tents?", "no_answer", reply=BotMessage("Look:", products=[{"id": "t"}]))
    ask("returns?", "no_answer", reply=BotMessage("30 days.", citations=[CITED]))
    assert [] == missed()


def test_a_thumb_down_counts_with_its_reason(ask, exchange, missed):
    """A reply that is thumbed down leaves its question open; a thumb up does not."""
    conversation, _, message = ask("What is the warranty?")
    exchange.rate(conversation, message, "down", "not my tent")
    liked, _, message = ask("How long is shipping?")
    exchange.rate(liked, message, "up", "")
    (one,) = missed()
    assert ("thumbs down",) == one.reasons
    assert "not my tent" == one.comment


def test_a_person_who_is_called_next_counts(ask, engine, missed):
    """The last question before a person is asked for was not settled; earlier ones were."""
    conversation, _, _ = ask("Can I return it?")
    ask("Do you sell spare poles?", conversation=conversation)
    ask("a person please", None, conversation)
    Handoffs(engine).request(conversation, "")
    (one,) = missed()
    assert "Do you sell spare poles?" == one.text
    assert ("handed over",) == one.reasons


def test_customers_are_counted_and_strangers_by_conversation(ask, conversations, missed):
    """Who is signed in is one shopper, however many the conversations."""
    for text in ("a b c", "d e f"):
        conversation = conversations.open(customer_id="ada").id
        ask(text, "no_answer", conversation)
    stranger, _, _ = ask("g h i", "no_answer")
    assert {"ada", stranger} == {one.shopper for one in missed()}


def test_only_the_period_counts(ask, engine):
    """A question outside the period is left out."""
    ask("Do you sell kayaks?", "no_answer")
    assert [] == MissedQuestions(engine).between(SINCE, SINCE + timedelta(days=1))
