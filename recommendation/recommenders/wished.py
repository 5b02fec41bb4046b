"""What was asked for in so many words; needs no history and no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recommendation.candidates import Because, Candidate, Why
from signals import Polarity

if TYPE_CHECKING:
    from recommendation.candidates import Shelf
    from recommendation.shopper_state import ShopperState

__all__ = ["Wished"]


class Wished:
    """Asks the shelf for products that meet the stated wishes."""

    name: Final = "wished"

    def candidates(self, state: ShopperState, shelf: Shelf, limit: int) -> list[Candidate]:
        """The products that meet them best; none when nothing was wished for."""
        if not any(one.polarity is Polarity.LIKES for one in state.preferences):
            return []
        known = {*state.products, *state.rejected}
        found: list[Candidate] = []
        for product_id in shelf.wished(state.preferences, limit + len(known)):
            product = shelf.product(product_id)
            if product_id not in known and product is not None and product.in_stock:
                score = 1 / (1 + len(found) / limit)
                found.append(Candidate(product_id, score, self.name, Because(Why.ASKED_FOR)))
        return found[:limit]
