"""What products cost and whether they are in stock at the moment of a question.

The index holds an offer as it was when its product was ingested; the catalogue may have changed
since, for a lead can approve a price at any time. An answer rests on the catalogue's record: the
text of an offer that was found is written anew from it before anybody quotes or checks anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.facts import is_offer, offer_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commerce import Catalogue
    from knowledge.chunks import Chunk

__all__ = ["LiveOffers"]


class LiveOffers:
    """The offers of a catalogue. Its methods may be called from any thread."""

    def __init__(self, catalogue: Catalogue, currency: str) -> None:
        self._catalogue = catalogue
        self._currency = currency

    def in_place_of(self, chunks: Mapping[str, Chunk]) -> dict[str, Chunk]:
        """The chunks by id, with offers as they are now; those of products that left are left out.

        Costs two queries, whatever the number of products, and none where there is no offer.
        """
        ids = {one.product_id for one in chunks.values() if one.product_id and is_offer(one)}
        products = {product.id: product for product in self._catalogue.listed(ids)}
        found: dict[str, Chunk] = {}
        for id_, chunk in chunks.items():
            if not is_offer(chunk):
                found[id_] = chunk
            elif product := products.get(chunk.product_id or ""):
                found[id_] = replace(chunk, text=offer_text(product, self._currency))
        return found
