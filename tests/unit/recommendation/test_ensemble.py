"""Neighbours and network together, by a network whose answer is known."""

from __future__ import annotations

import numpy as np

from recommendation.algorithms.ensemble import Ensemble
from recommendation.algorithms.fitting import fit_ensemble
from recommendation.algorithms.held_out import HeldOut, prefixes_of
from recommendation.algorithms.sequences import Sequences
from recommendation.algorithms.session_knn import KNNSettings, SessionKNN

PRODUCTS = 6
SESSIONS = Sequences.of([[0, 1], [0, 1], [2, 3]])
KNN = SessionKNN(SESSIONS, PRODUCTS, KNNSettings())


class Sure:
    """Expects one product whatever happens."""

    def __init__(self, product):
        self.product = product

    def probabilities(self, sessions):
        told = np.full((len(sessions), PRODUCTS), 0.01, dtype=np.float32)
        told[:, self.product] = 0.95
        return told


def first(ensemble, *codes):
    (ranking,) = ensemble.rankings([np.array(codes, dtype=np.int32)], 1)
    return ranking.tolist()


def held(*cases):
    return HeldOut([np.array(seen, dtype=np.int32) for seen, _ in cases], [w for _, w in cases])


def test_the_weight_decides_between_them():
    """Without a share the network says nothing, with all of it the neighbours do not."""
    assert [1] == first(Ensemble(KNN, Sure(5), 0.0, again=False), 0)
    assert [5] == first(Ensemble(KNN, Sure(5), 1.0, again=False), 0)


def test_a_product_of_the_session_may_be_kept_out():
    """Where nothing comes twice, what was seen is not ranked."""
    assert [0] == first(Ensemble(KNN, Sure(0), 0.9), 0)
    assert [1] == first(Ensemble(KNN, Sure(0), 0.9, again=False), 0)


def test_the_weight_is_chosen_by_what_came_next():
    """A network that is right where neighbours know nothing gets a share."""
    ensemble = Ensemble(KNN, Sure(5), again=False)
    trusting, figure = ensemble.chosen(held(([0], 5), ([2], 5)), 1)
    doubting, _ = ensemble.chosen(held(([0], 1), ([2], 3)), 1)
    assert (1.0, 0.0) == (figure, doubting.weight)
    assert trusting.weight > 0


def test_whether_products_come_twice_is_found_out():
    """Sessions that go back and forth rank what was seen, others do not."""
    onward = Sequences.of([[n % 6, (n + 1) % 6, (n + 2) % 6] for n in range(12)])
    back = Sequences.of([[n % 6, (n + 1) % 6, n % 6] for n in range(12)])
    rules = [
        fit_ensemble(one, prefixes_of(one), PRODUCTS, 1, with_network=False).again
        for one in (onward, back)
    ]
    assert [False, True] == rules
