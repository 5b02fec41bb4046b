"""The sequence network: what it learns, and that it comes back as it was saved."""

from __future__ import annotations

import numpy as np
import pytest

from recommendation.algorithms.attributes import coded_attributes
from recommendation.algorithms.sequence_model import SequenceModel, SequenceSettings
from recommendation.algorithms.sequences import Sequences

PRODUCTS = 8
QUICK = SequenceSettings(width=16, longest=6, negatives=8, batch=64, epochs=15, rate=0.02)
EMPTY = np.empty(0, dtype=np.int32)


@pytest.fixture(scope="module", params=["alone", "with attributes"])
def model(request):
    """Learned from sessions that count upwards, and around."""
    sessions = [[(start + place) % PRODUCTS for place in range(4)] for start in range(PRODUCTS)] * 8
    told = {code: ["even", "odd"][code % 2 :][:1] for code in range(PRODUCTS)}
    attributes = coded_attributes(PRODUCTS, told) if request.param == "with attributes" else None
    return SequenceModel.train(Sequences.of(sessions), PRODUCTS, QUICK, attributes)


def session(*codes):
    return np.array(codes, dtype=np.int32)


def test_what_follows_is_expected_next(model):
    """After 2 and 3 comes 4, and after 6 and 7 the beginning."""
    chances = model.probabilities([session(2, 3), session(6, 7)])
    assert [4, 0] == chances.argmax(axis=1).tolist()
    assert np.allclose(1, chances.sum(axis=1), atol=1e-4)


def test_sessions_scored_together_do_not_disturb_each_other(model):
    """However long the others are, and whatever is filled up."""
    alone = model.probabilities([session(2, 3)])[0]
    among = model.probabilities([session(1, 2, 3, 4, 5, 6, 7), session(2, 3), EMPTY])[1]
    assert np.allclose(alone, among, atol=1e-5)


def test_it_comes_back_as_it_was_saved(model):
    """From arrays and plain data, without a pickle."""
    back = SequenceModel.restored(model.arrays(), model.description())
    asked = [session(2, 3), session(5)]
    assert np.allclose(model.probabilities(asked), back.probabilities(asked), atol=1e-6)


def test_further_sessions_are_learned_gently(model):
    """What is known is not forgotten."""
    back = SequenceModel.restored(model.arrays(), model.description())
    back.continue_with(Sequences.of([[0, 1, 2], [5, 6, 7]] * 10))
    assert 4 == back.probabilities([session(2, 3)])[0].argmax()
