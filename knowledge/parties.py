"""Who does something, the shop or the shopper: "we refund it" is not "you refund it".

A verb that one of the two does in the sources is not done by the other in an answer. What is said
in the passive ("it is refunded") says nothing of who does it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.text import words
from knowledge.wording import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.evidence import Line

__all__ = ["done_by_another"]

_DOING: Final = re.compile(
    r"(?<!of )(?<!to )(?<!for )(?<!with )(?<!let )(?<!than )(?<!from )(?<!by )"
    r"\b(?:(?P<us>we|(?:our|the) (?:company|retailer|seller|shop|store|team))"
    r"|you|(?:customer|member|shopper|buyer)s)(?:'d|'ll|'ve)?"
    r"(?: (?:also|already|always|can|can't|cannot|could|did|do|don't|first|gladly|happily|have to"
    r"|just|may|might|must|need to|never|not|now|only|please|should|simply|still|then|will|won't"
    r"|would))*"
    r" (?!get (?:back|in|on|to)\b)(?P<verb>[a-z]+)\b"
)
_NO_DEEDS: Final = frozenset(
    words(
        "and are at be been being by do for from give go had has have if in is know let make on or"
        " put see take to was were who with"
    )
)
"""Words that are no verb, or one that says nothing without its object."""
_SHOPPERS: Final = frozenset(
    stem(verb) for verb in words("buy choose earn get order pay pick purchase receive return wear")
)
"""Verbs that a shop says of its customers, of itself only where its pages do."""


def done_by_another(said: str, lines: Sequence[Line]) -> Iterator[str]:
    """What a sentence in lower case has one party do, and its lines the other one alone."""
    there = frozenset[tuple[bool, str]]().union(*(_deeds(line.text.lower()) for line in lines))
    for (ours, verb), wording in _deeds(said).items():
        named = (ours, verb) in there
        if not named and ((not ours, verb) in there or (ours and verb in _SHOPPERS)):
            yield wording


@lru_cache(maxsize=8192)
def _deeds(text: str) -> Mapping[tuple[bool, str], str]:
    """Whether it is the shop that does it, and the verb's stem; with the wording."""
    return {
        (match["us"] is not None, stem(match["verb"])): match[0]
        for match in _DOING.finditer(text.replace("\u2019", "'"))
        if match["verb"] not in _NO_DEEDS
    }
