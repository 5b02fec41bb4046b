"""Additive reasons: what a score is made of, in words and parts that add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Explanation", "Reason"]


@dataclass(frozen=True)
class Reason:
    """One part of a score, and what it is in words."""

    words: str
    adds: float


@dataclass(frozen=True)
class Explanation:
    """`base` and what the reasons add make the score, on the scale that `scale` names."""

    scale: str
    base: float
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """The sum of all."""
        return self.base + sum(reason.adds for reason in self.reasons)

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Explanation:
        """What `dataclasses.asdict` made of one."""
        return cls(kept["scale"], kept["base"], tuple(Reason(**one) for one in kept["reasons"]))
