"""Off-policy estimates from logged propensities, beside the truth that only the simulator knows.

The action is the product in the exploration place, the logging policy the store's own; it is
judged what two other policies would earn there: a uniform draw and one that is more sure of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.simulation.clerk import PLACES
from benchmarks.simulation.estimators import Estimate, direct, doubly_robust, ips, snips
from recommendation.offering import EXPLORED, PROPOSED
from recommendation.ranking.diversity import varied
from recommendation.ranking.exploration import TEMPERATURE
from recommendation.ranking.features import features
from recommendation.ranking.pool import fits, gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from benchmarks.simulation.conversation import Played, Shown
    from benchmarks.simulation.world import World
    from recommendation import Models

    Array = NDArray[np.float64]

__all__ = ["Choice", "choices_of", "figures"]

SURER = 0.2
"""The temperature of the policy that is more sure of itself; the store's own is 0.5."""
TIMES = 50
"""Logs that are drawn anew, to tell bias from chance."""
FOLDS = 2


@dataclass(frozen=True, eq=False)
class Choice:
    """One draw for the exploration place: what might have been taken, with the chance of each."""

    rows: NDArray[np.float32]
    chances: Array
    surer: Array
    rewards: Array
    """The true chance that each is accepted."""
    taken: int
    logged: float
    """The propensity in the log."""


def choices_of(
    played: Iterable[Played], world: World, models: Models, position: float
) -> list[Choice]:
    """The draws of slates that were asked for."""
    return [
        _choice(shown, world, models, position)
        for one in played
        for shown in one.shown
        if shown.slate.moment.asked and any(offer.explored for offer in shown.slate.offers)
    ]


def figures(choices: Sequence[Choice], seed: int) -> dict[str, float]:
    """Bias and error of each estimator for each policy, over logs that are drawn anew."""
    policies: dict[str, Callable[[Choice], Array]] = {
        "uniform": lambda one: np.full(len(one.chances), 1 / len(one.chances)),
        "surer": lambda one: one.surer,
    }
    apart = [abs(one.chances[one.taken] - one.logged) for one in choices]
    found: dict[str, float] = {
        "off_policy_moments": len(choices),
        "off_policy_propensity_error": max(apart, default=0.0),
        "off_policy_logging_truth": _truth(choices, lambda one: one.chances),
    }
    random = np.random.default_rng(seed)
    for name, policy in policies.items():
        truth = _truth(choices, policy)
        found[f"off_policy_{name}_truth"] = truth
        logs = [_log(choices, policy, random) for _ in range(TIMES)]
        for estimator in logs[0]:
            estimates = [log[estimator] for log in logs]
            misses = np.array([one.value - truth for one in estimates])
            covered = [abs(one.value - truth) <= 1.96 * one.error for one in estimates]
            key = f"off_policy_{name}_{estimator}"
            found[f"{key}_bias"] = float(misses.mean())
            found[f"{key}_rmse"] = float(np.sqrt((misses**2).mean()))
            found[f"{key}_coverage"] = float(np.mean(covered))
    return found


def _choice(shown: Shown, world: World, models: Models, position: float) -> Choice:
    """Put together what the draw was among, as `recommendation.offer` does.

    `off_policy_propensity_error` is 0 as long as it is the same.
    """
    state = shown.state
    pool = gathered(models.recommenders, state, world.shelf, PROPOSED, models.bought_again)
    rows = features(pool, state, world.shelf)
    scores = models.ranker.scores(rows)
    best = varied(
        [one.product for one in pool],
        scores,
        PLACES - 1,
        lambda product: fits(product.id, state.preferences, world.shelf),
    )
    rest = [int(one) for one in np.argsort(-scores, kind="stable") if one not in best][:EXPLORED]
    among = [one for one in rest if fits(pool[one].product.id, state.preferences, world.shelf)]
    explored = next(one for one in shown.slate.offers if one.explored)
    products = [pool[one].product.id for one in among]
    worth = shown.worth[[world.number[product] for product in products]]
    return Choice(
        rows=rows[among],
        chances=_softmax(scores[among], TEMPERATURE),
        surer=_softmax(scores[among], SURER),
        rewards=worth * len(shown.slate.offers) ** -position,
        taken=products.index(explored.product),
        logged=explored.propensity,
    )


def _softmax(scores: Array, temperature: float) -> Array:
    """A draw by scores, in standard deviations of them."""
    spread = float(scores.std()) or 1.0
    weights = np.exp((scores - scores.max()) / (spread * temperature))
    return np.asarray(weights / weights.sum())


def _truth(choices: Sequence[Choice], policy: Callable[[Choice], Array]) -> float:
    return float(np.mean([policy(one) @ one.rewards for one in choices]))


def _log(
    choices: Sequence[Choice], policy: Callable[[Choice], Array], random: np.random.Generator
) -> dict[str, Estimate]:
    """Draw actions and rewards by the logging policy, and judge the other one by them."""
    taken = [int(random.choice(len(one.chances), p=one.chances)) for one in choices]
    pairs = list(zip(choices, taken, strict=True))
    logged: Array = np.array([one.chances[action] for one, action in pairs])
    other: Array = np.array([policy(one)[action] for one, action in pairs])
    likely = np.array([one.rewards[action] for one, action in pairs])
    rewards: Array = np.where(random.random(len(pairs)) < likely, 1.0, 0.0)
    predicted, expected = np.empty(len(pairs)), np.empty(len(pairs))
    fold = np.arange(len(pairs)) % FOLDS
    for part in range(FOLDS):
        model = _reward_model(
            np.array([one.rows[action] for one, action in pairs])[fold != part],
            rewards[fold != part],
        )
        for at in np.flatnonzero(fold == part).tolist():
            guessed = model(choices[at].rows)
            predicted[at] = guessed[taken[at]]
            expected[at] = policy(choices[at]) @ guessed
    return {
        "ips": ips(rewards, logged, other),
        "snips": snips(rewards, logged, other),
        "direct": direct(expected),
        "dr": doubly_robust(rewards, logged, other, predicted, expected),
    }


def _reward_model(
    rows: NDArray[np.float32], rewards: Array
) -> Callable[[NDArray[np.float32]], Array]:
    """Ridge regression of the reward on the ranker's features; what is unknown counts as usual."""
    known = np.nan_to_num(rows.astype(float))
    mean, spread = known.mean(0), known.std(0) + 1e-9
    scaled = (known - mean) / spread
    base = rewards.mean()
    weights = np.linalg.solve(
        scaled.T @ scaled + len(rows) * np.eye(scaled.shape[1]), scaled.T @ (rewards - base)
    )
    return lambda others: base + (np.nan_to_num(others.astype(float)) - mean) / spread @ weights
