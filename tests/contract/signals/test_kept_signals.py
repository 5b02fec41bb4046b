"""What signals keep, on every database that it may be kept in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from conversations import Conversations, Traces, Turn
from signals import (
    BehaviourEvent,
    BehaviourKind,
    Mood,
    Polarity,
    PreferenceScope,
    Range,
    StatedPreference,
)
from signals.behaviour_log import BehaviourLog
from signals.dialogue import Dialogue, DialogueTurn
from signals.kept_preferences import KeptPreferences
from signals.propensity import PRIOR
from signals.scoring import SignalModels
from signals.service import Signals
from signals.testing import NoWishes, WordSentiment

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PINK = StatedPreference(
    attribute="colour", value="pink", polarity=Polarity.DISLIKES, scope=PreferenceScope.ALWAYS
)
PRICE = StatedPreference(
    attribute="price", range=Range(None, 80.0, below=True), scope=PreferenceScope.THIS_SEARCH
)


def event(number, **fields):
    return BehaviourEvent(
        id=str(number), kind=BehaviourKind.PURCHASE, at=NOW + timedelta(seconds=number),
        visitor_id="v1", product_id="tent", price=Decimal("19.90"), **fields,
    )  # fmt: skip


@pytest.fixture
def signals(engine):
    models = SignalModels(WordSentiment(), PRIOR, NoWishes())
    return Signals(engine, lambda: models)


def test_the_same_report_at_once_is_kept_once(engine):
    """Eight tabs that report the same events keep each once, prices to the cent."""
    log = BehaviourLog(engine)
    events = [event(number) for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: log.add(events), range(8)))
    assert events == list(log.all())


def test_preferences_are_kept_as_they_were_said(engine):
    """Ranges, polarity and scope come back; a customer's own cross conversations."""
    first, second = (Conversations(engine).open(welcome="Hi").id for _ in range(2))
    for conversation in (first, second):
        Conversations(engine).bind_customer(conversation, "ada")
    kept = KeptPreferences(engine)
    kept.keep(first, "t1", [PINK, PRICE], NOW)
    assert [PINK, PRICE] == [one.preference for one in kept.of(first, "ada", NOW)]
    (pink,) = kept.of(second, "ada", NOW)
    assert PINK == pink.preference


def test_signals_come_back_whole(engine, signals):
    """Scoring again replaces, and what is read is what was scored."""
    talk = Dialogue("c1", (DialogueTurn("t1", "great", "praise", NOW),))
    scored = [signals.score(talk, Mood()) for _ in range(2)][-1]
    assert scored == signals.history.get("t1")
    assert [scored] == signals.history.of("c1")
    assert scored.mood == signals.history.mood_before("c1", NOW + timedelta(seconds=1))


def test_missed_turns_are_found(engine, signals):
    """Turns without signals are scored in the order in which they were said."""
    for number in range(3):
        at = NOW + timedelta(seconds=number)
        turn = Turn(f"t{number}", "c1", "useless", "complain", 0.9, (), (), (), (), at, at)
        Traces(engine).record_turn(turn)
    assert [3] == list(signals.catching_up())
    assert [1, 2, 3] == [one.mood.negative_turns for one in signals.history.of("c1")]
