"""Which part of a message asks: "counting grams for the trail lol. what does the stove weigh?".

The rest tells a story. It says what is spoken of and in which case, and is weighed less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from embedding.words import WORD

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Part", "asked_for_opinions", "parts_of"]

_GAP: Final = re.compile(r"(?<=[.?!;,:])\s+|\s+-+\s+|\s*(?:\.{2,}|…)\s*")
_ASKING: Final = re.compile(
    r"\W*(?:(?:and|but|so|or|ok|okay|hi|hey|hello|please|also)\s+)*"
    r"(?:how|what|whats|when|where|whereabouts|which|who|whos|whom|whose|why|is|are|was|were|am"
    r"|can|could|do|does|did|will|would|should|shall|has|have|had|may|must|any|tell me"
    r"|in (?:what|which))\b",
    re.IGNORECASE,
)
_OPINION: Final = re.compile(
    r"\b(?:reviews?|reviewers?|opinions?|feedback|verdict|complain\w*|moan\w*|grumbl\w*|gripes?"
    r"|what do .*\b(?:say|think)|[1-5]\s?-?stars?"
    r"|(?:any|some|every)(?:one|body)\b.{0,30}\b(?:say|said|mention\w*|report\w*|find|found"
    r"|bought|tried|had)"
    r"|(?:buyers|owners|customers|people|users|folks|others|everyone)\b.{0,20}\b(?:say|said"
    r"|think|thought|reckon|like|love|find|feel|mention\w*|report\w*|rate))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A clause of a message, its words in lower case, and whether it asks."""

    text: str
    words: tuple[str, ...]
    asks: bool


def parts_of(message: str) -> tuple[Part, ...]:
    """The clauses in order; where none asks, all of them do."""
    parts = list(_parts(message))
    if not any(part.asks for part in parts):
        return tuple(Part(part.text, part.words, asks=True) for part in parts)
    return tuple(parts)


def asked_for_opinions(message: str) -> bool:
    """Whether it asks what other shoppers found, not what the shop says."""
    return _OPINION.search(message) is not None


def _parts(message: str) -> Iterator[Part]:
    for text in _GAP.split(message):
        words = tuple(word.group().lower() for word in WORD.finditer(text))
        if words:
            asks = bool(_ASKING.match(text)) or text.rstrip().endswith("?")
            yield Part(text.strip(), words, asks)
