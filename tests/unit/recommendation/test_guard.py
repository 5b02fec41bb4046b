"""The guard: every rule that stands above the models."""

from __future__ import annotations

import inspect
from decimal import Decimal

import pytest

from recommendation.errors import PricePersonal
from recommendation.guard import (
    GuardRules,
    Matter,
    Situation,
    Verdict,
    allowed_discount,
    judge,
    same_price,
)


def test_a_calm_conversation_may_be_offered_something():
    """Where no rule speaks, an offer that nobody asked for is allowed."""
    assert Verdict.ALLOWED == judge(Situation())


@pytest.mark.parametrize("matter", Matter)
def test_nothing_is_sold_while_a_matter_is_open(matter):
    """A complaint, return, refund, claim, safety or bereavement silences unsolicited offers."""
    assert Verdict.OPEN_MATTER == judge(Situation(open_matters=frozenset({matter})))


@pytest.mark.parametrize("matter", Matter)
def test_a_replacement_that_is_asked_for_is_offered(matter):
    """What the shopper asks for is answered, an open matter or not."""
    situation = Situation(asked=True, open_matters=frozenset({matter}), negative_turns=5)
    assert Verdict.ALLOWED == judge(situation)


def test_after_a_matter_is_settled_it_cools_down_first():
    """An offer waits for some turns after the last matter was settled."""
    rules = GuardRules(cooling_turns=3)
    verdicts = [judge(Situation(turns_since_matter=turns), rules) for turns in (0, 2, 3)]
    assert [Verdict.COOLING_DOWN, Verdict.COOLING_DOWN, Verdict.ALLOWED] == verdicts


def test_a_bad_mood_over_two_turns_silences_offers():
    """One grumble is not a mood; two turns of it are."""
    verdicts = [judge(Situation(negative_turns=turns)) for turns in (1, 2, 3)]
    assert [Verdict.ALLOWED, Verdict.NEGATIVE_MOOD, Verdict.NEGATIVE_MOOD] == verdicts


def test_after_a_bad_mood_it_cools_down_first():
    """The first friendly word after it is no moment to sell."""
    verdicts = [judge(Situation(turns_since_negative=turns)) for turns in (0, 2, 3)]
    assert [Verdict.COOLING_DOWN, Verdict.COOLING_DOWN, Verdict.ALLOWED] == verdicts


def test_rejections_silence_offers_until_one_is_asked_for():
    """Who has said no twice is not offered anything a third time, but may ask."""
    assert Verdict.REJECTED_OFTEN == judge(Situation(rejections=2))
    assert Verdict.ALLOWED == judge(Situation(rejections=2, asked=True))


def test_a_conversation_has_so_many_unsolicited_offers():
    """Offers that nobody asked for are counted."""
    assert Verdict.OFFERED_ENOUGH == judge(Situation(unsolicited=3))


def test_beside_an_agent_the_bot_offers_nothing():
    """An agent who has the conversation is not interrupted, even when products are asked for."""
    assert Verdict.WITH_A_PERSON == judge(Situation(asked=True, with_a_person=True))


def test_a_discount_is_capped_and_knows_no_shopper():
    """What a promotion promises is cut at the shop's cap; no signal is among its arguments."""
    cap = Decimal("0.10")
    assert Decimal("0.10") == allowed_discount(Decimal("0.25"), cap)
    assert Decimal("0.05") == allowed_discount(Decimal("0.05"), cap)
    assert Decimal(0) == allowed_discount(Decimal("-0.05"), cap)
    assert ["promised", "cap"] == list(inspect.signature(allowed_discount).parameters)


def test_a_price_is_everybodys():
    """An offer at another price than the listed one is refused, a lower one too."""
    assert Decimal(80) == same_price("tent", Decimal(80), Decimal(80))
    with pytest.raises(PricePersonal, match="its price is 80 for all"):
        same_price("tent", Decimal(79), Decimal(80))
