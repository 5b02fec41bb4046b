"""What a shopper asks for, taken apart: price, audience, colour, size, what it must not be.

Only what is understood becomes a constraint; the words that are left are what the product
is ranked by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.limits import prices_in, rating_in
from knowledge.measure_limits import Measure, measure_limits_in
from knowledge.shopping_words import (
    AUDIENCE_AGES,
    AUDIENCES,
    COLOURS,
    HARD_FEATURES,
    SIZES,
    stems,
    without_age,
)
from knowledge.text import STOP_WORDS
from knowledge.unwanted import unwanted_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

__all__ = ["Constraints", "Measure", "Vocabulary", "understand"]

_SIZE = re.compile(
    r"\b(?:in\s+)?(?:a\s+)?size\s+(?P<size>\d{1,3}(?:\.5)?(?:\s*(?:-|\u2013|to)\s*\d{1,2}\s*"
    r"(?:months|years)?)?|[a-z]{1,4}\b|extra (?:small|large))|\bin\s+(?:an?\s+)?"
    r"(?P<word>xxs|xs|s|m|l|xl|xxl|xxxl|extra small|small|medium|large|extra large)\b",
    re.IGNORECASE,
)
_IN_STOCK = re.compile(
    r"\b(?:(?:that (?:is|are) )?in stock|available(?: (?:now|today))?|ready to ship)\b",
    re.IGNORECASE,
)
_CHEAP = re.compile(
    r"\b(?:cheap(?:est)?|inexpensive|affordable|lowest price|least expensive|nothing expensive|"
    r"(?:not|nothing) (?:too|so|very) (?:expensive|pricey|costly|dear))\b",
    re.IGNORECASE,
)
_DEAREST = re.compile(
    r"\b(?:most (?:expensive|pricey)|dearest|priciest|costliest|highest[ -]priced?|top of the "
    r"(?:range|line))\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b((?:you|i|we|they|he|she|thing that)\s+)?(?:can|may|might|must|will)\b"
    r"(?(1)|(?=\s+(?:you|i|we|they|he|she|it|someone|somebody|anyone|anybody)\b))",
    re.IGNORECASE,
)
"""The verb of "can you recommend something" and "something we can use", which is no can."""
_BEST = re.compile(r"\b(?:best|top|highest)[\s-]rated\b|\bmost popular\b", re.IGNORECASE)


@dataclass(frozen=True)
class Constraints:
    """What was understood of a search. Prices are limits that a variant has to keep."""

    category: str = ""
    """What kind of thing it is, in the shopper's words: "rain jacket"."""
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    below: bool = False
    """Whether `max_price` itself is too much ("under 40")."""
    audience: str = ""
    ages: tuple[float, float] | None = None
    colour: str = ""
    size: str = ""
    brand: str = ""
    in_stock: bool = False
    min_rating: float | None = None
    """Stars (1 to 5) that it has to have at least."""
    measures: tuple[Measure, ...] = ()
    attributes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    order: str = ""
    """"price", "dearest" or "rating": the cheapest, the dearest or the best rated first."""
    words: tuple[str, ...] = ()
    """What is left: what the product is ranked by."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one catalogue, in the form of `stems`."""

    kinds: frozenset[str]
    """Words that titles end in and that categories are called."""
    phrases: frozenset[tuple[str, str]]
    """Pairs of words that follow each other in a title, category or tag."""
    labels: frozenset[str]
    """All words of titles, categories and tags."""
    features: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    """Attributes that a product has or has not, by the words of their name."""
    brands: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    colours: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()


def understand(text: str, vocabulary: Vocabulary) -> Constraints:
    """The constraints in a shopper's words."""
    rest, min_rating = rating_in(f" {text} ".replace("\u2019", "'"))
    rest, measures = measure_limits_in(rest)
    rest, prices = prices_in(rest)
    orders = {"price": _CHEAP, "rating": _BEST, "dearest": _DEAREST}
    order = next((name for name, pattern in orders.items() if pattern.search(rest)), "")
    for pattern in orders.values():
        rest = pattern.sub(" ", rest)
    rest, excluded = unwanted_in(rest, vocabulary.brands, vocabulary.features)
    rest = _MODAL.sub(r"\1", rest)
    in_stock = bool(_IN_STOCK.search(rest))
    rest = _IN_STOCK.sub(" ", rest)
    rest, size = _size(rest, vocabulary)
    rest, ages = without_age(rest)
    said = stems(rest)
    audience = next((name for name, names in AUDIENCES.items() if set(said) & set(names)), "")
    if ages is None:
        ages = AUDIENCE_AGES.get(audience)
    brand, said = _brand(said, vocabulary)
    colour = next((word for word in said if word in COLOURS or word in vocabulary.colours), "")
    attributes, said = _features(said, vocabulary)
    taken = {colour, *(word for names in AUDIENCES.values() for word in names)}
    left = [word for word in said if word not in taken]
    category, modifiers = _category(left, rest, vocabulary)
    return Constraints(
        category=category,
        min_price=prices.get("low"),
        max_price=prices.get("high"),
        below="below" in prices,
        audience=audience,
        ages=ages,
        colour=colour,
        size=size,
        brand=brand,
        in_stock=in_stock,
        min_rating=min_rating,
        measures=measures,
        attributes=attributes,
        excluded=excluded,
        order=order,
        words=tuple(dict.fromkeys(modifiers)),
    )


def _size(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    match = _SIZE.search(text)
    if match is None:
        return text, ""
    said = " ".join((match["size"] or match["word"]).lower().split())
    if match["word"] and said in {"s", "m", "l"} and said not in vocabulary.sizes:
        return text, ""
    return f"{text[: match.start()]} {text[match.end() :]}", SIZES.get(said, said)


def _brand(said: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    for name, brand in vocabulary.brands.items():
        for start in range(len(said) - len(name) + 1):
            if said[start : start + len(name)] == name:
                return brand, said[:start] + said[start + len(name) :]
    return "", said


def _features(
    said: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = []
    for name, feature in sorted(vocabulary.features.items(), key=lambda pair: -len(pair[0])):
        for start in range(len(said) - len(name) + 1):
            if said[start : start + len(name)] == name:
                found.append(feature)
                said = said[:start] + said[start + len(name) :]
                break
    found += [word for word in said if word in HARD_FEATURES]
    return tuple(found), tuple(word for word in said if word not in HARD_FEATURES)


def _category(left: list[str], text: str, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """The kind of thing: the last noun before "for", "with" and the like, and its modifiers."""
    parts = _CLAUSES.split(text)
    clauses = [part for part in parts if not _OCCASION.match(part)]
    aside = {word for part in parts if _OCCASION.match(part) for word in stems(part)}
    content = [word for word in left if word not in STOP_WORDS and word not in _FILLERS]
    content = [word for word in content if word not in aside] or content
    for clause in clauses:
        words = [word for word in stems(clause) if word in left]
        for position in range(len(words) - 1, -1, -1):
            word = words[position]
            if word not in vocabulary.kinds or word in _FILLERS:
                continue
            pair = (words[position - 1], word) if position else None
            if pair and pair[0] in _COUNTED and len(words) > len(pair):
                return word, [one for one in content if one not in pair]
            if pair in vocabulary.phrases and pair is not None:
                return " ".join(pair), [one for one in content if one not in pair]
            return word, [one for one in content if one != word]
    return "", content


_CLAUSES = re.compile(
    r"\b(?=(?:on|at|during|when|while)\b)|"
    r"\b(?:for|with|that|which|to|in|of|suitable|because|who)\b|[,;.?!]"
)
_OCCASION = re.compile(r"(?:on|at|during|when|while)\b(?! sale)", re.IGNORECASE)
"""What is said of when and where it is used names no kind of thing: "on the train"."""
_COUNTED = frozenset({"person", "people", "man", "piece", "pack", "player", "inch"})
"""Of these a thing has a number: a "4 person tent" is a tent, and no "person tent"."""
_FILLERS: Collection[str] = frozenset(
    """
    anything something someone somebody item product good nice great show find looking search
    recommend suggest buy purchase shop sell stock have best option price dollar cost budget
    idea kind sort type pair set perfect love new use wear help week month day birthday buck
    money today tomorrow soon anymore next last finding hope wonder suggestion thought
    """.split()  # noqa: SIM905  reads as a list of words
)
"""Words that say that something is looked for, not what."""
