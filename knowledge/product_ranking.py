"""Which products of a large catalogue fit a search, by words first and by meaning where those fail.

The word score is a share (0 to 1) of what was asked for, and so is known to be good or not
without another query to compare it with. Meaning counts for what the words leave open: over
19,406 rated products the similarity of a passage only did harm where the words were found.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching import RELATED
from knowledge.product_words import index_words, is_for_another, wanted_in
from knowledge.shopping_words import stems
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from commerce import Product
    from knowledge.constraints import Constraints
    from knowledge.snapshot import Snapshot

__all__ = ["fitting_products", "varied"]

LOOKED_AT = 120
"""Products that are looked at one by one, unless more are asked for."""
FOUND = 0.5
"""Share of what was asked for from which the words have found it."""
LEAST = 0.3
"""Share below which a product has nothing to do with what was asked for."""
FOR_ANOTHER = 0.8
"""What a product keeps of its score when it only belongs to what was asked for."""
BRAND = 0.1
NAMED = 1.0
NAMED_FROM = 0.8
"""Share of a product's name from which it is that product that is meant."""
OF_ONE_TITLE = 2
"""Products with the same title that come before others."""
SOLD_OUT = -0.3
FOR_CHILDREN = -0.1


def fitting_products(
    text: str,
    constraints: Constraints,
    snapshot: Snapshot,
    near: Callable[[], Mapping[str, float]],
    *,
    without: Collection[str] = (),
    limit: int = LOOKED_AT,
) -> dict[str, float]:
    """Scores of the products that have to do with `text`, by id; none when nothing has.

    `near` gives similarities to the products nearest in meaning; it is called only when the
    words do not find what was asked for.
    """
    index = snapshot.product_index
    said = _said(text, constraints)
    shares = index.scores(wanted_in(said, index)) if said else np.zeros(len(index.ids))
    best = float(shares.max(initial=0.0))
    open_ = max(0.0, 1.0 - best / FOUND)
    meanings = near() if open_ or not said else {}
    named = {
        link.product_id: link.share
        for link in snapshot.names.named_in(text)
        if link.share >= NAMED_FROM
    }
    count = min(max(limit, LOOKED_AT), len(index.ids))
    first = np.argpartition(-shares, count - 1)[:count]
    chosen = {index.ids[row] for row in first if shares[row] >= min(LEAST, best)} if best else set()
    chosen |= {id_ for id_, meaning in meanings.items() if meaning >= RELATED}
    words = frozenset(said)
    kind = _kind(said, constraints)
    scores: dict[str, float] = {}
    for id_ in (chosen | named.keys()) - set(without):
        if id_ not in index.rows:
            continue
        entry = snapshot.entries[id_]
        share = float(shares[index.rows[id_]])
        if share < LEAST and meanings.get(id_, 0.0) < RELATED and id_ not in named:
            continue
        if kind and is_for_another(entry.product.title, words, kind):
            share *= FOR_ANOTHER
        score = share + open_ * meanings.get(id_, 0.0) + NAMED * named.get(id_, 0.0)
        scores[id_] = score + _nudge(entry.product, words)
        if entry.for_children and not (constraints.audience or constraints.ages):
            scores[id_] += FOR_CHILDREN
    return scores


def varied(ranked: Sequence[str], snapshot: Snapshot) -> list[str]:
    """The ids in their order, but after all others those of one title beyond `OF_ONE_TITLE`.

    Shops list one thing several times, by colour or by pack; a page of them tells little.
    """
    uses: Counter[tuple[str, ...]] = Counter()
    first: list[str] = []
    further: list[str] = []
    for id_ in ranked:
        title = snapshot.entries[id_].naming.title
        uses[title] += 1
        (first if uses[title] <= OF_ONE_TITLE else further).append(id_)
    return first + further


def _said(text: str, constraints: Constraints) -> list[str]:
    """The words to look for, in order, without limits and what is not wanted."""
    words = [word for word in index_words(text) if word not in STOP_WORDS]
    limits = (constraints.min_price, constraints.max_price, constraints.min_rating)
    if not constraints.excluded and limits == (None, None, None):
        return words
    fields = (constraints.category, constraints.brand, constraints.colour, constraints.audience,
              *constraints.attributes, *constraints.words)  # fmt: skip
    understood = {word for field in fields for word in index_words(field)}
    return [word for word in words if word in understood]


def _kind(said: list[str], constraints: Constraints) -> str:
    """The word for the kind of thing that is looked for."""
    category = constraints.category.split()
    if category and category[-1] in said:
        return category[-1]
    return said[-1] if said else ""


def _nudge(product: Product, words: frozenset[str]) -> float:
    brand = frozenset(stems(product.brand))
    score = BRAND if brand and brand <= words else 0.0
    return score + (0.0 if product.in_stock else SOLD_OUT)
