"""The words of a catalogue: kinds of thing, features, brands, colours and sizes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from knowledge.constraints import Vocabulary
from knowledge.shopping_words import COLOURS, KINDRED, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from commerce import Product

__all__ = ["COLOUR_NAMES", "Listed", "listed_of", "vocabulary_of"]

COLOUR_NAMES = frozenset({"colour", "color", "colors", "colours"})
_SHADES = frozenset({*COLOURS, *(shade for shades in COLOURS.values() for shade in shades)})
_YES_NO = re.compile(r"^\s*(yes|no)\b", re.IGNORECASE)


class Listed(NamedTuple):
    """What one product adds to the words of its catalogue."""

    kinds: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    """The stems of its title, its category and each of its tags."""
    features: tuple[str, ...]
    """Names of the attributes that it has or has not."""
    brand: str
    colours: tuple[str, ...]
    sizes: tuple[str, ...]


def listed_of(product: Product) -> Listed:
    """What the product adds to the words of its catalogue."""
    head = re.split(r"[(,]|\b(?:with|for|in)\b", product.title)[0]
    colours: list[str] = []
    sizes: list[str] = []
    for variant in product.variants:
        for name, value in variant.options.items():
            if name.lower() in COLOUR_NAMES:
                colours += _colours_in(value)
            elif "size" in name.lower():
                sizes.append(value.lower())
    return Listed(
        (*stems(head)[-2:], *stems(product.category)),
        tuple(stems(label) for label in (product.title, product.category, *product.tags)),
        tuple(name for name, value in product.attributes.items() if _YES_NO.match(value)),
        product.brand,
        tuple(dict.fromkeys(colours)),
        tuple(dict.fromkeys(sizes)),
    )


def _colours_in(value: str) -> Iterator[str]:
    """The words that name the colours of a value: of "Bottle Green/Oat" green and oat."""
    for part in re.split(r"[/,&+]|\band\b", value):
        said = stems(part)
        yield from said[-1:]
        yield from (word for word in said if word in _SHADES)


def vocabulary_of(products: Iterable[Listed]) -> Vocabulary:
    """The words of a catalogue."""
    kinds: set[str] = set()
    phrases: set[tuple[str, str]] = set()
    labels: set[str] = set()
    features: dict[tuple[str, ...], str] = {}
    brands: dict[tuple[str, ...], str] = {}
    colours: set[str] = set()
    sizes: set[str] = set()
    for listed in products:
        kinds.update(listed.kinds)
        for part in listed.labels:
            phrases.update(pairwise(part))
            labels.update(part)
        features.update((stems(name), name) for name in listed.features)
        if listed.brand:
            brands[stems(listed.brand)] = listed.brand
        colours.update(listed.colours)
        sizes.update(listed.sizes)
    kinds = {kind for kind in kinds if kind.isalpha()} | {
        kind for kind in KINDRED if KINDRED[kind] & labels
    }
    return Vocabulary(
        kinds=frozenset(kinds),
        phrases=frozenset(phrases),
        labels=frozenset(labels),
        features={
            words: name for words, name in features.items() if words and words[-1] not in kinds
        },
        brands={words: brands[words] for words in sorted(brands, key=len, reverse=True) if words},
        colours=frozenset(colours - kinds),
        sizes=frozenset(sizes),
    )
