"""What is no slate, such as a coupon, stands under the guard like one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shop_fakes import NOW, shelf

from recommendation import (
    Because,
    Matter,
    Moment,
    Offer,
    Outcome,
    ShopperState,
    Situation,
    Slate,
    Verdict,
    Why,
)
from recommendation.service import Recommendations
from recommendation.tables import metadata

LAMP = Offer(product="lamp", score=0.7, source="sessions", because=Because(Why.POPULAR), parts=())


@pytest.fixture
def recommendations(database_of):
    return Recommendations(database_of(metadata), None, lambda: None, shelf)


def test_what_was_turned_down_silences_coupons_too(recommendations):
    """After two rejections none is offered; who asks is answered."""
    assert recommendations.verdict("talk", Situation(), asked=False) is Verdict.ALLOWED
    for minute in (1, 2):
        moment, at = Moment("talk", f"t{minute}", asked=True), NOW + timedelta(minutes=minute)
        slate = Slate.of(moment, ShopperState(), "v1", offers=(LAMP,))
        recommendations.log.record(slate, at)
        recommendations.log.note(slate.id, "lamp", Outcome.REJECTED, at)

    assert recommendations.verdict("talk", Situation(), asked=False) is Verdict.REJECTED_OFTEN
    assert recommendations.verdict("talk", Situation(), asked=True) is Verdict.ALLOWED
    assert recommendations.verdict("other", Situation(), asked=False) is Verdict.ALLOWED


def test_an_open_matter_and_a_bad_mood_keep_coupons_back(recommendations):
    """A feeling can only silence an offer."""
    for situation, verdict in (
        (Situation(open_matters=frozenset({Matter.COMPLAINT})), Verdict.OPEN_MATTER),
        (Situation(negative_turns=2), Verdict.NEGATIVE_MOOD),
        (Situation(with_a_person=True), Verdict.WITH_A_PERSON),
    ):
        assert recommendations.verdict("talk", situation, asked=False) is verdict
