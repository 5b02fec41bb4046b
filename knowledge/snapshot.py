"""What is derived from the whole catalogue and index, kept until they change."""

from __future__ import annotations

import threading
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from embedding.words import common_words
from knowledge.fitting import Entry, vocabulary_of
from knowledge.linking import ProductNames
from knowledge.product_index import ProductIndex
from knowledge.shopping_words import stems
from knowledge.spelling import Speller, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commerce import Catalogue, Product
    from knowledge.constraints import Vocabulary
    from knowledge.lexical import LexicalIndex

__all__ = ["Snapshot", "Snapshots"]

SHORTEST_STEM = 4
"""Shorter words are not taken for misspelt ones."""


class Snapshot:
    """One generation of the index; its parts are made when they are first asked for."""

    def __init__(self, generation: int, products: Sequence[Product], lexical: LexicalIndex) -> None:
        self.generation = generation
        self.products: Mapping[str, Product] = {product.id: product for product in products}
        self._lexical = lexical

    @cached_property
    def names(self) -> ProductNames:
        """What the products are called."""
        return ProductNames(self.products.values())

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The products as a search compares them."""
        return {id_: Entry(product) for id_, product in self.products.items()}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The catalogue's words for kinds, features, brands, colours and sizes."""
        return vocabulary_of(self.entries.values())

    @cached_property
    def features(self) -> frozenset[str]:
        """Words that are the whole name of an attribute of some product."""
        named = {stems(name) for one in self.products.values() for name in one.attributes}
        return frozenset(words[0] for words in named if len(words) == 1)

    @cached_property
    def stems(self) -> Mapping[str, Sequence[str]]:
        """The word stems of the index by their first letter, which is seldom mistyped."""
        found: dict[str, list[str]] = defaultdict(list)
        for term in self._lexical.vocabulary():
            if len(term) >= SHORTEST_STEM and term.isalpha():
                found[term[0]].append(term)
        return dict(found)

    @cached_property
    def speller(self) -> Speller:
        """Puts slips right by the words of the products, and leaves those of the index alone."""
        options = (
            value
            for product in self.products.values()
            for variant in product.variants
            for value in variant.options.values()
        )
        texts = (one.text for one in self.entries.values())
        brands = (product.brand for product in self.products.values())
        return Speller(
            words_in((*texts, *options, *brands)), common_words(), self._lexical.vocabulary()
        )

    @cached_property
    def product_index(self) -> ProductIndex:
        """The words of whole products, for the search in a large catalogue."""
        return ProductIndex(self.products.values())

    @cached_property
    def chunks(self) -> int:
        """How many chunks there are."""
        return self._lexical.count()


class Snapshots:
    """The snapshot of the present generation of the index; safe to ask from any thread."""

    def __init__(self, catalogue: Catalogue, lexical: LexicalIndex) -> None:
        self._catalogue = catalogue
        self._lexical = lexical
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The snapshot; made anew after an ingest has changed something."""
        generation = self._lexical.generation
        with self._lock:
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = Snapshot(generation, self._catalogue.all(), self._lexical)
            return self._snapshot
