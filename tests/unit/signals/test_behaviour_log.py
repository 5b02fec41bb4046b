"""Keeping behaviour events, and telling visits apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signals import BehaviourEvent, BehaviourKind
from signals.behaviour_log import BehaviourLog, last_visit, visits

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def log(engine):
    return BehaviourLog(engine)


def view(id_, minutes=0, **fields):
    at = NOON + timedelta(minutes=minutes)
    values = {"visitor_id": "v1", "product_id": "tent"} | fields
    return BehaviourEvent(id=id_, kind=BehaviourKind.VIEW, at=at, **values)


def test_an_event_counts_once(log):
    """The same event sent twice, even in one batch, is one event."""
    assert 1 == log.add([view("e1"), view("e1")])
    assert 0 == log.add([view("e1")])
    assert [view("e1")] == list(log.all())


def test_a_later_report_completes_the_first(log):
    """Leaving a page tells how long it was looked at, signing in to the chat which one it was."""
    log.add([view("e1")])
    log.add([view("e1", seconds=12.5, conversation_id="c1")])
    log.add([view("e1", seconds=3.0, conversation_id="c2")])
    assert [view("e1", seconds=12.5, conversation_id="c1")] == list(log.all())


def test_what_a_shopper_did_is_found_by_browser_and_customer(log):
    """Views before the chat was opened are the shopper's too, and nobody else's are."""
    mine = [view("e1"), view("e2", 1, conversation_id="c1"), view("e3", 2, visitor_id="v2")]
    customers = view("e4", 3, visitor_id="phone", customer_id="ada")
    log.add([*mine, customers])
    assert mine[:2] == log.of_shopper("c1")
    assert [*mine[:2], customers] == log.of_shopper("c1", "ada")
    assert [] == log.of_shopper("c2")


def test_all_events_are_read_page_by_page(log, monkeypatch):
    """Events of the same moment on either side of a page's end are each read once."""
    monkeypatch.setattr("signals.behaviour_log.PAGE", 2)
    log.add([view(f"e{number}", number // 3) for number in range(7)])
    assert [f"e{number}" for number in range(7)] == [event.id for event in log.all()]
    since = NOON + timedelta(minutes=1)
    assert ["e3", "e4", "e5", "e6"] == [event.id for event in log.all(since)]


def test_old_events_are_let_go_of(log):
    """Retention erases what is older than a moment."""
    log.add([view("e1"), view("e2", 10)])
    assert 1 == log.forget_before(NOON + timedelta(minutes=5))
    assert 1 == log.count()


def test_a_pause_begins_a_new_visit():
    """Half an hour without an event ends a visit."""
    events = [view("e1"), view("e2", 29), view("e3", 60)]
    assert [events[:2], events[2:]] == visits(events)
    assert events[2:] == last_visit(events, NOON + timedelta(minutes=70))
    assert [] == last_visit(events, NOON + timedelta(minutes=91))
    later = replace(events[2], at=NOON + timedelta(days=1))
    assert events[:2] == last_visit([*events[:2], later], NOON + timedelta(minutes=30))
