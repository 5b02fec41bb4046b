"""What customers say reaches their profiles, from orders that a merchant brought in as a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commerce.importers import import_orders
from conversations import Conversations, Ratings
from database import writing
from insights.customers import refresh_customers
from insights.kept import KeptCustomers
from insights.voices import CustomerVoices
from signals import (
    Feeling,
    Mood,
    PreferenceScope,
    Propensity,
    Sentiment,
    SignalEvidence,
    StatedPreference,
    TurnSignals,
)
from signals.kept_preferences import KeptPreferences
from signals.personal import signal_store
from signals.signal_history import SignalHistory
from tilly.subjects import shopper

NOW = datetime.now(UTC)  # a rating is of the moment at which it is given
ORDERS = """\
number,customer_id,status,placed_at,total,currency,title,quantity,unit_price
A-1,ada,delivered,2025-01-05,20.00,EUR,Kettle,1,20.00
A-2,ada,delivered,2025-03-05,30.00,EUR,Teapot,1,30.00
B-1,ben,delivered,2025-02-05,20.00,EUR,Kettle,1,20.00
"""
CORAL = StatedPreference(attribute="colour", value="coral", scope=PreferenceScope.ALWAYS)


@pytest.fixture
def shop(engine, tmp_path):
    """A shop with orders of a file and no catalogue; one of its customers talked twice."""
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    assert not import_orders(engine, file).refusals
    history = SignalHistory(engine)
    for name, days_ago, moods in (("old", 9, (-0.8, 0.2)), ("new", 1, (0.6,))):
        talk = Conversations(engine).open(customer_id="ada").id
        for at, level in enumerate(moods):
            history.record(_felt(f"{name}-{at}", talk, level, NOW - timedelta(days=days_ago)))
    Ratings(engine).rate(talk, 4)
    KeptPreferences(engine).keep(talk, "new-0", [CORAL], NOW - timedelta(days=1))
    return engine


def _felt(turn, conversation, level, at):
    feeling = Feeling.NEGATIVE if level < 0 else Feeling.POSITIVE
    evidence = SignalEvidence("words")
    return TurnSignals(
        turn_id=turn,
        conversation_id=conversation,
        at=at + timedelta(minutes=int(turn[-1])),
        sentiment=Sentiment(feeling, 0.0, 0.0, 1.0, evidence),
        mood=Mood(feeling, level),
        propensity=Propensity(0.1, evidence),
    )


def test_a_merchants_own_orders_and_what_was_said_make_profiles(shop):
    report = refresh_customers(shop, NOW + timedelta(days=1))

    assert (2, 3) == (report.customers, report.orders)
    ada, ben = (KeptCustomers(shop).profile(name) for name in ("ada", "ben"))
    assert {"conversations": 2, "sour_share": 0.5, "stars": 4} == {
        name: ada.figures[name] for name in ("conversations", "sour_share", "stars")
    }
    assert pytest.approx(0.4) == ada.figures["mood"]  # how each of the two ended
    assert (50, 25) == (ada.figures["spend"], ada.figures["basket"])
    assert "mood" not in ben.figures


def test_moods_and_wishes_are_told_as_long_as_they_are_kept(shop):
    voices = CustomerVoices(shop)

    said = voices.of("ada", NOW)

    assert [("positive", 4), ("positive", None)] == [(one.feeling, one.stars) for one in said.moods]
    assert (CORAL,) == said.wishes
    assert not voices.of("ben", NOW).moods
    with writing(shop) as connection:
        signal_store(shop).erase_in(connection, shopper(connection, "", "ada"))
    assert () == voices.of("ada", NOW).moods
