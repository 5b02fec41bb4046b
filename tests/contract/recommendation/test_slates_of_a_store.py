"""Slates in every database that a store may use."""

from __future__ import annotations

from datetime import UTC, datetime

from recommendation import Because, Moment, Offer, Outcome, ShopperState, Slate, SlateLog, Why

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LAMP = Offer(
    product="lamp",
    score=0.7,
    source="sessions",
    because=Because(Why.POPULAR),
    parts=(("it is wanted much", 0.5), ("everything else", 0.2)),
)


def test_a_slate_is_kept_told_and_erased(engine):
    """On migrated tables, with what became of it."""
    log = SlateLog(engine)
    slate = Slate.of(Moment("talk", "1", asked=False), ShopperState(), "v1", offers=(LAMP,))
    log.record(slate, NOW)
    log.note(slate.id, "lamp", Outcome.REJECTED, NOW)
    assert ((LAMP,), NOW) == (log.last("talk").offers, log.last("talk").at)
    assert (1, ("lamp",)) == (log.unsolicited("talk"), log.rejected("talk"))
    assert 1 == log.forget_before(NOW.replace(year=2027))
    assert log.last("talk") is None
