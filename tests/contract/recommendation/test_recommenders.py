"""What every recommender keeps to, whatever algorithm it asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from recommendation import Interaction, InteractionKind, ShelfProduct, ShopperState, Step
from recommendation.algorithms.implicit_factors import fit_implicit_factors
from recommendation.algorithms.item_neighbours import neighbours_of_items
from recommendation.algorithms.sequence_model import SequenceModel, SequenceSettings
from recommendation.algorithms.session_knn import KNNSettings, SessionKNN
from recommendation.learning.material import coding_of, material_of, visits_of
from recommendation.recommenders import (
    BoughtTogether,
    ExpectedNext,
    Popular,
    SessionNeighbours,
    SimilarContent,
    Taste,
    Wished,
)
from recommendation.testing import ShelfInMemory
from signals import StatedPreference

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HALVES = (tuple(f"camp {n}" for n in range(6)), tuple(f"garden {n}" for n in range(6)))
EVERY = HALVES[0] + HALVES[1]
NETWORK = SequenceSettings(width=16, negatives=12, batch=64, epochs=12, rate=0.02, longest=8)


def products(ids=EVERY, out_of_stock=()):
    return [
        ShelfProduct(id=one, category=one.split()[0], price=10.0, in_stock=one not in out_of_stock)
        for one in ids
    ]


def material(ids=EVERY):
    """Sessions that stay in one half; no session mixes them."""
    halves = [[one for one in half if one in ids] for half in HALVES]
    steps = [
        Interaction(
            f"s{half[0]}{number}", f"c{half[0]}{number}", half[(number + place) % len(half)],
            InteractionKind.CART, NOW + timedelta(days=number, minutes=place),
        )
        for half in halves if half
        for number in range(24)
        for place in range(min(4, len(half)))
    ]  # fmt: skip
    sessions = visits_of(steps)
    return material_of(sessions, products(ids), coding_of(sessions, products(ids)))


def sessions_of(of):
    return SessionNeighbours(of.coding, SessionKNN(of.sessions, len(of.coding), KNNSettings()))


def network_of(of):
    return ExpectedNext(of.coding, SequenceModel.train(of.sessions, len(of.coding), NETWORK))


def together_of(of):
    return BoughtTogether(of.coding, neighbours_of_items(of.baskets, len(of.coding)))


def taste_of(of):
    factors = fit_implicit_factors(of.histories, len(of.coding), width=4)
    return Taste(of.coding, factors, of.wanted)


def content_of(of):
    vectors = np.zeros((len(of.coding), 2), dtype=np.float32)
    vectors[np.arange(len(of.coding)), [int(one.startswith("garden")) for one in of.coding.ids]] = 1
    return SimilarContent(of.coding, vectors, of.categories)


def popular_of(of):
    return Popular(of.coding, of.wanted, of.categories)


def wished_of(_of):
    return Wished()


MAKERS = {
    "sessions": sessions_of,
    "sequence": network_of,
    "bought_together": together_of,
    "taste": taste_of,
    "similar": content_of,
    "popular": popular_of,
    "wished": wished_of,
}


@pytest.fixture(scope="module", params=MAKERS)
def make(request):
    return MAKERS[request.param]


@pytest.fixture(scope="module")
def recommender(make):
    return make(material())


def state(*seen, **fields):
    return ShopperState(session=tuple(map(Step, seen)), **fields)


def ids(candidates):
    return [one.product for one in candidates]


def shelf(**options):
    return ShelfInMemory(products(**options))


WISH = StatedPreference(attribute="category", value="camp")
CAMPING = state("camp 0", "camp 1", preferences=(WISH,))


def test_the_half_of_the_session_is_proposed_first(recommender):
    """On a checkerboard the right answer is known: the other products of the same half."""
    found = ids(recommender.candidates(CAMPING, shelf(), 3))
    assert {"camp"} == {product.split()[0] for product in found}


def test_what_is_out_of_stock_is_never_proposed(recommender):
    """Nor what the shop no longer has."""
    for of in (
        shelf(out_of_stock={"camp 2", "camp 3"}),
        shelf(ids=set(EVERY) - {"camp 2", "camp 3"}),
    ):
        assert not {"camp 2", "camp 3"} & set(ids(recommender.candidates(CAMPING, of, 12)))


def test_neither_what_was_seen_nor_what_was_rejected_is_proposed(recommender):
    """The session's own products, and those that the shopper did not want."""
    found = ids(
        recommender.candidates(
            state("camp 0", rejected=("camp 1",), preferences=(WISH,)), shelf(), 12
        )
    )
    assert not {"camp 0", "camp 1"} & set(found)


def test_candidates_are_in_order_and_at_most_so_many(recommender):
    """The best has the score 1, none is there twice, and each says who proposes it."""
    found = recommender.candidates(CAMPING, shelf(), 3)
    scores = [one.score for one in found]
    assert 0 < len(found) <= 3
    assert (1.0, sorted(scores, reverse=True)) == (scores[0], scores)
    assert len(set(ids(found))) == len(found)
    assert {recommender.name} == {one.source for one in found}


def test_the_same_question_gets_the_same_answer(recommender):
    """Asked again, nothing changes."""
    first, second = (recommender.candidates(CAMPING, shelf(), 5) for _ in range(2))
    assert first == second


def test_nothing_known_is_no_error(recommender):
    """An empty state and one of unknown products are answered, with the popular or with nothing."""
    for of in (state(), state("withdrawn"), state(viewed=("withdrawn",))):
        found = recommender.candidates(of, shelf(), 3)
        assert found == [] or recommender.name == "popular"


def test_an_unknown_product_among_known_ones_is_passed_over(recommender):
    """It neither helps nor harms."""
    found = recommender.candidates(
        state("camp 0", "camp 1", "withdrawn", preferences=(WISH,)), shelf(), 3
    )
    assert {"camp"} == {product.split()[0] for product in ids(found)}


def test_a_reason_refers_to_what_the_shopper_knows(recommender):
    """A product of the session, or a category."""
    for one in recommender.candidates(CAMPING, shelf(), 5):
        assert one.because.subject in {*CAMPING.products, "camp", ""}


def test_a_shop_of_one_product_works(make):
    """Its only product is proposed to who has not seen it, or nothing is."""
    recommender = make(material(ids=("camp 0",)))
    of = shelf(ids=("camp 0",))
    assert ids(recommender.candidates(state(), of, 3)) in ([], ["camp 0"])
    assert [] == recommender.candidates(state("camp 0"), of, 3)
