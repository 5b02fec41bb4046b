"""Joins signals to the product search: what it understands of words, as stated preferences."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from knowledge.catalogue_words import vocabulary_of
from knowledge.constraints import understand
from knowledge.fitting import Entry
from knowledge.linking import ProductNames
from knowledge.number_words import in_figures
from knowledge.search_talk import COMPARED
from knowledge.shopping_words import COLOURS
from signals import Polarity, Range, StatedPreference
from signals.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from commerce import Catalogue
    from knowledge.constraints import Constraints, Vocabulary
    from signals.wishes import WishReader

__all__ = ["CatalogueWords", "Understanding", "wish_reader"]

_LEANINGS: Final = {
    ("weight", "most"): "light", ("weight", "least"): "heavy",
    ("size", "most"): "small", ("size", "least"): "large",
}  # fmt: skip
"""What "lighter" and "not too heavy" come to where no figure is named."""


class Understanding(Protocol):
    """What understands a shopper's words by the words of a catalogue: the product search does."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""

    def understood(self, text: str) -> Constraints:
        """What the words ask for."""

    def described_by(self, words: Collection[str]) -> frozenset[str]:
        """Those of the words that are said of some product."""


class CatalogueWords:
    """Understands by the catalogue alone, for processes that may not open the index.

    The catalogue is read when it is first asked, and once.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def understood(self, text: str) -> Constraints:
        """What the words ask for."""
        return understand(text, self.vocabulary)

    def described_by(self, words: Collection[str]) -> frozenset[str]:
        """Those of the words that are said of some product."""
        return self._said.intersection(words)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""
        return vocabulary_of(entry.listed for entry in self._entries)

    @cached_property
    def _said(self) -> frozenset[str]:
        return frozenset(ProductNames(entry.naming for entry in self._entries).words)

    @cached_property
    def _entries(self) -> Sequence[Entry]:
        return [Entry(product) for product in self._catalogue.all()]


def wish_reader(search: Understanding) -> WishReader:
    """Understands by the catalogue as it is when it is asked."""

    def read(text: str) -> Wishes:
        text = in_figures(text)
        understood = search.understood(text)
        preferences = (
            *_preferences(understood, search.vocabulary),
            *_leanings(understood, text),
        )
        known = search.described_by(understood.words)
        return Wishes(preferences, understood.category, understood.words, known)

    return read


def _preferences(of: Constraints, vocabulary: Vocabulary) -> Iterator[StatedPreference]:
    if of.min_price is not None or of.max_price is not None:
        low = None if of.min_price is None else float(of.min_price)
        high = None if of.max_price is None else float(of.max_price)
        yield StatedPreference(attribute="price", range=Range(low, high, of.below))
    if of.order == "price":
        yield StatedPreference(attribute="price", value="low")
    if of.ages is not None:
        yield StatedPreference(attribute="age", range=Range(*of.ages, below=True))
    if of.min_rating is not None:
        yield StatedPreference(attribute="rating", range=Range(of.min_rating))
    for measure in of.measures:
        limits = Range(measure.least, measure.most)
        yield StatedPreference(attribute=measure.kind, range=limits)
    for attribute in ("audience", "brand", "colour", "size"):
        if value := getattr(of, attribute):
            yield StatedPreference(attribute=attribute, value=value)
    for feature in of.attributes:
        yield StatedPreference(attribute="feature", value=feature)
    yield from _dislikes(of, vocabulary)


def _dislikes(of: Constraints, vocabulary: Vocabulary) -> Iterator[StatedPreference]:
    colours = vocabulary.colours | COLOURS.keys()
    brands = {name.lower(): name for name in vocabulary.brands.values()}
    for unwanted in of.excluded:
        attribute, value = "feature", unwanted
        if unwanted in brands:
            attribute, value = "brand", brands[unwanted]
        elif unwanted in colours:
            attribute = "colour"
        yield StatedPreference(attribute=attribute, value=value, polarity=Polarity.DISLIKES)


def _leanings(of: Constraints, text: str) -> Iterator[StatedPreference]:
    measured = {measure.kind for measure in of.measures}
    for (kind, bound), pattern in COMPARED.items():
        if kind not in measured and pattern.search(text):
            yield StatedPreference(attribute=kind, value=_LEANINGS[kind, bound])
