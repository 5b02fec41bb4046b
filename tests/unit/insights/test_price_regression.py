"""Slopes with fixed effects, by clusters: they are those of dense regressions with dummies."""

from __future__ import annotations

import numpy as np
import pytest

from insights.errors import TooLittleData
from insights.pricing.confounding import shift
from insights.pricing.double_ml import double_ml
from insights.pricing.regression import least_squares, poisson

SLOPE = -2.0


@pytest.fixture(scope="module")
def sales() -> dict[str, np.ndarray]:
    """40 products over 30 weeks; prices fall in weeks in which everything sells."""
    rng = np.random.default_rng(3)
    product, week = (codes.ravel() for codes in np.indices((40, 30)))
    season = rng.normal(0, 0.5, 30)[week]
    price = -0.3 * season + rng.normal(0, 0.2, len(week))
    shown = (rng.random(len(week)) < 0.2).astype(float)
    log_mean = 1 + rng.normal(0, 0.5, 40)[product] + season + SLOPE * price + 0.4 * shown
    counts = rng.poisson(np.exp(log_mean) * 2).astype(float)
    return {
        "price": price,
        "log": log_mean + rng.normal(0, 0.3, len(week)),
        "counts": counts,
        "days": np.full(len(week), 2.0),
        "product": product,
        "week": week,
        "shown": shown[:, None],
    }


def test_least_squares_is_what_dummies_give(sales):
    product, week = np.eye(40)[sales["product"]], np.eye(30)[sales["week"]][:, 1:]
    dense = np.column_stack([sales["price"], sales["shown"], product, week])
    expected = np.linalg.lstsq(dense, sales["log"], rcond=None)[0][0]

    levels = [sales["product"], sales["week"]]
    found = least_squares(sales["price"], sales["log"], sales["product"], levels, sales["shown"])

    assert found.slope == pytest.approx(expected, abs=1e-6)
    low, high = found.interval()
    assert low < SLOPE < high


def test_poisson_solves_its_score_equations(sales):
    """At the slope the residuals of every product, week and held column add up to nothing."""
    levels = [sales["product"], sales["week"]]
    found = poisson(
        sales["price"], sales["counts"], sales["days"], sales["product"], levels, sales["shown"]
    )
    product, week = np.eye(40)[sales["product"]], np.eye(30)[sales["week"]][:, 1:]
    dense = np.column_stack([sales["price"], sales["shown"], product, week])
    log_mean = np.zeros(dense.shape[1])
    log_mean[2:42] = np.log(sales["counts"].mean() / 2)
    for _ in range(30):
        mean = sales["days"] * np.exp(dense @ log_mean)
        bread = dense.T @ (dense * mean[:, None])
        log_mean += np.linalg.solve(bread, dense.T @ (sales["counts"] - mean))

    assert found.slope == pytest.approx(log_mean[0], abs=1e-5)
    low, high = found.interval()
    assert low < SLOPE < high


def test_robust_by_rows_without_clusters_is_the_sandwich_of_white(sales):
    price, outcome = sales["price"], sales["log"]
    rows = len(price)
    own = price - price.mean()
    found = least_squares(price, outcome, np.arange(rows))
    residuals = outcome - outcome.mean() - found.slope * own
    white = (own**2 @ residuals**2) / (own @ own) ** 2 * rows / (rows - 2)
    assert found.error**2 == pytest.approx(white)


def test_what_is_held_moves_the_slope_and_the_shift_says_how_surely(sales):
    price, outcome, product = sales["price"], sales["log"], sales["product"]
    plain = least_squares(price, outcome, product, [product])
    held = least_squares(price, outcome, product, [product, sales["week"]], sales["shown"])
    assert plain.slope < SLOPE - 0.2
    moved = shift(plain, held)
    assert moved.certain
    assert moved.low < held.slope - plain.slope < moved.high
    assert not shift(held, held).certain


def test_trees_take_the_season_out(sales, monkeypatch):
    monkeypatch.setattr(
        "insights.pricing.double_ml.TREES",
        {"n_estimators": 30, "num_leaves": 16, "min_child_samples": 5, "verbose": -1, "n_jobs": 1},
    )
    controls = np.column_stack([sales["week"], sales["shown"]])
    plain = least_squares(sales["price"], sales["log"], sales["product"])
    found = double_ml(sales["price"], sales["log"], controls, sales["product"])
    assert abs(found.slope - SLOPE) < abs(plain.slope - SLOPE) / 2


def test_a_price_that_moves_with_everything_else_tells_nothing(sales):
    together = sales["week"] / 30.0
    with pytest.raises(TooLittleData, match="never moved but together"):
        least_squares(together, sales["log"], sales["product"], [sales["week"]])
    with pytest.raises(TooLittleData, match="Nothing was sold"):
        poisson(sales["price"], np.zeros(1200), sales["days"], sales["product"])
    with pytest.raises(TooLittleData, match="1 clusters"):
        least_squares(sales["price"], sales["log"], np.zeros(1200, dtype=int))
