"""Common random numbers: every draw is named, so that two runs of one shopper draw alike."""

from __future__ import annotations

import hashlib
import random
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Draws"]

One = TypeVar("One")
_NORMAL = NormalDist()


class Draws:
    """Chance as a function of its name, whatever was drawn before and how often.

    A sequence of random numbers falls out of step as soon as one run draws once more than the
    other. Here the draw of ("accepts", product) is the same in both, and a difference between two
    runs is due to what was done differently.
    """

    def __init__(self, *names: object) -> None:
        self._begins = "/".join(map(str, names))

    def uniform(self, *names: object) -> float:
        """Between 0 and 1, neither included."""
        said = "/".join(map(str, (self._begins, *names)))
        digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
        return ((int.from_bytes(digest, "big") >> 12) + 0.5) / 2**52

    def chance(self, probability: float, *names: object) -> bool:
        """Whether something of this probability happens."""
        return self.uniform(*names) < probability

    def normal(self, *names: object) -> float:
        """From the standard normal distribution."""
        return _NORMAL.inv_cdf(self.uniform(*names))

    def one_of(self, among: Sequence[One], *names: object) -> One:
        """One of them, each as likely."""
        return among[int(self.uniform(*names) * len(among))]

    def generator(self, *names: object) -> random.Random:
        """For what takes a generator; no other draw shares it."""
        return random.Random("/".join(map(str, (self._begins, *names))))  # noqa: S311 - no secret
