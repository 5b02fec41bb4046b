"""A shopper's nudges, in every database that a store may use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from conversations import Conversations
from recommendation import Because, Moment, Offer, Outcome, ShopperState, Slate, SlateLog, Why
from recommendation.nudge_log import NudgeLog
from recommendation.nudges import MadeNudge

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LAMP = Offer(product="lamp", score=0.7, source="sessions", because=Because(Why.POPULAR))


def made(engine, talk, rule, *, minutes=0, customer="", offers=(LAMP,)):
    at = NOW + timedelta(minutes=minutes)
    moment = Moment(talk, f"{rule} {minutes}", customer, asked=False, occasion=rule)
    slate = Slate.of(moment, ShopperState(), "v1", offers=offers)
    SlateLog(engine).record(slate, at)
    return slate.id


def test_nudges_are_told_from_offers_in_the_talk(engine):
    """With their rule, and whether they were shown; older ones are not asked for."""
    made(engine, "talk", "", minutes=1)
    made(engine, "talk", "look", minutes=-90)
    made(engine, "talk", "look", minutes=2, offers=())
    made(engine, "talk", "cart", minutes=3)
    made(engine, "another", "cart", minutes=4)
    two, three = (NOW + timedelta(minutes=minutes) for minutes in (2, 3))
    assert [MadeNudge("look", two, shown=False), MadeNudge("cart", three, shown=True)] == (
        NudgeLog(engine).made("talk", "", NOW)
    )


def test_a_customers_nudges_are_those_of_all_their_conversations(engine):
    """Caps and a refusal for good hold wherever they talk next."""
    earlier, now = (Conversations(engine).open(welcome="Hi").id for _ in range(2))
    for talk in (earlier, now):
        Conversations(engine).bind_customer(talk, "ada")
    log = NudgeLog(engine)
    slate = made(engine, earlier, "look", customer="ada")
    assert log.answer(earlier, slate, Outcome.STOPPED, NOW)
    assert (1, True) == (len(log.made(now, "ada", NOW)), log.stopped(now, "ada"))
    assert (0, False) == (len(log.made("talk", "", NOW)), log.stopped("talk", ""))


def test_only_whom_it_was_shown_to_answers_it(engine):
    """Neither another conversation's nudge nor an offer of the talk is answered so."""
    log = NudgeLog(engine)
    nudge, offer = made(engine, "talk", "look"), made(engine, "talk", "")
    assert not log.answer("another", nudge, Outcome.REJECTED, NOW)
    assert not log.answer("talk", offer, Outcome.REJECTED, NOW)
    assert log.answer("talk", nudge, Outcome.REJECTED, NOW)
    assert (("lamp",), False) == (SlateLog(engine).rejected("talk"), log.stopped("talk", ""))
