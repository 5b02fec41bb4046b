"""Which of several texts to show, and when to say that one is better.

Choosing is Thompson sampling with Beta-Bernoulli arms (Thompson 1933; Chapelle, Li 2011, "An
empirical evaluation of Thompson sampling"): draw a rate for each text from its posterior
Beta(1 + followed, 1 + not followed) and show the one with the highest. A fifth of the shows is
drawn alike among all: the bandit starves a poor text so soon that nobody could be sure of it.

Telling is another matter, for people look every day and the bandit shows the leader more often.
The interval of a rate is a confidence sequence, valid at all times and however a text came to be
shown: with the same prior, the mixture likelihood ratio

    M(p) = B(1 + s, 1 + n - s) / (p^s (1 - p)^(n - s))

is a martingale for the true p, so that {p : M(p) < 1 / alpha} holds it at every n at once with a
chance of 1 - alpha (Ville's inequality; Robbins 1970). A winner's interval is above all others'.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, lgamma, log
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

__all__ = ["ALPHA", "Counts", "Rate", "choose", "rates", "winner"]

ALPHA: Final = 0.05
"""The chance that any interval of a comparison ever misses its rate."""
EVENLY: Final = 0.2
"""The share of shows that is drawn alike among all texts."""
STEPS: Final = 60
"""Halvings of a bracket: far below what can be shown."""


@dataclass(frozen=True)
class Counts:
    """How often a text was shown, and followed by a look at the product."""

    shown: int
    followed: int

    def __post_init__(self) -> None:
        if not 0 <= self.followed <= self.shown:
            raise ValueError(f"{self.followed} of {self.shown} is no part")


@dataclass(frozen=True)
class Rate:
    """A click-through rate with the bounds that hold at all times."""

    value: float
    low: float
    high: float
    shown: int


def choose(arms: Mapping[str, Counts], random: Random) -> str:
    """The arm to show now, by Thompson sampling; `arms` must not be empty."""
    if random.random() < EVENLY:
        return random.choice(list(arms))
    drawn = {
        arm: random.betavariate(1 + one.followed, 1 + one.shown - one.followed)
        for arm, one in arms.items()
    }
    return max(drawn, key=lambda arm: drawn[arm])


def rates(counts: Sequence[Counts], alpha: float = ALPHA) -> list[Rate]:
    """The rate of each text; together their intervals miss with a chance of `alpha` at most."""
    level = log(len(counts) / alpha) if counts else inf
    return [_rate(one, level) for one in counts]


def winner(found: Sequence[Rate]) -> int | None:
    """The place of the one whose interval is above all others; None while there is none."""
    if len(found) <= 1:
        return None
    best = max(range(len(found)), key=lambda place: found[place].low)
    others = (rate.high for place, rate in enumerate(found) if place != best)
    return best if found[best].low > max(others) else None


def _rate(one: Counts, level: float) -> Rate:
    n, s = one.shown, one.followed
    value = s / n if n else 0.0
    if n == 0:
        return Rate(0.0, 0.0, 1.0, 0)
    return Rate(value, _bound(s, n, level, 0.0), _bound(s, n, level, 1.0), n)


def _bound(s: int, n: int, level: float, end: float) -> float:
    """Where log M(p) reaches the level between the observed rate and `end`, by bisection."""
    mixture = lgamma(1 + s) + lgamma(1 + n - s) - lgamma(2 + n)
    inside, outside = s / n, end
    if inside == end:
        return end
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if mixture - _log_likelihood(middle, s, n) < level:
            inside = middle
        else:
            outside = middle
    return outside


def _log_likelihood(p: float, s: int, n: int) -> float:
    hit = s * log(p) if s else 0.0
    return hit + ((n - s) * log(1 - p) if n > s else 0.0) if 0 < p < 1 else -inf
