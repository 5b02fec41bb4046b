"""The log of slates: kept once, told truthfully, and counted for the guard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shop_fakes import NOW

import database
from recommendation import (
    Because,
    Moment,
    Offer,
    Outcome,
    ShopperState,
    Slate,
    SlateLog,
    Step,
    Verdict,
    Why,
)
from recommendation.tables import metadata
from signals import Range, StatedPreference

STATE = ShopperState(
    session=(Step("tent"),),
    preferences=(StatedPreference(attribute="price", range=Range(high=80), words="under 80"),),
)
LAMP = Offer(
    product="lamp", score=0.7, source="sessions", because=Because(Why.VIEWED_TOGETHER, "tent"),
    wishes=("under 80",),
)  # fmt: skip
MAT = Offer(
    product="mat", score=0.2, source="popular", because=Because(Why.POPULAR), propensity=0.25,
    explored=True,
)  # fmt: skip


@pytest.fixture
def log(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'tilly.db'}")
    with database.writing(engine) as connection:
        metadata.create_all(connection)
    yield SlateLog(engine)
    engine.dispose()


def slate(turn="1", *, asked=True, offers=(LAMP, MAT), verdict=Verdict.ALLOWED):
    return Slate.of(Moment("talk", turn, "ada", asked), STATE, "v1", verdict, offers)


def test_what_was_offered_is_told_as_it_was(log):
    """Offers come back in order, with reason, wishes and the chance of each."""
    log.record(slate(), NOW)
    told = log.last("talk")
    assert ((LAMP, MAT), "v1", STATE.hash) == (told.offers, told.model_version, told.state_hash)


def test_a_slate_is_kept_once(log):
    """A turn that is played again adds nothing."""
    log.record(slate(), NOW)
    log.record(slate(), NOW)
    assert 2 == len(log.last("talk").offers)


def test_the_last_slate_is_one_that_offered_something(log):
    """A slate that the guard emptied is kept, but "the second" means the one before it."""
    log.record(slate("1"), NOW)
    log.record(slate("2", offers=(), verdict=Verdict.OPEN_MATTER), NOW + timedelta(minutes=1))
    assert "1" == log.last("talk").turn_id
    assert log.last("another talk") is None


def test_unsolicited_offers_are_counted(log):
    """Those that were asked for, or that the guard withheld, do not count."""
    log.record(slate("1", asked=True), NOW)
    log.record(slate("2", asked=False), NOW)
    log.record(slate("3", asked=False, offers=()), NOW)
    assert 1 == log.unsolicited("talk")


def test_rejected_products_are_remembered_in_order(log):
    """Saying no twice to one product is one rejection."""
    log.record(slate(), NOW)
    for minute, product in enumerate(("mat", "lamp", "mat")):
        at = NOW + timedelta(minutes=minute)
        assert log.note(slate().id, product, Outcome.REJECTED, at)
    assert ("mat", "lamp") == log.rejected("talk")


def test_nothing_becomes_of_what_was_not_offered(log):
    """An outcome of another product or slate is refused."""
    log.record(slate(), NOW)
    assert not log.note(slate().id, "tent", Outcome.CLICKED, NOW)
    assert not log.note("unknown", "lamp", Outcome.CLICKED, NOW)


def test_slates_with_an_outcome_are_told_for_learning(log):
    """With the state in which they were shown and the chance of each offer."""
    log.record(slate("1"), NOW)
    log.record(slate("2"), NOW)
    log.note(slate("1").id, "mat", Outcome.CLICKED, NOW)
    log.note(slate("1").id, "mat", Outcome.BOUGHT, NOW)
    (judged,) = log.judged()
    assert (STATE, STATE.hash) == (judged.state, judged.state.hash)
    assert {"lamp": 1.0, "mat": 0.25} == judged.propensities
    assert {"lamp": set(), "mat": {Outcome.CLICKED, Outcome.BOUGHT}} == judged.outcomes
    assert [] == log.judged(since=NOW + timedelta(days=1))


def test_old_slates_are_erased_with_all_that_hangs_on_them(log):
    """Retention leaves the newer ones."""
    log.record(slate("1"), NOW)
    log.note(slate("1").id, "lamp", Outcome.CLICKED, NOW)
    log.record(slate("2"), NOW + timedelta(days=2))
    assert 1 == log.forget_before(NOW + timedelta(days=1))
    assert "2" == log.last("talk").turn_id
    assert () == log.rejected("talk")


def test_equal_states_have_one_hash():
    """Whatever process makes them; another wish makes another state."""
    same = ShopperState(session=STATE.session, preferences=STATE.preferences)
    other = ShopperState(session=STATE.session)
    assert (STATE.hash, False) == (same.hash, STATE.hash == other.hash)
