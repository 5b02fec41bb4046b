"""What is known of a shopper beyond this visit, as ranking needs it; it is never said aloud.

A profile says what somebody likes and how much they matter to the shop. It says nothing of prices,
which are everybody's, and nothing of feelings.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PRIOR", "ProfileSource", "ShopperProfile", "affinities"]

PRIOR: Final = 3.0
"""How many observations everybody's parts are worth beside a customer's own."""


@dataclass(frozen=True)
class ShopperProfile:
    """A customer who bought before."""

    affinities: Mapping[str, float]
    """Logarithm of the part of their interest by category over everybody's: 0 is as everybody."""
    tier: int | None = None
    """1 for those who are worth most to the shop, then 2 and 3."""


class ProfileSource(Protocol):
    """Where profiles come from; may be asked from any thread, and is at every slate."""

    def of(self, customer_id: str) -> ShopperProfile | None:
        """The profile of a customer; None for who is unknown or has not bought yet."""


def affinities(counts: Mapping[str, int], everybody: Mapping[str, int]) -> dict[str, float]:
    """The affinities of somebody by what they and `everybody` looked at and bought, by category.

    Parts of little are pulled towards everybody's, as a Dirichlet prior does.
    """
    own, all_ = sum(counts.values()), sum(everybody.values())
    usual = {category: count / all_ for category, count in everybody.items() if count}
    return {
        category: log((counts.get(category, 0) + PRIOR * part) / ((own + PRIOR) * part))
        for category, part in usual.items()
    }
