"""Refines the model of purchase intent by the shop's own visits.

Every moment of a visit up to its first purchase is an example, and all of a visit together weigh
as much as one: a long visit says no more than a short one. The logistic model is the maximum a
posteriori estimate around the stated prior, so that few visits change little and many decide.
Trees take its place where they are better on visits that neither has seen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from signals.behaviour import BehaviourKind
from signals.behaviour_log import visits
from signals.boosted import BoostedPropensity, BoostedTrees
from signals.dialogue import Dialogue
from signals.intent_features import FEATURES, features_of
from signals.propensity import PRIOR, LogisticPropensity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from signals.behaviour import BehaviourEvent
    from signals.dialogue import DialogueTurn
    from signals.propensity import PropensityModel

    Numbers = NDArray[np.float64]
    Talk = Callable[[str], Sequence[DialogueTurn]]

__all__ = ["Examples", "Refined", "examples_of", "refine"]

FEWEST_PURCHASES: Final = 20
"""Visits with a purchase below which the prior stays as it is."""
FEWEST_FOR_TREES: Final = 500
SPREAD: Final = 0.5
"""Standard deviation of a weight around the one that the prior states."""
SPREAD_OF_BASE: Final = 3.0
"""Shops differ most in how many visits end in a purchase at all."""
MOST_MOMENTS: Final = 40
"""Of one visit."""
FOLDS: Final = 5


@dataclass(frozen=True)
class Examples:
    """Moments of visits: features of shape (n, d), outcome, weight, and whose visit it is."""

    rows: Numbers
    bought: Numbers
    weights: Numbers
    shoppers: NDArray[np.int64]

    @property
    def purchases(self) -> int:
        """How many visits ended in a purchase."""
        return round(float(self.weights[self.bought == 1].sum()))

    def where(self, chosen: NDArray[np.bool_]) -> Examples:
        """Some of them."""
        return Examples(
            self.rows[chosen], self.bought[chosen], self.weights[chosen], self.shoppers[chosen]
        )


@dataclass(frozen=True)
class Refined:
    """A model, and its mean log-loss on visits that it had not seen, beside the prior's."""

    model: PropensityModel
    visits: int
    purchases: int
    log_loss: float
    log_loss_of_prior: float


def examples_of(events: Iterable[BehaviourEvent], talk: Talk) -> Examples:
    """The examples in a shop's events; `talk` gives the shopper's turns of a conversation."""
    of_shopper: dict[str, list[BehaviourEvent]] = defaultdict(list)
    for event in events:
        of_shopper[event.visitor_id or f"|{event.customer_id}"].append(event)
    found: list[tuple[list[float], bool, float, int]] = []
    for number, history in enumerate(of_shopper.values()):
        history.sort(key=lambda event: event.at)
        for visit in visits(history):
            moments = list(islice(_moments(visit, talk), MOST_MOMENTS))
            for dialogue, at, bought in moments:
                values = features_of(dialogue, history, at).values
                row = [values.get(name, 0.0) for name in FEATURES]
                found.append((row, bought, 1 / len(moments), number))
    rows, bought_after, weights, shoppers = zip(*found, strict=True) if found else ((),) * 4
    return Examples(
        np.array(rows, dtype=float).reshape(-1, len(FEATURES)),
        np.array(bought_after, dtype=float),
        np.array(weights, dtype=float),
        np.array(shoppers, dtype=np.int64),
    )


def refine(examples: Examples, version: str, prior: LogisticPropensity = PRIOR) -> Refined | None:
    """The best model for these visits; None where there are too few purchases to learn from.

    A model that is no better than the prior on visits it has not seen is not returned either.
    """
    if examples.purchases < FEWEST_PURCHASES:
        return None
    contenders: dict[str, Callable[[Examples], Callable[[Numbers], Numbers]]] = {
        "prior": lambda _seen: _linear(prior),
        "logistic": lambda seen: _linear(_fitted(seen, prior, version)),
    }
    if examples.purchases >= FEWEST_FOR_TREES:
        contenders["trees"] = lambda seen: _trees(seen).log_odds
    losses = {name: _loss(examples, fit) for name, fit in contenders.items()}
    best = min(losses, key=losses.__getitem__)
    if best == "prior":
        return None
    model: PropensityModel = _fitted(examples, prior, version)
    if best == "trees":
        model = BoostedPropensity(f"{version}-trees", _trees(examples))
    count = round(float(examples.weights.sum()))
    return Refined(model, count, examples.purchases, losses[best], losses["prior"])


def _moments(
    visit: Sequence[BehaviourEvent], talk: Talk
) -> Iterator[tuple[Dialogue | None, datetime, bool]]:
    """Each event before the first purchase, and whether there is one."""
    first = next(
        (at for at, event in enumerate(visit) if event.kind is BehaviourKind.PURCHASE), None
    )
    conversation = next((each.conversation_id for each in visit if each.conversation_id), "")
    said = talk(conversation) if conversation else ()
    for event in visit[:first]:
        turns = tuple(turn for turn in said if turn.at <= event.at)
        yield Dialogue(conversation, turns) if turns else None, event.at, first is not None


def _fitted(examples: Examples, prior: LogisticPropensity, version: str) -> LogisticPropensity:
    """The maximum of the posterior; the prior on the base is wide."""
    from scipy.optimize import minimize

    inputs = np.column_stack([np.ones(len(examples.rows)), examples.rows])
    mean = np.array([prior.base, *(prior.weights[name] for name in FEATURES)])
    precision = np.array([SPREAD_OF_BASE**-2, *[SPREAD**-2] * len(FEATURES)])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        odds = inputs @ weights
        far = weights - mean
        gap = examples.weights * (1 / (1 + np.exp(-np.clip(odds, -500, 500))) - examples.bought)
        likely = examples.weights @ _log_loss(odds, examples.bought)
        return float(likely + precision @ far**2 / 2), inputs.T @ gap + precision * far

    base, *rest = minimize(loss, mean, jac=True, method="L-BFGS-B").x.tolist()
    return LogisticPropensity(version, base, dict(zip(FEATURES, rest, strict=True)))


def _trees(examples: Examples) -> BoostedTrees:
    return BoostedTrees.fit(examples.rows, examples.bought, weights=examples.weights)


def _linear(model: LogisticPropensity) -> Callable[[Numbers], Numbers]:
    weights = np.array([model.weights[name] for name in FEATURES])

    def log_odds(rows: Numbers) -> Numbers:
        odds: Numbers = model.base + rows @ weights
        return odds

    return log_odds


def _loss(examples: Examples, fit: Callable[[Examples], Callable[[Numbers], Numbers]]) -> float:
    """The mean log-loss by cross-validation; all visits of one shopper are in the same fold."""
    total = 0.0
    for fold in range(FOLDS):
        held_out = examples.shoppers % FOLDS == fold
        if not held_out.any() or held_out.all():
            continue
        unseen = examples.where(held_out)
        odds = fit(examples.where(~held_out))(unseen.rows)
        total += float(unseen.weights @ _log_loss(odds, unseen.bought))
    return total / float(examples.weights.sum())


def _log_loss(log_odds: Numbers, bought: Numbers) -> Numbers:
    """Minus the logarithm of the probability that each outcome was given."""
    losses: Numbers = np.logaddexp(0, log_odds) - bought * log_odds
    return losses
