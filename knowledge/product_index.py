"""Word search over whole products: BM25F, in which a word counts by the field it stands in.

Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to multiple weighted fields": the
frequencies of a word are weighted and added over the fields before they saturate, each field
normalised by its own length. The index is made of one generation of the catalogue and held in
memory (about 40 MB for 20,000 products); a query costs a few additions of arrays. The words of a
product (`terms_of`) are taken out once, and kept by whoever makes the index anew after a change.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from knowledge.product_words import index_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from commerce import Product

__all__ = ["ProductIndex", "Terms", "terms_of"]

SATURATION = 0.6
"""k1: how fast further occurrences of a word stop counting; in a product list one says it all."""
LONGEST_VALUE = 200
"""Characters of an attribute from which it is prose, such as a list of all compatible models."""


class Field(NamedTuple):
    """How much a word counts in a field, and how far the field's length is held against it."""

    weight: float
    length: float


FIELDS: Mapping[str, Field] = {
    "title": Field(2.0, 0.5),
    "filed": Field(2.0, 0.5),
    "description": Field(1.0, 0.75),
    "attributes": Field(0.3, 0.75),
}


class Terms(NamedTuple):
    """The words of one product: each word of each field, how often it is there, and the field."""

    product_id: str
    words: tuple[str, ...]
    counts: NDArray[np.uint16]
    fields: NDArray[np.uint8]
    lengths: tuple[int, ...]


def terms_of(product: Product) -> Terms:
    """The words of a product, field by field."""
    fields = _fields(product)
    counted = [Counter(words) for words in fields]
    return Terms(
        product.id,
        tuple(map(sys.intern, chain.from_iterable(counted))),
        np.fromiter(chain.from_iterable(one.values() for one in counted), np.uint16),
        np.repeat(np.arange(len(fields), dtype=np.uint8), [len(one) for one in counted]),
        tuple(map(len, fields)),
    )


class ProductIndex:
    """The words of the products; rows are in the order of `ids`."""

    def __init__(self, products: Iterable[Terms]) -> None:
        terms = list(products)
        self.ids = [one.product_id for one in terms]
        self._postings = _weighted(terms) if terms else {}

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each product id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    @property
    def words(self) -> Mapping[str, object]:
        """Every word of the index."""
        return self._postings

    def __contains__(self, word: str) -> bool:
        return word in self._postings

    def frequency(self, word: str) -> int:
        """In how many products the word stands."""
        return len(self._postings[word][0]) if word in self._postings else 0

    def scores(self, wanted: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
        """Shape (len(ids),): the share of what is wanted that each product has, 0 to 1.

        Each of `wanted` is one thing in words that would do for each other, with what each is
        worth; the best of them counts. A rare thing weighs more than a common one.
        """
        total = np.zeros(len(self.ids), dtype=np.float32)
        weights = 0.0
        for alternatives in wanted:
            known = {word: worth for word, worth in alternatives.items() if word in self}
            # The commonest decides: a rare word for the same thing is not worth more for that.
            rarity = min(map(self._rarity, known), default=self._rarity(""))
            weights += rarity
            best = np.zeros_like(total)
            for word, worth in known.items():
                rows, impact = self._postings[word]
                best[rows] = np.maximum(best[rows], np.float32(worth * rarity) * impact)
            total += best
        return total / np.float32(weights) if weights else total

    def _rarity(self, word: str) -> float:
        found = self.frequency(word)
        return math.log(1 + (len(self.ids) - found + 0.5) / (found + 0.5))


def _weighted(
    terms: Sequence[Terms],
) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """For each word the rows that have it, and its saturated, weighted frequency there."""
    scale = []
    for field, found in zip(FIELDS.values(), zip(*(one.lengths for one in terms)), strict=True):  # noqa: B905
        length = np.asarray(found, dtype=np.float32)
        mean = length[length > 0].mean() if length.any() else 1.0
        scale.append(field.weight / (1 - field.length + field.length * length / mean))
    numbers: dict[str, int] = defaultdict(lambda: len(numbers))
    sizes = [len(one.words) for one in terms]
    spoken = chain.from_iterable(one.words for one in terms)
    words = np.fromiter(map(numbers.__getitem__, spoken), np.int64, sum(sizes))
    rows = np.repeat(np.arange(len(terms)), sizes)
    fields = np.concatenate([one.fields for one in terms])
    weighted = np.concatenate([one.counts for one in terms]) * np.stack(scale)[fields, rows]
    places = words * len(terms) + rows
    order = np.argsort(places)
    places = places[order]
    first = np.flatnonzero(np.diff(places, prepend=-1))  # of each word in each row
    frequency = np.add.reduceat(weighted[order], first).astype(np.float32) if len(first) else first
    impact = (frequency / (SATURATION + frequency)).astype(np.float32)
    word, row = np.divmod(places[first], len(terms))
    bounds = np.searchsorted(word, np.arange(len(numbers) + 1))
    row = row.astype(np.int32)
    return {
        name: (
            row[bounds[number] : bounds[number + 1]],
            impact[bounds[number] : bounds[number + 1]],
        )
        for name, number in numbers.items()
    }


def _fields(product: Product) -> tuple[Sequence[str], ...]:
    said = []
    for name, value in product.attributes.items():
        word = value.strip().lower()
        if word in {"yes", "true"}:
            said.append(name)
        elif len(value) <= LONGEST_VALUE and not _is_figure(word):
            said.append(value)
    return (
        index_words(product.title),
        index_words(" ; ".join((product.category, *product.tags))),
        index_words(product.description),
        index_words(" ; ".join(said)),
    )


def _is_figure(word: str) -> bool:
    return word in {"no", "false"} or word.replace(".", "", 1).replace(",", "").isdigit()
