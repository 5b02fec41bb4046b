"""Product ids as the whole numbers that the algorithms count with."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["Coding"]


class Coding:
    """`ids[code]` is a product's id."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def codes(self) -> dict[str, int]:
        """The code of each id."""
        return {product: code for code, product in enumerate(self.ids)}

    def of(self, products: Iterable[str]) -> NDArray[np.int32]:
        """The codes of those products that are known, in order."""
        known = (self.codes.get(product) for product in products)
        return np.array([code for code in known if code is not None], dtype=np.int32)
