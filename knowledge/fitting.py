"""Whether a product fits the constraints of a search, and which of its variants do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.catalogue_words import COLOUR_NAMES, listed_of
from knowledge.linking import naming_of
from knowledge.measure_limits import stated_measure
from knowledge.measures import measure_of
from knowledge.product_index import terms_of
from knowledge.shopping_words import AUDIENCES, COLOURS, KINDRED, WIDER, ages_in, stems

if TYPE_CHECKING:
    from commerce import Product, Variant
    from knowledge.catalogue_words import Listed
    from knowledge.constraints import Constraints, Measure
    from knowledge.linking import Naming
    from knowledge.product_index import Terms

__all__ = ["Entry", "unmet"]

_HAS_NOT = re.compile(r"^\s*(no|none|not|without|never|n/a)\b|\b(only|partly)\s*$", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:no|not|non|without|never|isn't|aren't|doesn't|instead of|free of|free from)"
    r"(?:[\s-]+(?:a|an|any|the|need|contain|made|of|from|with))*[\s-]+$"
)
_CHILDREN = {"baby", "toddler", "kid", "child", "children", "junior"}


@dataclass(frozen=True)
class Entry:
    """A product with its words, as a search compares them."""

    product: Product

    @cached_property
    def labels(self) -> frozenset[str]:
        """The words it is filed under: title, category, tags."""
        return frozenset(
            stems(" ".join((self.product.title, self.product.category, *self.product.tags)))
        )

    @cached_property
    def listed(self) -> Listed:
        """What it adds to the words of the catalogue."""
        return listed_of(self.product)

    @cached_property
    def terms(self) -> Terms:
        """Its words as the index of a large catalogue has them."""
        return terms_of(self.product)

    @cached_property
    def naming(self) -> Naming:
        """The words of it that decide what it is called."""
        return naming_of(self.product)

    @cached_property
    def title(self) -> frozenset[str]:
        """The words of its title."""
        return frozenset(stems(self.product.title))

    @cached_property
    def text(self) -> str:
        """All that is said of it, in lower case."""
        product = self.product
        return " ; ".join(
            (product.title, product.category, *product.tags, product.description,
             *(f"{name}: {value}" for name, value in product.attributes.items()))
        ).lower()  # fmt: skip

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all that is said of it."""
        return frozenset(stems(self.text))

    @cached_property
    def ages(self) -> tuple[float, float] | None:
        """The years of age it is for, when it says so."""
        for name, value in self.product.attributes.items():
            if "age" in name.lower() and "age" in stems(name):
                return ages_in(value)
        return ages_in(self.product.title)

    @cached_property
    def for_children(self) -> bool:
        """Whether it is made for babies, toddlers or children."""
        if self.ages is not None and self.ages[1] < 90:  # noqa: PLR2004  "and up" is for all
            return True
        return bool(self.labels & _CHILDREN)

    def is_a(self, kind: str) -> bool:
        """Whether the words of `kind`, or words for the same thing, are what it is filed under."""
        return all(self.labels & (KINDRED.get(word, frozenset()) | {word}) for word in kind.split())

    def has(self, feature: str) -> bool:
        """Whether it says that it has the feature: "Waterproof: yes", "a waterproof shell"."""
        wanted = stems(feature)
        for name, value in self.product.attributes.items():
            if stems(name) == wanted:
                return not _HAS_NOT.search(value)
        return self.says(" ".join(wanted))

    def says(self, words: str) -> bool:
        """Whether it says the words of itself, and not that it is free of them."""
        pattern = r"[\s-]+".join(re.escape(word) for word in words.split())
        for found in re.finditer(rf"\b{pattern}(?:s|es)?\b(?![\s-]free)", self.text):
            before = self.text[: found.start()]
            after = self.text[found.end() :]
            if not _DENIED.search(before[-40:]) and not re.match(r":\s*(no|none|not)\b", after):
                return True
        return False

    def is_for(self, constraints: Constraints) -> bool:
        """Whether the audience is one that it is made for."""
        names = {name: set(words) for name, words in AUDIENCES.items()}
        if constraints.ages is not None:
            low, high = constraints.ages
            if self.ages is not None:
                return self.ages[0] < high and low < self.ages[1]
            return bool(self.labels & (names.get(constraints.audience) or _CHILDREN))
        opposite = names.get({"men": "women", "women": "men"}.get(constraints.audience, ""), set())
        said = (self.product.title, *self.product.tags, self.product.attributes.get("Gender", ""))
        return not (opposite & set(stems(" ".join(said))) or self.for_children)


def unmet(entry: Entry, constraints: Constraints) -> list[str]:
    """The constraints that the product does not keep, by their field's name."""
    missed = []
    if constraints.category and not entry.is_a(constraints.category):
        missed.append("category")
    if (constraints.audience or constraints.ages) and not entry.is_for(constraints):
        missed.append("audience")
    if constraints.brand and entry.product.brand.lower() != constraints.brand.lower():
        missed.append("brand")
    rating = entry.product.rating or 0.0
    if constraints.min_rating is not None and rating < constraints.min_rating:
        missed.append("rating")
    missed += [f"measure:{one.kind}" for one in constraints.measures if not _measures(entry, one)]
    missed += [f"attributes:{name}" for name in constraints.attributes if not entry.has(name)]
    missed += [
        f"excluded:{name}"
        for name in constraints.excluded
        if name not in COLOURS and _is_or_has(entry, name)
    ]
    return missed + _unmet_by_variants(entry, constraints)


def _is_or_has(entry: Entry, unwanted: str) -> bool:
    named = stems(unwanted)
    if named and stems(entry.product.brand)[: len(named)] == named:
        return True
    return any(entry.says(word) for word in (unwanted, *WIDER.get(unwanted, ())))


def _measures(entry: Entry, wanted: Measure) -> bool:
    if wanted.said:
        found = stated_measure(entry.product, wanted)
    else:
        found = measure_of(entry.product, wanted.attribute)
    if found is None:
        return False
    if wanted.said and found in {wanted.least, wanted.most}:
        return True
    return (wanted.least is None or found > wanted.least) and (
        wanted.most is None or found < wanted.most
    )


def _unmet_by_variants(entry: Entry, constraints: Constraints) -> list[str]:
    """Price, colour, size and stock have to hold for one and the same variant."""
    best: list[str] | None = None
    for variant in entry.product.variants:
        missed = []
        if not _affordable(variant, constraints):
            missed.append("price")
        if constraints.colour and not _is_coloured(entry, variant, constraints.colour):
            missed.append("colour")
        if constraints.size and not _is_sized(entry, variant, constraints.size):
            missed.append("size")
        if constraints.in_stock and not variant.in_stock:
            missed.append("in_stock")
        missed += [
            f"excluded:{name}"
            for name in constraints.excluded
            if name in COLOURS and _is_coloured(entry, variant, name)
        ]
        if best is None or len(missed) < len(best):
            best = missed
    return best or []


def _affordable(variant: Variant, constraints: Constraints) -> bool:
    limit, least = constraints.max_price, constraints.min_price
    if limit is not None and (
        variant.price > limit or (constraints.below and variant.price == limit)
    ):
        return False
    return least is None or variant.price >= least


def _is_coloured(entry: Entry, variant: Variant, colour: str) -> bool:
    accepted = {colour, *COLOURS.get(colour, ())}
    named = [
        value for name, value in (*variant.options.items(), *entry.product.attributes.items())
        if name.lower() in COLOUR_NAMES
    ]  # fmt: skip
    if named:
        return any(accepted & set(stems(value)) for value in named)
    return colour in entry.words


def _is_sized(entry: Entry, variant: Variant, size: str) -> bool:
    named = [
        value for name, value in (*variant.options.items(), *entry.product.attributes.items())
        if "size" in name.lower()
    ]  # fmt: skip
    return any(
        size == value.lower() or size in re.split(r"[^\w.]+", value.lower())
        for value in named
        if len(value) < 30  # noqa: PLR2004  a size, not a sentence about sizes
    )
