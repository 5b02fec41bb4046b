"""Two searches' scores made one, and the hits that only repeat others left out.

For each query the cosine similarities and the BM25 scores of all candidates are brought to
mean 0 and deviation 1, and a chunk's score is their weighted sum: both searches count by how
far a candidate stands out. What was measured is in docs/decisions/0002-retrieval.md.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from knowledge.chunks import Hit
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["distinct", "fused", "reranked"]

LEXICAL_WEIGHT = 0.3
LINKED = 1.5
"""Added to the score of a chunk about a product that the query names."""
FOREIGN = -1.0
"""Added to the score of a chunk about another product, when the query names one."""
OPINION = -1.5
"""Added to the score of a review: what a shopper wrote is not what the shop says."""
ASKED_OPINION = 1.0
"""Added instead when the question is what people say."""
RERANKED_WEIGHT = 2.0
"""Of a cross-encoder's judgement: more than that of vectors and words together."""
SAME = 0.9
"""Share of words that two chunks have in common from which one of them is enough."""
OF_ONE_PRODUCT = 2
"""Passages of a product that come before those of others, when none is named."""
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


def reranked(hits: Sequence[Hit], judged: Sequence[float]) -> list[Hit]:
    """The hits with the first `len(judged)` in a new order, by what a cross-encoder says of them.

    What the question prefers (the product it names, opinions or not) goes on counting.
    """
    if not judged:
        return list(hits)
    first = [
        Hit(hit.chunk, hit.score + RERANKED_WEIGHT * float(score), hit.dense, hit.lexical)
        for hit, score in zip(hits, _standardised(judged), strict=False)
    ]
    return [*sorted(first, key=lambda hit: (-hit.score, hit.chunk.id)), *hits[len(first) :]]


def _standardised(values: Sequence[float]) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    deviation = array.std()
    if deviation < DIMENSIONLESS:
        return np.zeros_like(array)
    standardised: NDArray[np.float64] = (array - array.mean()) / deviation
    return standardised


def distinct(hits: Iterable[Hit], count: int, *, named: bool = True) -> list[Hit]:
    """The first `count` hits that do not say again what a better one says.

    Unless a product is `named`, those beyond `OF_ONE_PRODUCT` passages of a product come after
    what there is of others: the shopper did not ask for that one alone.
    """
    chosen: list[Hit] = []
    further: list[Hit] = []
    said: list[frozenset[str]] = []
    uses: Counter[str] = Counter()
    for hit in hits:
        if len(chosen) == count:
            break
        about = words(hit.chunk.product_title or "")
        content = frozenset(words(hit.chunk.text)) - set(about)
        if any(_shared(content, other) >= SAME for other in said):
            continue
        said.append(content)
        product = hit.chunk.product_id
        if not named and product and uses[product] >= OF_ONE_PRODUCT:
            further.append(hit)
            continue
        uses[product or ""] += 1
        chosen.append(hit)
    return [*chosen, *further][:count]


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
