"""What is derived from the whole catalogue and index, kept until they change.

They change with an ingest, and the catalogue with the approval of a price.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from embedding.vocabulary import common_words
from knowledge.catalogue_spelling import Spelling
from knowledge.catalogue_words import vocabulary_of
from knowledge.fitting import Entry
from knowledge.linking import ProductNames
from knowledge.product_index import ProductIndex
from knowledge.shopping_words import stems
from knowledge.spelling import Speller, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from commerce import Catalogue
    from knowledge.constraints import Vocabulary
    from knowledge.lexical import LexicalIndex

    State = tuple[int, datetime | None]

__all__ = ["Snapshot", "Snapshots"]

SHORTEST_STEM = 4
"""Shorter words are not taken for misspelt ones."""


class Snapshot:
    """One generation of index and catalogue; its parts are made when they are first asked for."""

    def __init__(
        self,
        state: State,
        entries: Mapping[str, Entry],
        fingerprints: Mapping[str, str],
        lexical: LexicalIndex,
    ) -> None:
        self.state = state
        """The generation of the index, and when a price was last approved."""
        self.entries = entries
        """The products as a search compares them, by id."""
        self.fingerprints = fingerprints
        """What the catalogue said of each product before it was read."""
        self._lexical = lexical

    @cached_property
    def names(self) -> ProductNames:
        """What the products are called."""
        return ProductNames(entry.naming for entry in self.entries.values())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The catalogue's words for kinds, features, brands, colours and sizes."""
        return vocabulary_of(entry.listed for entry in self.entries.values())

    @cached_property
    def spelling(self) -> Spelling:
        """How the catalogue spells its words."""
        return Spelling(self.names.words, self.vocabulary.labels)

    @cached_property
    def features(self) -> frozenset[str]:
        """Words that are the whole name of an attribute of some product."""
        names = {name for entry in self.entries.values() for name in entry.product.attributes}
        named = map(stems, names)
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
        products = [entry.product for entry in self.entries.values()]
        options = (
            value
            for product in products
            for variant in product.variants
            for value in variant.options.values()
        )
        texts = (one.text for one in self.entries.values())
        brands = (product.brand for product in products)
        return Speller(
            words_in((*texts, *options, *brands)), common_words(), self._lexical.vocabulary()
        )

    @cached_property
    def product_index(self) -> ProductIndex:
        """The words of whole products, for the search in a large catalogue."""
        return ProductIndex(entry.terms for entry in self.entries.values())

    @cached_property
    def validities(self) -> frozenset[str]:
        """The validities of the pages that hold for a time only."""
        return self._lexical.validities()

    @cached_property
    def chunks(self) -> int:
        """How many chunks there are."""
        return self._lexical.count()


class Snapshots:
    """The snapshot of the index and the catalogue as they are now; safe to ask from any thread.

    After a change only the products that changed are read and taken apart again; what is put
    together of all products costs about a second for 20,000 of them.
    """

    def __init__(self, catalogue: Catalogue, lexical: LexicalIndex) -> None:
        self._catalogue = catalogue
        self._lexical = lexical
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The snapshot; made anew after an ingest or the approval of a price."""
        state = self._lexical.generation, self._catalogue.last_approval
        with self._lock:
            if self._snapshot is None or self._snapshot.state != state:
                self._snapshot = self._next(state, self._snapshot)
            return self._snapshot

    def _next(self, state: State, former: Snapshot | None) -> Snapshot:
        stored = self._catalogue.fingerprints()
        if former is None:
            read = self._catalogue.all()
            entries = {product.id: Entry(product) for product in read}
            return Snapshot(state, entries, stored, self._lexical)
        kept = {
            id_: entry for id_, entry in former.entries.items()
            if id_ in stored and stored[id_] == former.fingerprints.get(id_)
        }  # fmt: skip
        read = self._catalogue.listed([id_ for id_ in stored if id_ not in kept])
        kept.update((product.id, Entry(product)) for product in read)
        return Snapshot(state, kept, stored, self._lexical)
