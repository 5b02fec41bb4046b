"""From a state to a slate: filters, variety, exploration, reasons, and the guard above them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from shop_fakes import CAMP, products, shelf, visits

from recommendation import (
    Matter,
    Moment,
    ShopperProfile,
    ShopperState,
    Situation,
    Step,
    Verdict,
    Why,
    offer,
)
from recommendation.algorithms.item_neighbours import neighbours_of_items
from recommendation.learning.material import coding_of, material_of, visits_of
from recommendation.learning.trained import Trained
from recommendation.ranking.diversity import varied
from recommendation.ranking.exploration import drawn
from signals import Polarity, Range, StatedPreference

MOMENT = Moment("conversation", "turn", "customer")
LIKES_GARDEN = ShopperProfile({"camp": -0.5, "garden": 0.5})
CAMPING = ShopperState(session=(Step("tent"), Step("stove")))


@pytest.fixture(scope="module")
def models():
    sessions = visits_of(visits())
    material = material_of(sessions, products(), coding_of(sessions, products()))
    return Trained(
        version="v1",
        coding=material.coding,
        categories=material.categories,
        wanted=material.wanted,
        sessions=material.sessions,
        together=neighbours_of_items(material.baskets, len(material.coding)),
    ).models()


def offered(models, state=CAMPING, situation=None, of=None, moment=MOMENT, **options):
    return offer(moment, state, situation or Situation(), models, of or shelf(), **options)


def names(slate):
    return [one.product for one in slate.offers]


def test_what_goes_with_the_session_comes_first(models):
    """Somebody who looks at a tent and a stove is offered the lamp and the mat."""
    assert {"lamp", "mat"} == set(names(offered(models, explore=False, places=2)))


def test_what_the_session_has_is_not_offered_again(models):
    """A product that is looked at already is no news."""
    assert not {"tent", "stove"} & set(names(offered(models, places=8)))


def test_nothing_out_of_stock_is_offered(models):
    """The best candidate steps back when it cannot be bought."""
    assert "lamp" not in names(offered(models, of=shelf(out_of_stock={"lamp"}), places=8))


def test_a_stated_limit_holds(models):
    """Under 50 means that nothing at 60 or 80 is offered, explored or not."""
    wish = StatedPreference(attribute="price", range=Range(high=50))
    slate = offered(models, ShopperState(preferences=(wish,)), places=8)
    assert names(slate)
    assert all(shelf().product(product).price <= 50 for product in names(slate))


def test_a_dislike_holds_however_unsure_it_is(models):
    """What somebody may dislike is not tried on them."""
    wish = StatedPreference(
        attribute="brand", value="brand 0", polarity=Polarity.DISLIKES, confidence=0.2
    )
    slate = offered(models, ShopperState(preferences=(wish,)), places=8)
    assert {"brand 1"} == {shelf().product(product).brand for product in names(slate)}


def test_an_unsure_wish_does_not_exclude(models):
    """A wish that was perhaps misunderstood narrows nothing."""
    wish = StatedPreference(attribute="brand", value="brand 0", confidence=0.2)
    slate = offered(models, ShopperState(preferences=(wish,)), places=8)
    assert {"brand 0", "brand 1"} == {shelf().product(one).brand for one in names(slate)}


def test_what_was_bought_for_good_is_not_offered_again(models):
    """Unless people buy it more than once."""
    state = ShopperState(session=CAMPING.session, bought=("lamp",))
    again = type(models)(models.version, models.recommenders, models.ranker, frozenset({"lamp"}))
    assert "lamp" not in names(offered(models, state, places=8))
    assert "lamp" in names(offered(again, state, places=8))


def test_a_rejected_offer_does_not_come_back(models):
    """Not that one."""
    state = ShopperState(session=CAMPING.session, rejected=("lamp",))
    assert "lamp" not in names(offered(models, state, places=8))


def test_an_offer_says_why(models):
    """By the product that it follows from, and the wishes that it meets in the shopper's words."""
    wish = StatedPreference(attribute="price", range=Range(high=90), words="under 90")
    state = ShopperState(session=CAMPING.session, preferences=(wish,))
    first = offered(models, state, explore=False).offers[0]
    assert first.because.why in {Why.VIEWED_TOGETHER, Why.BOUGHT_TOGETHER}
    assert (True, ("under 90",)) == (first.because.subject in CAMP, first.wishes)


def test_the_parts_of_a_score_add_up_to_it(models):
    """Named in words, the greatest first; of the explored offer as well."""
    slate = offered(models, ShopperState(session=CAMPING.session, profile=LIKES_GARDEN), places=4)
    assert 4 == len(slate.offers)
    for one in slate.offers:
        assert pytest.approx(one.score) == sum(adds for _, adds in one.parts)
        assert "everything else" == one.parts[-1][0]


def test_the_guard_stands_above_the_models(models):
    """With a complaint open the slate is empty and says which rule made it so."""
    slate = offered(models, situation=Situation(open_matters=frozenset({Matter.COMPLAINT})))
    assert (Verdict.OPEN_MATTER, ()) == (slate.verdict, slate.offers)


def test_a_feeling_changes_no_ranking(models):
    """Two shoppers who differ in mood alone are offered the same."""
    glad, sad = (ShopperState(session=CAMPING.session, mood=mood) for mood in (0.9, -0.9))
    assert names(offered(models, glad, explore=False)) == names(offered(models, sad, explore=False))


def test_the_same_moment_gets_the_same_slate(models):
    """So that a turn that is played again changes nothing."""
    assert offered(models, places=4) == offered(models, places=4)


def test_the_last_place_is_drawn_and_its_chance_kept(models):
    """Every other place is sure; over many moments the draw follows its chances."""
    slates = [
        offered(models, moment=Moment("conversation", str(turn)), places=3) for turn in range(150)
    ]
    assert {(1.0, 1.0)} == {tuple(one.propensity for one in s.offers[:2]) for s in slates}
    drawn_last = Counter(slate.offers[-1].product for slate in slates)
    chances = {slate.offers[-1].product: slate.offers[-1].propensity for slate in slates}
    for product, count in drawn_last.items():
        assert abs(count / 150 - chances[product]) < 0.12


def test_an_unknown_shopper_gets_what_is_wanted(models):
    """An empty state is served by popularity."""
    slate = offered(models, ShopperState(), explore=False)
    assert (3, {"popular"}) == (len(slate.offers), {one.source for one in slate.offers})


def test_a_slate_is_not_all_alike():
    """Of equally good products the next one is of another kind."""
    pool = [shelf().product(product) for product in ("tent", "stove", "rake", "hose")]
    assert [0, 2] == varied(pool, np.array([1.0, 0.99, 0.98, 0.0]), 2, lambda _: True)


def test_nothing_is_drawn_from_nothing():
    """An empty rest leaves the exploration slot empty."""
    assert drawn(np.array([1.0]), [], seed=1) is None
