"""Corrected intents are counted and found in the inbox as soon as a lead has agreed."""

from __future__ import annotations

from datetime import date

import pytest

import database
from conversations import Inbox, InboxFilter
from conversations.inbox import DayCounts, Days
from conversations.teaching import Annotations, Correction, Example, Status
from conversations.teaching.confusion import ConfusionTerms
from conversations.testing import Talks

ALWAYS = Days(date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def talks(engine):
    return Talks(engine)


@pytest.fixture
def correct(engine):
    def propose(conversation, turn, intent, heard="ask_product"):
        correction = Correction(Example("it never came"), intent)
        with database.writing(engine) as connection:
            return Annotations.propose(
                connection, conversation, turn, correction, heard=heard, by="a1"
            )

    return propose


def decide(engine, *ids, status=Status.APPROVED):
    with database.writing(engine) as connection:
        Annotations.decide(connection, ids, status, "lead")


def test_what_a_lead_agreed_to_is_a_confusion(engine, talks, correct):
    """The newest decision about a turn counts; agreeing with the bot is no confusion."""
    wrong, right, undecided = (talks.open() for _ in range(3))
    turns = {each: talks.turn(each) for each in (wrong, right, undecided)}
    first = correct(wrong, turns[wrong], "ask_order_status")
    decide(engine, first, correct(right, turns[right], "ask_product"))
    correct(undecided, turns[undecided], "complain")

    def counted():
        talks.index([ConfusionTerms()])
        return DayCounts(engine).totals(ALWAYS).get("confusion", {})

    assert {"ask_product → ask_order_status": 1} == counted()
    found = InboxFilter({"confusion": ("ask_product → ask_order_status",)}, began=ALWAYS)
    assert [wrong] == [row.conversation_id for row in Inbox(engine).page(found).rows]
    second = correct(wrong, turns[wrong], "report_parcel")
    assert {"ask_product → ask_order_status": 1} == counted()
    decide(engine, second)
    assert {"ask_product → report_parcel": 1} == counted()
    decide(engine, second, status=Status.REJECTED)
    assert {} == counted()
