"""When something holds: the moments in the life of an order that clauses are tied to.

"The card is charged when the parcel leaves" and "… when you place the order" have all their words
from the sources and cannot both be true. A clause that is tied to a moment, before it or from it
on, is compared with the source clauses of the same matter that are tied to one as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.wording import negated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.clauses import Clause

__all__ = ["Moment", "Tied", "names_a_moment", "tied"]

_WORDINGS: Final = {
    "returned": (
        r"(?:receive|get|got|have)\w* (?:your|the|a) return",
        r"returns? (?:arrives?|reach\w*)",
        r"return\b.{0,20}\b(?:received|arrived|back|inspected)",
        r"return is (?:here|in)",
        r"(?:scan\w*|receipt of|arrival of) (?:your|the) return",
        r"back (?:with|at|in) (?:us|our)",
    ),
    "scanned": (r"carrier (?:has )?scan\w*", "scanned"),
    "delivered": (
        "deliver(?:ed|y)",
        "arriv(?:e|es|ed|al)",
        "reach(?:es|ed)? you",
        "you (?:have )?(?:receive|got|get)",
        "(?:is|has been) received",
        "in your hands",
        "at your door",
    ),
    "sent": (
        "ship(?:s|ped|ment)?",
        "dispatch(?:ed)?",
        "leaves?|left",
        "sent(?: off| out)?",
        "goes out|on its way",
        "handed (?:over )?to the carrier",
        "carrier (?:collects|picks)",
    ),
    "packed": ("pack(?:ed|ing)",),
    "cancelled": ("cancel(?:led|ed|lation|s)?",),
    "ordered": (
        r"(?:place|plac(?:ed|ing)|make|made) (?:\w+ ){0,3}?orders?",
        r"orders? (?:\w+ ){0,2}?(?:is|was|has been|have been) (?:placed|made)",
        "ordered|ordering|you order|(?:your|the) order",
        "buy|bought|buying|purchas(?:e|ed|ing)|check ?out",
    ),
    "discounted": ("discounts?",),
}
_MOMENTS: Final = tuple(
    (name, re.compile(rf"\b(?:{'|'.join(wordings)})\b")) for name, wordings in _WORDINGS.items()
)
"""The first that is found names the moment."""
_BEFORE: Final = re.compile(r"^(?:and |or |but )?(?:until|till|before|by the time|up to|unless)\b")
_FROM: Final = re.compile(
    r"^(?:and |or |but )?(?:once|when|after|as|upon|on|at|from|since|if|while)\b"
)
_INNER: Final = re.compile(
    r"\b(?P<word>until|till|before|once|when|after|as|upon|from|since)\s+"
    r"(?P<rest>(?!(?:well|much|many|long|soon|a|an|of|sale|usual)\b).+)$"
)
_APART: Final = re.compile(r"\b(?:rather than|instead of|not (?:when|before|after|until|on))\b")


@dataclass(frozen=True)
class Moment:
    """A moment of an order's life, and whether something holds until it or from it on."""

    name: str
    until: bool


@dataclass(frozen=True)
class Tied:
    """The place of a clause among those of its sentence, and the moment that it is tied to."""

    place: int
    moment: Moment


def tied(parts: Sequence[Clause]) -> Iterator[Tied]:
    """The clauses that hold until or from a moment on, each with it."""
    for place, part in enumerate(parts):
        if part.quantities or _APART.search(part.text):
            continue  # "30 days after delivery" is a figure's anchor
        opening = _opening(part)
        if opening is None:
            inner = _INNER.search(part.text)
            if inner and (name := _named(inner["rest"])):
                until = inner["word"] in {"until", "till", "before"}
                yield Tied(place, Moment(name, until ^ part.negated))
            continue
        name = _named(part.text)
        if not name:
            continue
        main = _main(parts, place)
        yield Tied(main, Moment(name, opening ^ (parts[main].negated and main != place)))


def names_a_moment(part: Clause) -> bool:
    """Whether a clause does nothing but tie another one to a moment."""
    return _opening(part) is not None and bool(_named(part.text))


def _opening(part: Clause) -> bool | None:
    """Whether a clause that is nothing but a moment means until it; None for another clause."""
    if _BEFORE.match(part.text):
        return True
    if _FROM.match(part.text):
        return negated(part.text)
    return None


def _main(parts: Sequence[Clause], place: int) -> int:
    """The clause that a moment belongs to: the one before it, or the next at the start."""
    if place:
        return place - 1
    return 1 if len(parts) > 1 else 0


def _named(text: str) -> str:
    return next((name for name, pattern in _MOMENTS if pattern.search(text)), "")
