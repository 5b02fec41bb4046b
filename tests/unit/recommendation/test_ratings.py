"""Ratings by Bayesian factorisation."""

from __future__ import annotations

import numpy as np
import pytest

from recommendation.algorithms.ratings import Ratings, RatingSettings, fit_ratings

QUICK = RatingSettings(width=2, patterns=4, sweeps=40, burn_in=10, kept=20)


def checkerboard(left_out=()):
    """Even shoppers love even products and odd ones odd products."""
    cells = [(s, p) for s in range(20) for p in range(12) if (s, p) not in left_out]
    shoppers, products = np.array(cells).T
    return Ratings(shoppers, products, np.where((shoppers + products) % 2, 1.0, 5.0))


def test_the_pattern_is_found_where_it_was_not_told():
    """What fits the pattern is predicted high, what does not low."""
    model = fit_ratings(checkerboard(left_out={(0, 0), (0, 1)}), (20, 12), QUICK)
    high, low = model.predict(np.array([0, 0]), np.array([0, 1]))
    assert high > 4
    assert low < 2


def test_predictions_stay_within_the_scale():
    """No rating is predicted that nobody could give."""
    model = fit_ratings(checkerboard(), (20, 12), QUICK)
    shoppers, products = np.divmod(np.arange(240), 12)
    predicted = model.predict(shoppers, products)
    assert (1, 5) == (max(1, predicted.min()), min(5, predicted.max()))


def test_somebody_unknown_gets_about_the_mean():
    """A shopper and a product without ratings are predicted from the prior."""
    model = fit_ratings(checkerboard(), (21, 13), QUICK)
    (predicted,) = model.predict(np.array([20]), np.array([12]))
    assert 2 < predicted < 4


def test_the_same_seed_gives_the_same_predictions():
    """A run can be repeated."""
    asked = (np.array([3]), np.array([4]))
    first, second = (fit_ratings(checkerboard(), (20, 12), QUICK) for _ in range(2))
    # Sums may differ in their last digit with where memory lies, and a chain carries that on.
    assert first.predict(*asked) == pytest.approx(second.predict(*asked), abs=0.01)


def test_without_ratings_there_is_nothing_to_learn():
    """An empty table is refused with a sentence."""
    nothing = np.array([], dtype=np.int64)
    with pytest.raises(ValueError, match="no ratings"):
        fit_ratings(Ratings(nothing, nothing, nothing.astype(float)), (1, 1), QUICK)
