"""What recommenders propose, and what they are asked through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recommendation.shopper_state import ShopperState
    from signals import StatedPreference

__all__ = ["Because", "Candidate", "Recommender", "Shelf", "ShelfProduct", "Why"]


class Why(StrEnum):
    """The key of the sentence that tells why something is offered; the wording is in domain.yml."""

    ASKED_FOR = "asked_for"
    """It is what was asked for; the slate's wishes say what that was."""
    VIEWED_TOGETHER = "viewed_together"
    """Shoppers who looked at `subject` went on to this."""
    BOUGHT_TOGETHER = "bought_together"
    """It is bought together with `subject`."""
    SIMILAR = "similar"
    """It is like `subject`."""
    TASTE = "taste"
    """It fits what the shopper chose before; `subject` is the nearest of that."""
    POPULAR_IN = "popular_in"
    """It is liked much in the category `subject`."""
    POPULAR = "popular"
    """It is liked much in the shop."""


@dataclass(frozen=True)
class Because:
    """Why a product is proposed: a kind of reason, and a product id or category it refers to."""

    why: Why
    subject: str = ""


@dataclass(frozen=True)
class Candidate:
    """A product that one recommender proposes; `score` is 1 for its best and above 0 for all."""

    product: str
    score: float
    source: str
    because: Because


@dataclass(frozen=True)
class ShelfProduct:
    """What ranking needs to know of a product; its price is everybody's."""

    id: str
    category: str = ""
    brand: str = ""
    price: float = 0.0
    in_stock: bool = True
    rating: float | None = None
    rating_count: int = 0


class Shelf(Protocol):
    """The catalogue as it is now; may be asked from any thread."""

    def product(self, product_id: str) -> ShelfProduct | None:
        """The product, or None when the shop does not have it (any more)."""

    def meets(self, product_id: str, preference: StatedPreference) -> bool | None:
        """Whether the product is what was wished for, and not what was not.

        None where the wish is not about it (a size of shoes, and a tent) or cannot be checked.
        """

    def wished(self, preferences: Sequence[StatedPreference], limit: int) -> Sequence[str]:
        """Ids of at most `limit` products that meet what was said best, the best first."""


class Recommender(Protocol):
    """Proposes products for a shopper: in stock, none of `rejected`, at most `limit`, best first.

    The same state, shelf and model give the same candidates; a state of which a recommender knows
    nothing gives none.
    """

    @property
    def name(self) -> str:
        """What its candidates name as their source."""

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """What it proposes."""
