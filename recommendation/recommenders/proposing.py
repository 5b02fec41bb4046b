"""From scores over codes to candidates that can be offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recommendation.candidates import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from recommendation.candidates import Because, Shelf
    from recommendation.coding import Coding
    from recommendation.shopper_state import ShopperState

__all__ = ["proposed"]

FURTHER = 4
"""So many times the limit is looked at before what is out of stock is left out."""


def proposed(
    name: str,
    coding: Coding,
    codes: NDArray[np.int32],
    scores: NDArray[np.float32],
    because: Callable[[int], Because],
    state: ShopperState,
    shelf: Shelf,
    limit: int,
) -> list[Candidate]:
    """The `limit` best of `codes` that can be offered, their scores as a share of the highest.

    What this session has seen already is no news, nor what was rejected.
    """
    known = {*state.products, *state.rejected}
    looked_at = limit * FURTHER + len(known)
    if len(codes) > looked_at:
        best = np.argpartition(scores, -looked_at)[-looked_at:]
        codes, scores = codes[best], scores[best]
    good = scores > 0
    codes, scores = codes[good], scores[good]
    found: list[Candidate] = []
    for place in np.lexsort((codes, -scores)):
        if len(found) == limit:
            break
        product = coding.ids[codes[place]]
        shown = None if product in known else shelf.product(product)
        if shown is not None and shown.in_stock:
            score, reason = float(scores[place]), because(int(codes[place]))
            found.append(Candidate(product, score, name, reason))
    if not found:
        return found
    highest = found[0].score
    return [Candidate(one.product, one.score / highest, name, one.because) for one in found]
