"""Sequences in two arrays, what is kept back of them, and where it is ranked."""

from __future__ import annotations

import numpy as np

from recommendation.algorithms.held_out import MISSED, ndcg_of, prefixes_of, rank_of
from recommendation.algorithms.sequences import Sequences
from recommendation.algorithms.tuning import tuned


def lists(sequences):
    return [one.tolist() for one in sequences]


def test_sequences_come_back_as_they_went_in():
    """An empty one among them too."""
    assert [[1, 2], [], [3]] == lists(Sequences.of([[1, 2], [], [3]]))


def test_a_part_is_cut_out():
    """Its own offsets begin at zero."""
    assert [[3], [4, 5]] == lists(Sequences.of([[1, 2], [3], [4, 5]]).part(1, 3))


def test_the_newest_products_of_each_are_kept():
    """Long sequences are cut at their beginning."""
    assert [[2, 3], [4]] == lists(Sequences.of([[1, 2, 3], [4]]).newest(2))


def test_every_beginning_asks_for_what_came_next():
    """A sequence of three asks twice; one of a single product never."""
    held = prefixes_of(Sequences.of([[1, 2, 3], [4]]))
    assert ([[1], [1, 2]], [2, 3]) == ([one.tolist() for one in held.sessions], held.wanted)


def test_equal_scores_stand_in_the_order_of_their_index():
    """So that a rank is not luck; without a score there is none."""
    scores = np.array([0.5, 0.9, 0.5, 0.0])
    assert [1, 0, 2, MISSED] == [rank_of(product, scores) for product in range(4)]


def test_ndcg_counts_hits_by_their_place():
    """First place 1, third 1/2, beyond the length nothing."""
    assert 0.5 == ndcg_of([0, 2, 10], 10)


def test_tuning_climbs_one_setting_at_a_time():
    """It finds the top of a hill that has one."""
    from recommendation.algorithms.session_knn import KNNSettings

    def reached(settings):
        return -abs(settings.recency - 4) - abs(settings.before - 0.25)

    choices = {"recency": (1.0, 4.0), "before": (0.0, 0.25, 1.0)}
    settings, figure = tuned(KNNSettings(), choices, reached)
    assert (4.0, 0.25, 0.0) == (settings.recency, settings.before, figure)
