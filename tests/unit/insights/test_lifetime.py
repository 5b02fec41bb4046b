"""Repeat buying: the models find the truth that a population was drawn from."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from insights.errors import TooLittleData
from insights.explaining.customers import reasons_to_be_alive, reasons_to_be_worth
from insights.lifetime import (
    BetaGeometric,
    GammaGamma,
    Histories,
    histories_of,
    lifetime_value,
)
from insights.lifetime.histories import Purchase

TRUTH = {"r": 0.6, "alpha": 5.0, "a": 0.8, "b": 2.5}
SPEND_TRUTH = {"p": 6.0, "q": 4.0, "v": 15.0}
OBSERVED_WEEKS, LATER_WEEKS = 40.0, 40.0


@pytest.fixture(scope="module")
def population() -> tuple[Histories, np.ndarray]:
    """1,500 customers drawn as the model says, and how often each bought after the observation."""
    rng = np.random.default_rng(5)
    rows, later = [], []
    for _ in range(1500):
        rate = rng.gamma(TRUTH["r"], 1 / TRUTH["alpha"])
        leaves = rng.beta(TRUTH["a"], TRUTH["b"])
        times, at = [], 0.0
        while True:
            at += rng.exponential(1 / rate)
            if at > OBSERVED_WEEKS + LATER_WEEKS:
                break
            times.append(at)
            if rng.random() < leaves:
                break
        seen = [time for time in times if time <= OBSERVED_WEEKS]
        mean = SPEND_TRUTH["p"] / rng.gamma(SPEND_TRUTH["q"], 1 / SPEND_TRUTH["v"])
        total = rng.gamma(SPEND_TRUTH["p"] * len(seen), mean / SPEND_TRUTH["p"]) if seen else 0.0
        rows.append((len(seen), max(seen, default=0), OBSERVED_WEEKS, total / max(len(seen), 1)))
        later.append(len(times) - len(seen))
    columns = np.array(rows, dtype=float).T
    return Histories(tuple(map(str, range(len(rows)))), *columns), np.array(later)


@pytest.fixture(scope="module")
def model(population: tuple[Histories, np.ndarray]) -> BetaGeometric:
    return BetaGeometric.fit(population[0])


def test_the_truth_lies_within_the_uncertainty_of_the_fit(model: BetaGeometric) -> None:
    errors = np.sqrt(np.diag(model.covariance))
    fitted = np.log([model.r, model.alpha, model.a, model.b])

    distance = np.abs(fitted - np.log(list(TRUTH.values()))) / errors

    assert distance.max() < 3
    assert errors[0] < 0.3  # and it says something


def test_what_came_later_was_expected(
    population: tuple[Histories, np.ndarray], model: BetaGeometric
) -> None:
    histories, later = population

    expected = model.expected_purchases(LATER_WEEKS, histories)

    assert expected.sum() == pytest.approx(later.sum(), rel=0.1)
    often = expected > np.quantile(expected, 0.9)
    assert expected[often].mean() == pytest.approx(later[often].mean(), rel=0.15)


def test_who_has_been_silent_for_unusually_long_has_probably_left(model: BetaGeometric) -> None:
    customers = Histories(
        ("regular", "silent", "once"),
        frequency=np.array([10.0, 10.0, 0.0]),
        recency=np.array([39.0, 12.0, 0.0]),
        age=np.full(3, 40.0),
        spend=np.zeros(3),
    )

    regular, silent, once = model.alive(customers)

    assert regular > 0.9
    assert silent < 0.1
    assert once == 1  # the model lets nobody leave before a second purchase


def test_expectations_grow_with_time_and_begin_at_none(
    population: tuple[Histories, np.ndarray], model: BetaGeometric
) -> None:
    histories = population[0]
    none, some, more = (model.expected_purchases(weeks, histories) for weeks in (0.0, 10.0, 20.0))

    assert np.abs(none).max() < 1e-9
    assert (some > 0).all()
    assert (more > some).all()


def test_a_newcomer_is_expected_to_do_what_newcomers_did(
    population: tuple[Histories, np.ndarray], model: BetaGeometric
) -> None:
    expected = model.expected_of_a_newcomer(OBSERVED_WEEKS)

    assert expected == pytest.approx(population[0].frequency.mean(), rel=0.05)


def test_models_that_are_as_likely_lie_about_the_best(model: BetaGeometric) -> None:
    drawn = np.array([one.expected_of_a_newcomer(52) for one in model.drawn()])

    assert np.median(drawn) == pytest.approx(model.expected_of_a_newcomer(52), rel=0.05)
    assert 0 < drawn.std() < 0.3 * drawn.mean()


def test_spend_of_who_bought_once_is_everybodys(population: tuple[Histories, np.ndarray]) -> None:
    spending = GammaGamma.fit(population[0])
    everybody = SPEND_TRUTH["p"] * SPEND_TRUTH["v"] / (SPEND_TRUTH["q"] - 1)
    customers = Histories(
        ("unknown", "generous"),
        frequency=np.array([0.0, 50.0]),
        recency=np.array([0.0, 30.0]),
        age=np.array([40.0, 40.0]),
        spend=np.array([0.0, 90.0]),
    )

    unknown, generous = spending.expected_spend(customers)

    assert unknown == pytest.approx(everybody, rel=0.1)
    assert generous == pytest.approx(90, rel=0.05)
    assert abs(spending.correlation) < 0.1


def test_value_to_come_is_discounted(
    population: tuple[Histories, np.ndarray], model: BetaGeometric
) -> None:
    histories = population[0]
    spending = GammaGamma.fit(histories)

    plain = lifetime_value(model, spending, histories, weeks=52, yearly_discount=0)
    discounted = lifetime_value(model, spending, histories, weeks=52, yearly_discount=0.1)
    kept = lifetime_value(model, spending, histories, weeks=52, yearly_discount=0, margin=0.3)

    expected = model.expected_purchases(52, histories) * spending.expected_spend(histories)
    np.testing.assert_allclose(plain, expected, rtol=1e-9)
    assert (discounted < plain).all()
    assert discounted.sum() == pytest.approx(plain.sum() / 1.1**0.5, rel=0.01)
    np.testing.assert_allclose(kept, 0.3 * plain)


def test_histories_count_days_of_buying_after_the_first() -> None:
    start = date(2026, 1, 1)
    purchases = [
        Purchase("a", start, 10),
        Purchase("a", start, 5),
        Purchase("a", start + timedelta(days=14), 20),
        Purchase("a", start + timedelta(days=28), 30),
        Purchase("a", start + timedelta(days=90), 99),
        Purchase("b", start + timedelta(days=7), 8),
    ]

    histories = histories_of(purchases, until=start + timedelta(days=70))

    assert histories.customers == ("a", "b")
    assert histories.frequency.tolist() == [2, 0]
    assert histories.recency.tolist() == [4, 0]
    assert histories.age.tolist() == [10, 9]
    assert histories.spend.tolist() == [25, 0]


def test_too_few_customers_are_told_so() -> None:
    purchases = [Purchase(str(at), date(2026, 1, 1), 10) for at in range(30)]

    with pytest.raises(TooLittleData, match="there are 30 and 0"):
        BetaGeometric.fit(histories_of(purchases, until=date(2026, 6, 1)))


def test_the_reasons_of_chances_and_values_add_up_to_them(
    population: tuple[Histories, np.ndarray], model: BetaGeometric
) -> None:
    histories = population[0]
    chances = model.alive(histories)
    told = reasons_to_be_alive(model, histories)

    for chance, why, bought in zip(chances, told, histories.frequency, strict=True):
        if bought:
            assert why is not None
            assert chance == pytest.approx(1 / (1 + np.exp(-why.score)))
        else:
            assert (chance, why) == (1, None)

    orders, spend = np.array([2.0, 0.5]), np.array([30.0, 80.0])
    value = 0.95 * orders * spend
    worth = reasons_to_be_worth(orders, spend, value)
    assert [one.score for one in worth] == pytest.approx(np.log(value))
    assert worth[0].reasons[0].adds > 0 > worth[0].reasons[1].adds
