"""Forecasts that add up: products to categories, categories to the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insights.forecasting.series import Numbers

__all__ = ["Hierarchy"]


@dataclass(frozen=True)
class Hierarchy:
    """The store, its categories and its products, in this order."""

    categories: tuple[str, ...]
    """Each once."""
    products: tuple[str, ...]
    sums: Numbers
    """Shape (1 + categories, products): 1 where the product is part of the sum."""

    @classmethod
    def of(cls, products: Sequence[str], category_of: Sequence[str]) -> Hierarchy:
        """`category_of` has the products' categories, in the same order."""
        categories = tuple(dict.fromkeys(category_of))
        parts = [[float(each == one) for each in category_of] for one in categories]
        return cls(categories, tuple(products), np.array([np.ones(len(products)), *parts]))

    def added_up(self, of_products: Numbers) -> Numbers:
        """All series from those of the products, shape (products, …) to (series, …)."""
        sums = np.tensordot(self.sums, of_products, axes=1)
        return np.concatenate([sums, of_products])

    def reconciled(self, base: Numbers, variances: Numbers) -> Numbers:
        """The nearest forecasts that add up, shape (series, …); none is below nothing.

        Least squares with each series weighted by one over the variance of its errors: MinT with
        a diagonal covariance (Wickramasinghe, Athanasopoulos and Hyndman 2019). Written with the
        sums' constraints instead of the full design, so that what is solved has as many unknowns
        as there are sums: products may be many.
        """
        count = len(self.sums)
        flat = base.reshape(len(base), -1)
        upper, lower = variances[:count], variances[count:]
        off = flat[:count] - self.sums @ flat[count:]
        spread = np.diag(upper) + (self.sums * lower) @ self.sums.T
        moved = flat[count:] + (lower[:, None] * self.sums.T) @ np.linalg.solve(spread, off)
        return self.added_up(np.maximum(moved, 0).reshape(-1, *base.shape[1:]))
