"""How likely a shopper is to buy in this visit: a logistic model that says why.

The log-odds are a base and one addend per feature, so each addend is the feature's exact
contribution. `PRIOR` is what ships: its weights are stated here, from what is generally known
of shops, and learnt from nobody's data. A shop's own visits refine it (propensity_training).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Any, Final, Protocol

from signals.errors import ModelUnusable
from signals.intent_features import FEATURES
from signals.turn_signals import Contribution, Propensity, SignalEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from signals.intent_features import IntentFeatures

__all__ = [
    "PRIOR",
    "LogisticPropensity",
    "PropensityModel",
    "learnt_of",
    "load",
    "logistic",
    "save",
]

SHOWN: Final = 12
"""Contributions that are kept as evidence, the greatest first; the rest is added to the base."""


class PropensityModel(Protocol):
    """What makes a propensity of features; may be called from any thread."""

    @property
    def version(self) -> str:
        """Its name and version."""

    def score(self, features: IntentFeatures) -> Propensity:
        """The propensity with its evidence, whose score is the log-odds."""

    def as_json(self) -> dict[str, Any]:
        """What `load` reads."""


@dataclass(frozen=True)
class LogisticPropensity:
    """Log-odds that are linear in the features."""

    version: str
    base: float
    weights: Mapping[str, float]

    def score(self, features: IntentFeatures) -> Propensity:
        """The propensity with its evidence, whose score is the log-odds."""
        values = features.values
        return explained(
            self.version,
            self.base,
            {
                name: weight * values[name]
                for name, weight in self.weights.items()
                if name in values
            },
            features,
        )

    def as_json(self) -> dict[str, Any]:
        """What `load` reads."""
        kept = {"version": self.version, "base": self.base, "weights": dict(self.weights)}
        return {"kind": "logistic", **kept}


def explained(
    version: str, base: float, contributions: Mapping[str, float], features: IntentFeatures
) -> Propensity:
    """A propensity from the addends of its log-odds."""
    ranked = sorted(contributions.items(), key=lambda pair: -abs(pair[1]))
    rest = sum(contribution for _, contribution in ranked[SHOWN:])
    evidence = SignalEvidence(
        model=version,
        words=features.words,
        base=base + rest,
        contributions=tuple(
            Contribution(name, features.values.get(name, 0.0), contribution)
            for name, contribution in ranked[:SHOWN]
            if contribution
        ),
    )
    return Propensity(logistic(evidence.score), evidence)


def logistic(log_odds: float) -> float:
    """The probability with these log-odds."""
    if log_odds < 0:
        return exp(log_odds) / (1 + exp(log_odds))
    return 1 / (1 + exp(-log_odds))


PRIOR: Final = LogisticPropensity(
    "prior-1",
    base=log(0.02 / 0.98),  # of a hundred visits two end in a purchase
    weights={
        # The visit. Looking around says little, coming back to a thing says more.
        "pages": 0.15,
        "products": 0.20,
        "products_seen_again": 0.35,
        "information_pages": 0.15,
        "searches": 0.15,
        "minutes": 0.10,
        "seen_before": 0.30,
        "bought_before": 0.50,
        # A third of filled carts is bought, of opened check-outs more than half.
        "in_cart": 1.80,
        "taken_out": -0.60,
        "checkout": 1.50,
        # Whoever has bought rarely buys again at once.
        "bought_now": -1.00,
        # The talk. Questions on the way to the till say more than those about the thing.
        "product_questions": 0.50,
        "comparisons": 0.35,
        "says_delivery": 0.40,
        "says_payment": 0.60,
        "says_price": 0.30,
        "says_deadline": 0.70,
        "says_decided": 1.30,
        "says_hesitation": -0.90,
        # Here for something else.
        "service": -1.00,
    },
)


def save(model: PropensityModel, path: Path, learnt: Mapping[str, float] | None = None) -> None:
    """Write a model; a reader finds the old one or the new one, never half of it.

    `learnt` are figures of what it was learnt from and how good it is, for people to read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    kept = model.as_json() | {"learnt": dict(learnt or {})}
    fresh.write_text(json.dumps(kept), encoding="utf-8")
    fresh.replace(path)


def learnt_of(path: Path) -> Mapping[str, float]:
    """The figures that were saved with a model; empty where there is none."""
    try:
        figures: Mapping[str, float] = json.loads(path.read_text(encoding="utf-8"))["learnt"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return figures


def load(path: Path) -> PropensityModel:
    """The model that was saved there, or the prior when none was. Raises ModelUnusable."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        kind = kept["kind"]
        if kind == "logistic":
            # A feature that is younger than the training weighs what is stated.
            learnt = PRIOR.weights | kept["weights"]
            weights = {name: float(learnt[name]) for name in FEATURES}
            return LogisticPropensity(str(kept["version"]), float(kept["base"]), weights)
        if kind == "boosted":
            from signals.boosted import BoostedPropensity

            return BoostedPropensity.from_json(kept)
    except FileNotFoundError:
        return PRIOR
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelUnusable(f"{path} holds no propensity model: {error}.") from error
    raise ModelUnusable(f"{path} holds a propensity model of the unknown kind {kind!r}.")
