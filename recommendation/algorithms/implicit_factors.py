"""Matrix factorisation of implicit feedback, with new shoppers folded in.

Alternating least squares with confidences (Hu, Koren & Volinsky 2008, "Collaborative filtering for
implicit feedback datasets"), solved by conjugate gradients (Takács, Pilászy & Tikk 2011) in the
`implicit` library. A shopper is not part of the model: the factors come from what is known of them
at the moment, by the same least squares with the products' factors fixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from recommendation.algorithms.sequences import Sequences

__all__ = ["ImplicitFactors", "fit_implicit_factors"]

RIDGE = 0.05
CONFIDENCE = 20.0
"""What an interaction adds to the confidence of 1 that a product without any has."""


class ImplicitFactors(NamedTuple):
    """Products' factors, of shape (products, width), and their Gram matrix."""

    products: NDArray[np.float32]
    gram: NDArray[np.float32]

    def folded_in(self, codes: NDArray[np.int32]) -> NDArray[np.float32]:
        """The factors of somebody who chose these products (Hu et al., equation 4)."""
        chosen = self.products[codes]
        left = self.gram + CONFIDENCE * chosen.T @ chosen
        left[np.diag_indices_from(left)] += RIDGE
        solved = np.linalg.solve(left, (1 + CONFIDENCE) * chosen.sum(axis=0))
        return np.asarray(solved, dtype=np.float32)


def fit_implicit_factors(
    histories: Sequences,
    products: int,
    *,
    width: int = 32,
    sweeps: int = 12,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> ImplicitFactors:
    """Learn from who chose what; a history is one shopper's or one session's."""
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    rows = np.repeat(np.arange(len(histories)), histories.lengths)
    chosen = sparse.csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, histories.items)),
        shape=(len(histories), products),
    )
    chosen.data[:] = 1 + CONFIDENCE  # chosen twice is chosen
    with threadpool_limits(1, "blas"):  # the library runs threads of its own
        model = AlternatingLeastSquares(
            factors=width, regularization=RIDGE, alpha=1.0, iterations=sweeps, random_state=seed
        )
        model.fit(
            chosen,
            show_progress=False,
            callback=progress and (lambda sweep, *_: progress(sweep + 1, sweeps)),
        )
    factors = np.ascontiguousarray(model.item_factors, dtype=np.float32)
    return ImplicitFactors(factors, factors.T @ factors)
