"""What shoppers' words mean in a shop: audiences, colours, and words for the same thing.

English, small, and about shopping only; a catalogue's own words come from the catalogue.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AUDIENCES",
    "COLOURS",
    "HARD_FEATURES",
    "KINDRED",
    "SIZES",
    "WIDER",
    "ages_in",
    "singular",
    "stems",
    "without_age",
]

AUDIENCES: Mapping[str, tuple[str, ...]] = {
    "babies": ("baby", "newborn", "infant"),
    "toddlers": ("toddler", "tot"),
    "children": (
        "kid", "child", "children", "boy", "girl", "son", "daughter", "grandson", "granddaughter",
        "nephew", "niece", "kindergartner",
    ),
    "women": ("woman", "women", "lady", "ladie", "wife", "mom", "mum", "girlfriend", "her"),
    "men": ("man", "men", "gentleman", "husband", "dad", "boyfriend", "him"),
}  # fmt: skip
AUDIENCE_AGES: Mapping[str, tuple[float, float]] = {
    "babies": (0, 1), "toddlers": (1, 3), "children": (3, 12),
}  # fmt: skip
"""In years, the end not included."""

COLOURS: Mapping[str, tuple[str, ...]] = {
    "black": ("ink", "onyx", "jet"),
    "white": ("chalk", "cream", "ivory", "ecru", "natural", "oat", "oatmeal"),
    "grey": ("gray", "charcoal", "slate", "graphite", "ash", "storm", "fog", "silver", "stone"),
    "blue": ("navy", "cobalt", "marine", "sky", "indigo", "lagoon", "glacier", "azure", "sea"),
    "green": ("moss", "forest", "pine", "sage", "olive", "kelp", "fern", "spruce", "mint"),
    "red": ("cranberry", "tomato", "crimson", "ember", "ruby", "burgundy"),
    "pink": ("raspberry", "coral", "rose", "dusk", "peach", "mauve"),
    "purple": ("plum", "berry", "violet", "lavender", "lilac"),
    "yellow": ("mustard", "lemon", "ochre"),
    "orange": ("ember", "rust", "terracotta", "clay", "coral"),
    "brown": ("tan", "walnut", "chestnut", "beige", "peat", "camel", "chocolate", "oak"),
    "gold": ("golden", "brass"),
}
"""Basic colours and the shades that a shopper who asks for one would accept."""

SIZES: Mapping[str, str] = {
    "extra small": "xs", "small": "s", "medium": "m", "large": "l", "extra large": "xl",
}  # fmt: skip

HARD_FEATURES = frozenset(
    """
    waterproof windproof vegan wireless foldable organic rechargeable insulated packable
    rustproof leakproof unscented cordless washable hypoallergenic
    """.split()  # noqa: SIM905  reads as a list of words
)
"""What a product has or has not: a product that does not say so does not fit."""

WIDER: Mapping[str, tuple[str, ...]] = {
    "leather": ("suede", "nubuck"),
    "wool": ("merino", "lambswool", "cashmere"),
    "animal": ("leather", "wool", "down", "suede", "nubuck", "sheepskin", "silk"),
    "plastic": ("polyester", "nylon", "polycarbonate"),
}
"""A word that is not wanted excludes these too."""

_GROUPS = (
    "jacket coat parka anorak", "pant trouser", "sneaker trainer", "shoe sneaker runner trainer",
    "boot wellington wellie", "hat beanie cap", "sweater jumper pullover fleece", "tee tshirt",
    "backpack rucksack daypack", "suitcase luggage carryon", "flashlight torch headlamp lantern",
    "lamp light lantern", "pan skillet frypan", "mug cup tumbler", "blanket throw",
    "earphone earbud headphone", "powerbank charger", "ereader ebook kindle reader",
    "bike bicycle cycle", "mitten glove", "vest gilet waistcoat", "duvet bedding comforter",
    "present gift", "plush stuffed cuddly", "puzzle jigsaw", "sofa couch", "rug carpet",
    "secateur pruner shear", "sunscreen sunblock", "moisturiser moisturizer lotion cream",
    "bathrobe robe", "laptop notebook", "phone smartphone mobile", "tv television",
    "kettle teapot", "stove burner cooker", "tent shelter", "speaker soundbar",
)  # fmt: skip
KINDRED: Mapping[str, frozenset[str]] = {
    word: frozenset(other for group in _GROUPS if word in group.split() for other in group.split())
    for word in {word for group in _GROUPS for word in group.split()}
}
"""Words for things that would do for each other."""

_AGE = re.compile(
    r"\b(?P<from>\d{1,2})\s*(?:-|\u2013|to)?\s*(?P<to>\d{1,2})?[\s-]*(?P<unit>year|yr|month|mo)s?"
    r"(?P<old>[\s-]*olds?)?\b"
)
_BIRTHDAY = re.compile(
    r"\b(?:turn(?:s|ed|ing)?|will be|is|just|about to be) (?P<age>1[0-7]|[1-9])\b"
    r"(?= (?:next|this|in|on|soon|tomorrow|today|now)\b|\W*$|\W+and\b)|"
    r"\b(?P<nth>1[0-7]|[1-9])(?:st|nd|rd|th) birthday\b",
    re.IGNORECASE,
)
"""A child's age, told by the birthday."""
_MONTHS = 12.0
_ALL_AGES = 99.0


def ages_in(text: str) -> tuple[float, float] | None:
    """The ages, in years, that a text names: "6 to 36 months", "8 and up", "from birth"."""
    text = text.lower()
    if "from birth" in text:
        return 0.0, _ALL_AGES
    upward = re.search(r"\b(\d{1,2})\s*(\w+)?(?:\s*\+|\s+and\s+(?:up|over|older))", text)
    if upward:
        months = (upward[2] or "").startswith("mo")
        return float(upward[1]) / (_MONTHS if months else 1), _ALL_AGES
    found = list(_AGE.finditer(text))
    if not found:
        return None
    first, last = found[0], found[-1]
    low = float(first["from"]) / _scale(first)
    return low, float(last["to"] or last["from"]) / _scale(last)


def without_age(text: str) -> tuple[str, tuple[float, float] | None]:
    """A request without the age it is for ("a 2 year old"), and that age as a span of years."""
    for word, figure in (("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5")):
        text = re.sub(rf"\b{word}(?=[\s-](?:year|yr|month))", figure, text, flags=re.IGNORECASE)
        text = re.sub(
            rf"\b(turn(?:s|ed|ing)?) {word}\b", rf"\1 {figure}", text, flags=re.IGNORECASE
        )
    text = _BIRTHDAY.sub(lambda match: f" {match['age'] or match['nth']} year old ", text)
    for match in _AGE.finditer(text.lower()):
        if match["old"]:
            low = float(match["from"]) / _scale(match)
            span = (low, low + 1 / _scale(match))
            return f"{text[: match.start()]} {text[match.end() :]}", span
    return text, None


def _scale(match: re.Match[str]) -> float:
    return _MONTHS if match["unit"].startswith("mo") else 1.0


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """A noun's singular, near enough to compare two words."""
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):  # noqa: PLR2004
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004
        return word[:-1]
    return word


def stems(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared here: "T-shirts" is "tshirt"."""
    text = re.sub(r"\b([a-z])-(?=[a-z])", r"\1", text.lower())
    text = re.sub(r"\bcarry[\s-]on\b", "carryon", text)
    text = re.sub(r"\bpower[\s-]bank\b", "powerbank", text)
    return tuple(singular(word.removesuffix("'s")) for word in words(text))
