"""Joins signals to the product search: what it understands of words, as stated preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.number_words import in_figures
from knowledge.search_talk import COMPARED
from knowledge.shopping_words import COLOURS
from signals import Polarity, Range, StatedPreference
from signals.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from knowledge.constraints import Constraints
    from knowledge.product_search import ProductSearch
    from signals.wishes import WishReader

__all__ = ["wish_reader"]

_LEANINGS: Final = {
    ("weight", "most"): "light", ("weight", "least"): "heavy",
    ("size", "most"): "small", ("size", "least"): "large",
}  # fmt: skip
"""What "lighter" and "not too heavy" come to where no figure is named."""


def wish_reader(search: ProductSearch) -> WishReader:
    """Understands by the catalogue as it is when it is asked."""

    def read(text: str) -> Wishes:
        text = in_figures(text)
        understood = search.understood(text)
        colours = search.vocabulary.colours | COLOURS.keys()
        preferences = (*_preferences(understood, colours), *_leanings(understood, text))
        known = search.described_by(understood.words)
        return Wishes(preferences, understood.category, understood.words, known)

    return read


def _preferences(of: Constraints, colours: Collection[str]) -> Iterator[StatedPreference]:
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
    for unwanted in of.excluded:
        attribute = "colour" if unwanted in colours else "feature"
        yield StatedPreference(attribute=attribute, value=unwanted, polarity=Polarity.DISLIKES)


def _leanings(of: Constraints, text: str) -> Iterator[StatedPreference]:
    measured = {measure.kind for measure in of.measures}
    for (kind, bound), pattern in COMPARED.items():
        if kind not in measured and pattern.search(text):
            yield StatedPreference(attribute=kind, value=_LEANINGS[kind, bound])
