"""Missed questions become a report of what the knowledge lacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from conversations.missed import FoundPassage, MissedQuestion
from embedding.testing import HashingEmbedder
from knowledge.gaps import gap_report

UNTIL = datetime(2031, 5, 31, tzinfo=UTC)
SINCE = UNTIL - timedelta(days=30)


def question(text, *, days_ago=1, shopper="ada", reasons=("refused",), near=0.3, **more):
    return MissedQuestion(
        turn_id="turn", conversation_id=f"conversation of {shopper}", shopper=shopper,
        text=text, meant=text, at=UNTIL - timedelta(days=days_ago), intent="ask_product",
        reasons=reasons, passages=(FoundPassage("tents.md", "Poles", near),), **more,
    )  # fmt: skip


def report(*questions, **options):
    return gap_report(questions, HashingEmbedder(), since=SINCE, until=UNTIL, **options)


def test_questions_of_one_meaning_are_one_gap():
    """It counts questions and shoppers, and is named by the most central question."""
    found = report(
        question("spare poles"),
        question("do you sell spare poles", shopper="bob"),
        question("do you sell spare poles for tents", shopper="bob", near=0.6),
        question("can I rent a kayak", shopper="cleo"),
    )
    first, second = found.gaps
    assert ("do you sell spare poles", 3, 2) == (first.title, first.count, first.shoppers)
    assert "can I rent a kayak" == second.title
    assert {"ask_product": 3} == first.intents
    assert FoundPassage("tents.md", "Poles", 0.6) == first.nearest
    assert "conversation of bob" == first.examples[0].conversation_id


def test_the_period_before_gives_the_trend():
    """Questions before the period count for the trend alone, and open no gap by themselves."""
    found = report(
        question("do you sell spare poles"),
        question("do you sell spare poles please", days_ago=40),
        question("do you sell any spare poles", days_ago=50),
        question("can I rent a kayak", days_ago=45),
    )
    (gap,) = found.gaps
    assert (1, 2, -1) == (gap.count, gap.before, gap.trend)
    assert (1, 3) == (found.questions, found.questions_before)


def test_why_and_what_was_said_about_it():
    """The reasons are counted, and a thumb's comment stands beside its question."""
    found = report(
        question("do you sell spare poles", reasons=("refused", "handed over")),
        question("do you sell spare poles now", reasons=("thumbs down",), comment="wrong tent"),
    )
    (gap,) = found.gaps
    assert {"refused": 1, "handed over": 1, "thumbs down": 1} == gap.reasons
    assert ["", "wrong tent"] == sorted(one.comment for one in gap.examples)


def test_personal_data_is_taken_out():
    """Neither title, nor example, nor comment has an address or a number of a person."""
    said = "please write to ada@example.com or call +1 207 555 0199"
    found = report(question(said, comment=said))
    shown = repr(found)
    assert "ada@" not in shown
    assert "555" not in shown
    assert "[e-mail removed]" in found.gaps[0].title


def test_most_shoppers_come_first_and_the_limit_holds():
    """One shopper who asks often weighs less than two who ask once; the rest is counted."""
    found = report(
        *(question(f"can I rent a kayak {n}") for n in ("", "now", "today", "please")),
        question("do you sell spare poles"),
        question("do you sell spare poles too", shopper="bob"),
        limit=1,
    )
    assert ["do you sell spare poles"] == [gap.title.removesuffix(" too") for gap in found.gaps]
    assert 2 == found.gaps_in_all


def test_nothing_missed_is_an_empty_report():
    """No question, no gap."""
    assert () == report().gaps
