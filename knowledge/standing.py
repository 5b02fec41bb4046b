"""Which of several products is the most of something, or has it: "lighter", "has a hood".

Only what the products state of themselves decides: a figure of both in units that can be compared,
or an attribute that names the thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.measures import MEASURES, family_in, measure_in
from knowledge.shopping_words import stems
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commerce import Product

__all__ = ["PRICE", "RATING", "Dimension", "Standing", "asked_dimension", "standing"]

PRICE, RATING = "price", "rating"
"""What every product says of itself, beside its attributes."""


@dataclass(frozen=True)
class Dimension:
    """What products are to be compared in: `said` by the shopper, told by one of the attributes.

    Each attribute comes with whether the larger figure is the one that is asked for; the plainest
    is first, and there is none where the catalogue knows nothing of the kind. Where `had`, it is
    asked which of them have the thing at all.
    """

    said: str
    attributes: tuple[tuple[str, bool], ...] = ()
    had: bool = False


@dataclass(frozen=True)
class Standing:
    """What each product says of an attribute (None for nothing), in their order.

    `ranked` are the places of those whose figures can be compared, the one asked for first;
    `leading` are those of them that no other is ahead of.
    """

    attribute: str
    values: tuple[str | None, ...]
    ranked: tuple[int, ...] = ()
    leading: tuple[int, ...] = ()


def _of(kind: str, *, most: bool) -> tuple[tuple[str, bool], ...]:
    return tuple((name, most) for name in MEASURES[kind])


_COLDEST = ("comfort temperature", "temperature rating", "lower limit temperature", "temperature")
_RUNS = ("battery life", "run time", "playing time")
_PACKED = ("packed size", "folded size")
_WORDS: Final = tuple(
    (re.compile(rf"\b(?:{words})\b"), attributes)
    for words, attributes in (
        (r"(?:light(?:er|est)|(?:less|least) heavy|weighs? (?:less|the least))(?! up)",
         _of("weight", most=False)),
        (r"heav(?:ier|iest)|weighs? (?:more|the most)", _of("weight", most=True)),
        (r"packs? (?:down |up )?small(?:er|est)|(?:more|most) compact",
         tuple((name, False) for name in _PACKED) + _of("size", most=False)),
        ((r"bigg(?:er|est)|larg(?:er|est)|roomi(?:er|est)|(?:more|most) (?:spacious|room|space)|"
         r"(?:holds?|fits?|carr(?:y|ies)|sleeps) (?:the )?(?:more|most)"), _of("size", most=True)),
        (r"small(?:er|est)", _of("size", most=False)),
        (r"warm(?:er|est)", (*((name, False) for name in _COLDEST), ("r-value", True),
                             ("warmth", True))),
        (r"(?:lasts?|runs?|plays?) (?:the )?long(?:er|est)", tuple((name, True) for name in _RUNS)),
        (r"long(?:er|est)", (("length", True),)),
        (r"short(?:er|est)", (("length", False),)),
        (r"tall(?:er|est)", (("height", True), ("peak height", True))),
        (r"thick(?:er|est)", (("thickness", True),)),
        (r"thinn(?:er|est)", (("thickness", False),)),
        (r"bright(?:er|est)", (("brightness", True), ("light output", True))),
        (r"quiet(?:er|est)|(?:less|least) (?:noisy|loud)", (("noise", False),)),
        (r"loud(?:er|est)|nois(?:ier|iest)", (("noise", True), ("output", True))),
        (r"(?:more|most) powerful|strong(?:er|est)", (("power", True), ("output", True))),
        ((r"cheap(?:er|est)|(?:less|least) (?:expensive|pricey|costly)|costs? (?:less|the least)|"
         r"(?:more|most) affordable"), ((PRICE, False),)),
        ((r"dear(?:er|est)|pric(?:ier|iest)|costl(?:ier|iest)|(?:more|most) "
         r"(?:expensive|pricey|costly)|costs? (?:more|the most)"), ((PRICE, True),)),
        ((r"(?:better|best|higher|highest)[ -](?:rated|reviewed)|(?:better|best) "
         r"(?:reviews?|ratings?)|(?:more|most) popular"), ((RATING, True),)),
    )
)  # fmt: skip
_QUANTITY = re.compile(
    r"\b(?:(?P<more>more|most|long(?:er|est)|high(?:er|est)|bigg(?:er|est)|larg(?:er|est)|"
    r"great(?:er|est)|wid(?:er|est))|less|least|few(?:er|est)|low(?:er|est)|short(?:er|est)|"
    r"small(?:er|est)) (?P<what>[a-z][\w -]*)"
)
_HAVING = re.compile(
    r"\bwhich(?: ones?| of (?:them|these|those|the (?:two|three|2|3)))?"
    r" (?:has|have|comes? with|got)(?: got)? (?:an? |any |the )?(?P<what>[a-z][\w -]*)"
)
_WITHOUT = re.compile(r"\W*(?:no|none|not|without|n/?a)\b", re.IGNORECASE)
_COMPARATIVE = re.compile(
    r"\b(?:which|who|what)\b(?:'?s| ones?| of (?:them|these|those|the (?:two|three|2|3)))*"
    r"(?: (?:is|are|was|has|have|looks?|feels?|gets?|would be|will be))?(?: the)? "
    r"(?P<said>(?:more|most|less|least|fewer|fewest) \w+|(?!(?:better|best|other|either|under|over|"
    r"after|rather|ever|order|number)\b)[a-z]{3,}(?:er|est))\b"
)
_ASKS_FOR_ONE = re.compile(
    r"\b(?:which|who)\b|\bwhat(?:'?s| is| one)\b|\bthan\b|"
    r"^\W*(?:and |so |or |but )*(?:the )?\w+ one\b"
)
_SIDE_BY_SIDE = re.compile(
    r"\b(?:compar\w+|differ\w*|vs\.?|versus|side by side|pros and cons|ones|others?)\b"
)


def asked_dimension(text: str, products: Sequence[Product]) -> Dimension | None:
    """What the text asks to be told which of the products is more of; None for nothing."""
    said = text.lower().replace("\u2019", "'")
    if not _ASKS_FOR_ONE.search(said) or _SIDE_BY_SIDE.search(said):
        return None
    if (quantity := _QUANTITY.search(said)) and (name := _attribute(quantity["what"], products)):
        return Dimension(quantity[0].strip(), ((name, quantity["more"] is not None),))
    for pattern, attributes in _WORDS:
        if found := pattern.search(said):
            return Dimension(found[0], attributes)
    if having := _HAVING.search(said):
        name = _attribute(having["what"], products)
        if name and set(stems(having["what"])) <= set(stems(name)):
            return Dimension(having["what"].strip(), ((name, True),), had=True)
    unknown = _COMPARATIVE.search(said)
    return Dimension(unknown["said"]) if unknown else None


def standing(products: Sequence[Product], dimension: Dimension) -> Standing | None:
    """How the products stand, by the attribute that most of them state; None where none does."""
    best: tuple[int, Standing] | None = None
    for attribute, most in dimension.attributes:
        values = tuple(_value(product, attribute) for product in products)
        told = len(values) - values.count(None)
        if told > (best[0] if best else 0):
            best = (
                told,
                (
                    _having(attribute, values)
                    if dimension.had
                    else _ranked(attribute, values, most=most)
                ),
            )
    return best[1] if best else None


def _having(attribute: str, values: tuple[str | None, ...]) -> Standing:
    has = tuple(at for at, value in enumerate(values) if value and not _WITHOUT.match(value))
    return Standing(attribute, values, has, has)


def _ranked(attribute: str, values: tuple[str | None, ...], *, most: bool) -> Standing:
    figures = _comparable(values)
    ranked = tuple(sorted(figures, key=figures.__getitem__, reverse=most))
    leading = tuple(at for at in ranked if figures[at] == figures[ranked[0]])
    return Standing(attribute, values, ranked, leading)


def _attribute(what: str, products: Sequence[Product]) -> str:
    """The products' attribute that some words name best; empty for none."""
    wanted = set(stems(what)) - STOP_WORDS
    names = dict.fromkeys(name.strip().lower() for one in products for name in one.attributes)
    shared = {name: len(wanted.intersection(stems(name))) / len(stems(name)) for name in names}
    best = max(shared, key=lambda name: shared[name], default="")
    return best if best and shared[best] else ""


def _value(product: Product, attribute: str) -> str | None:
    if attribute == PRICE:
        return str(product.price)
    if attribute == RATING:
        return None if product.rating is None else f"{product.rating:g}"
    return next(
        (value for name, value in product.attributes.items() if name.strip().lower() == attribute),
        None,
    )


def _comparable(values: Sequence[str | None]) -> dict[int, float]:
    """The figures by their places, where there are several and all of them are of one family."""
    stated = {at: value for at, value in enumerate(values) if value is not None}
    figures = {
        at: figure for at, value in stated.items() if (figure := measure_in(value)) is not None
    }
    alike = len({family_in(value) for value in stated.values()}) == 1
    return figures if alike and len(figures) > 1 else {}
