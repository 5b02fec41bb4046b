"""Products that belong to a product: what is in the same baskets more often than by chance.

Item-based collaborative filtering (Sarwar et al. 2001; Linden, Smith & York 2003, "Amazon.com
recommendations"): the cosine of two products' baskets, shrunk where few baskets speak for it
(Bell & Koren 2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recommendation.algorithms.sequences import Sequences

__all__ = ["ItemNeighbours", "neighbours_of_items"]

SHRINKAGE = 3.0
ROWS = 20_000
"""Products whose neighbours are sought at once, to bound memory."""


class ItemNeighbours(NamedTuple):
    """Row `i` is `codes[offsets[i]:offsets[i + 1]]`, nearest first, with their closeness."""

    codes: NDArray[np.int32]
    closeness: NDArray[np.float32]
    offsets: NDArray[np.int64]

    def of(self, product: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """A product's neighbours and how close each is, 0 to 1."""
        row = slice(self.offsets[product], self.offsets[product + 1])
        return self.codes[row], self.closeness[row]


def neighbours_of_items(baskets: Sequences, products: int, most: int = 50) -> ItemNeighbours:
    """At most `most` neighbours of each product."""
    rows = np.repeat(np.arange(len(baskets)), baskets.lengths)
    ones = np.ones(len(rows), dtype=np.float32)
    held = sparse.csr_matrix((ones, (rows, baskets.items)), shape=(len(baskets), products))
    held.data[:] = 1.0  # twice in a basket is one basket
    by_product = held.T.tocsr()
    frequency = np.asarray(held.sum(axis=0)).ravel()
    codes, closeness, counts = [], [], np.zeros(products, dtype=np.int64)
    for start in range(0, products, ROWS):
        together = (by_product[start : start + ROWS] @ held).tocsr()
        for row in range(together.shape[0]):
            product = start + row
            one = slice(together.indptr[row], together.indptr[row + 1])
            others, shared = together.indices[one], together.data[one]
            apart = others != product
            others, shared = others[apart], shared[apart]
            close = shared / (np.sqrt(frequency[product] * frequency[others]) + SHRINKAGE)
            best = np.lexsort((others, -close))[:most]
            codes.append(others[best].astype(np.int32))
            closeness.append(close[best].astype(np.float32))
            counts[product] = len(best)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    empty = np.empty(0)
    return ItemNeighbours(
        np.concatenate([*codes, empty]).astype(np.int32),
        np.concatenate([*closeness, empty]).astype(np.float32),
        offsets,
    )
