"""What products are, as codes: categories, brands and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Attributes", "coded_attributes"]


class Attributes(NamedTuple):
    """`codes` (products, most of one product) is filled up with `kinds`, which means none."""

    codes: NDArray[np.int64]
    kinds: int


def coded_attributes(products: int, told: Mapping[int, Sequence[Hashable]]) -> Attributes | None:
    """The attributes of products by code; None when no product has any."""
    coding: dict[Hashable, int] = {}
    rows = {
        product: sorted({coding.setdefault(one, len(coding)) for one in ones})
        for product, ones in told.items()
    }
    if not coding:
        return None
    codes = np.full((products, max(map(len, rows.values()))), len(coding), dtype=np.int64)
    for product, row in rows.items():
        codes[product, : len(row)] = row
    return Attributes(codes, len(coding))
