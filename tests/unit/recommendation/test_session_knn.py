"""Session neighbours: sessions that share products with this one vote for their others."""

from __future__ import annotations

import numpy as np
import pytest

from recommendation.algorithms.sequences import Sequences
from recommendation.algorithms.session_knn import KNNSettings, SessionKNN


def scores(knn, session):
    codes, votes = knn.score(np.array(session, dtype=np.int32))
    return dict(zip(codes.tolist(), votes.tolist(), strict=True))


def index(sessions, products=6, **settings):
    return SessionKNN(Sequences.of(sessions), products, KNNSettings(**settings))


def test_only_sessions_that_share_a_product_vote():
    """On a checkerboard, the other half of the products gets no vote."""
    found = scores(index([[0, 1, 2], [3, 4, 5], [0, 2]]), [0])
    assert {1, 2} == found.keys() - {0}


def test_the_newest_product_of_the_session_counts_most():
    """Neighbours by the last product outvote those by the first."""
    found = scores(index([[0, 2], [1, 3], [4], [5]]), [0, 1])
    assert found[3] > found[2]


def test_a_newer_neighbour_counts_more():
    """Of two equal neighbours the later one weighs more."""
    found = scores(index([[0, 1], [0, 2], [4], [5]], freshness=0.5), [0])
    assert found[2] > found[1]


def test_what_stood_nearer_to_the_shared_product_counts_more():
    """A neighbour's next product outweighs one further on."""
    found = scores(index([[0, 1, 2, 3], [4], [5]]), [0])
    assert found[1] > found[2] > found[3]


def test_what_came_before_counts_as_much_as_it_is_set_to():
    """With `before` 0 only what followed is voted for."""
    found = scores(index([[1, 0, 2], [4], [5]], before=0.0), [0])
    assert (0.0, True) == (found[1], found[2] > 0)


def test_the_index_keeps_the_newest_sessions_of_a_product():
    """Older sessions beyond the limit do not vote."""
    found = scores(index([[0, 1], [0, 2], [0, 3], [4], [5]], newest=2), [0])
    assert {2, 3} == found.keys() - {0}


def test_only_so_many_neighbours_vote():
    """The nearest neighbours alone have a say."""
    found = scores(index([[0, 1], [0, 2], [4], [5]], neighbours=1, freshness=0.1), [0])
    assert {2} == found.keys() - {0}


@pytest.mark.parametrize("session", [[], [5]])
def test_a_session_without_neighbours_gets_no_votes(session):
    """Nothing is known of an empty session or of a product that is in no other."""
    assert {} == scores(index([[0, 1], [2, 3]]), session)


def test_a_product_seen_twice_in_a_session_counts_where_it_was_last():
    """Going back to a product does not double its neighbours."""
    knn = index([[0, 1, 0, 2], [4], [5]])
    found = scores(knn, [0, 0])
    assert found[2] > found[1]
