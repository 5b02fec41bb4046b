"""Two searches' scores made one, and the hits that only repeat others left out.

For each query the cosine similarities and the BM25 scores of all candidates are brought to
mean 0 and deviation 1, and a chunk's score is their weighted sum: both searches count by how
far a candidate stands out. What was measured is in docs/decisions/0002-retrieval.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.chunks import Hit
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["distinct", "fused"]

LEXICAL_WEIGHT = 0.3
LINKED = 1.5
"""Added to the score of a chunk about a product that the query names."""
FOREIGN = -1.0
"""Added to the score of a chunk about another product, when the query names one."""
OPINION = -1.5
"""Added to the score of a review: what a shopper wrote is not what the shop says."""
ASKED_OPINION = 1.0
"""Added instead when the question is what people say."""
SAME = 0.9
"""Share of words that two chunks have in common from which one of them is enough."""
DIMENSIONLESS = 1e-6


def fused(candidates: Sequence[Hit], subjects: Collection[str], *, opinions: bool) -> list[Hit]:
    """The candidates with their scores, best first."""
    dense = _standardised([hit.dense for hit in candidates])
    lexical = _standardised([hit.lexical for hit in candidates])
    hits = []
    for hit, meaning, wording in zip(candidates, dense, lexical, strict=True):
        score = meaning + LEXICAL_WEIGHT * wording
        if subjects and hit.chunk.product_id is not None:
            score += LINKED if hit.chunk.product_id in subjects else FOREIGN
        if hit.chunk.kind == "review":
            score += ASKED_OPINION if opinions else OPINION
        hits.append(Hit(hit.chunk, float(score), hit.dense, hit.lexical))
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.id))


def _standardised(values: Sequence[float]) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    deviation = array.std()
    if deviation < DIMENSIONLESS:
        return np.zeros_like(array)
    standardised: NDArray[np.float64] = (array - array.mean()) / deviation
    return standardised


def distinct(hits: Iterable[Hit], count: int) -> list[Hit]:
    """The first `count` hits that do not say again what a better one says."""
    chosen: list[Hit] = []
    said: list[frozenset[str]] = []
    for hit in hits:
        about = words(hit.chunk.product_title or "")
        content = frozenset(words(hit.chunk.text)) - set(about)
        if any(_shared(content, other) >= SAME for other in said):
            continue
        chosen.append(hit)
        said.append(content)
        if len(chosen) == count:
            break
    return chosen


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
