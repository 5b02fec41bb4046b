"""What must not be, in a shopper's words: "not leather", "nothing from Northfell", "PVC-free"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.shopping_words import singular, stems
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["unwanted_in"]

_DENIED: Final = re.compile(
    r"\b(?:that (?:is|are)n'?t|that (?:is|are) not|which (?:is|are) not|but not|not|non|without|"
    r"w/o|no|except|excluding|other than|instead of|don'?t want|avoid|free (?:of|from)|nothing|"
    r"(?:any\w*|every\w*|all) but|(?:does|must|should|can)(?:n'?t| not) (?:have|be|come with|"
    r"contain|include|use))"
    r"[\s-]+(?:made (?:of|from|with|by)\s+|for\s+|in\s+|from\s+|with\s+|by\s+|any\s+|a\s+|an\s+|"
    r"the\s+)*(?=[^\W\d_])",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\s+(?:or|and|nor)\s+(?:any\s+|a\s+|an\s+)?(?=[^\W\d_])", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_][\w'-]*")
_NAME: Final = re.compile(r"[^\s,;.?!]+")
_FREE: Final = re.compile(r"\b(?P<what>[^\W\d_]+)[\s-]free\b", re.IGNORECASE)
_OF_DEGREE: Final = frozenset(
    """
    more less than too so very sure idea only just over above under sooner later necessarily
    bigger smaller expensive pricey
    """.split()  # noqa: SIM905  reads as a list of words
)
"""What a denial of says nothing of a thing: "not too heavy", "no more than"."""
_NON: Final = frozenset(
    """
    alcoholic breakable drip flammable glare greasy iron magnetic marking prescription reflective
    scratch skid slip spill stick stop toxic woven
    """.split()  # noqa: SIM905  reads as a list of words
)
"""What stands after "non-" in words for a feature: "non-stick" is no wish against sticks."""


def unwanted_in(
    text: str,
    brands: Mapping[tuple[str, ...], str],
    features: Iterable[tuple[str, ...]],
) -> tuple[str, tuple[str, ...]]:
    """The text without what must not be, and that: singular words, or a brand in lower case.

    `brands` and `features` are those of the catalogue by the stems of their names; what is called
    "free" itself ("gluten free") is a feature.
    """
    unwanted: list[str] = []
    place = 0
    while denied := _DENIED.search(text, place):
        named, end = _named_at(text, denied.end(), brands)
        non = denied.group().lower().startswith("non")
        if named in _OF_DEGREE | STOP_WORDS or (non and named in _NON):
            place = denied.end()
            continue
        unwanted.append(named)
        if also := _AND.match(text, end):
            named, after = _named_at(text, also.end(), brands)
            if named not in _OF_DEGREE | STOP_WORDS:
                unwanted.append(named)
                end = after
        text = f"{text[: denied.start()]} ; {text[end:]}"
        place = denied.start()
    names = frozenset(features)
    for match in reversed(list(_FREE.finditer(text))):
        if (*stems(match["what"]), "free") not in names:
            unwanted.append(singular(match["what"].lower()))
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return text, tuple(dict.fromkeys(unwanted))


def _named_at(text: str, start: int, brands: Mapping[tuple[str, ...], str]) -> tuple[str, int]:
    """The brand that is named at a place of the text, else the word there; and where it ends."""
    longest = max(map(len, brands), default=0)
    found, stop = None, start
    for name in _NAME.finditer(text, start):
        said = stems(text[start : name.end()])
        if len(said) > longest:
            break
        if said in brands:
            found, stop = brands[said].lower(), name.end()
    if found is not None:
        return found, stop
    word = _WORD.match(text, start)
    return (singular(word.group().lower()), word.end()) if word else ("", start)
