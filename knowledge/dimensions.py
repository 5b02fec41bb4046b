"""What of a thing a figure measures: its height, its weight, how long it takes to charge.

A unit does not tell: what a thing weighs and what it bears are both in pounds, a battery's hours
may be those of charging or of use. So the words beside a figure are compared with the question's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["agreement", "asked_dimensions", "stated_dimensions"]


class _Dimension(NamedTuple):
    """How a question asks for a figure of this kind, and what beside a figure says it is one."""

    asked: re.Pattern[str]
    stated: re.Pattern[str]


def _dimension(asked: str, stated: str) -> _Dimension:
    return _Dimension(re.compile(asked, re.IGNORECASE), re.compile(stated, re.IGNORECASE))


_ALL_SIZES: Final = r"\bdimensions?\b|\bsize\b|\bmeasures?\b|\d\"?\s?[x\u00d7]\s?\d"
_DIMENSIONS: Final = {
    "height": _dimension(
        r"\bhow (?:tall|high) (?:is|are|does|do)\b|\bheight\b|\bstand upright\b|\bheadroom\b",
        rf"\bheight\b|\btall\b|\bhigh\b|\bheadroom\b|{_ALL_SIZES}",
    ),
    "breadth": _dimension(
        r"\bhow (?:wide|broad|thick)\b|\bwidth\b|\bthickness\b|\bdiameter\b",
        rf"\b(?:width|wide|thick(?:ness)?|diameter|circumference|up to)\b|\bmm\b|{_ALL_SIZES}",
    ),
    "distance": _dimension(
        r"\bhow far apart\b|\bspacing\b", r"\bapart\b|\bspac(?:ed|ing)\b|\bevery \d"
    ),
    "weight": _dimension(
        r"\bhow heavy (?:is|are)\b|\b(?:does|do|will|would)\b.{0,50}\bweigh\b|\bweight of the\b",
        r"\bweight\b(?! (?:capacity|limit))|\bweighs?\b|\bweighing\b",
    ),
    "load": _dimension(
        r"\b(?:weight|load) (?:limit|capacity)\b|\bhow much (?:weight|load)\b"
        r"|\bhow much can i (?:put|pile|load)\b"
        r"|\b(?:most|max\w*|heaviest)\b.{0,30}\b(?:hold|carry|support|bear|take|load)\b",
        r"\bcapacity\b|\bload\b|\b(?:hold|carry|support|bear|accommodate)s?\b|\bup to\b|\blimit\b",
    ),
    "charging": _dimension(
        r"\b(?:to|until|till|before) .{0,30}\bcharged?\b|\bcharging time\b|\bfull again\b"
        r"|\bhow (?:long|many hours)\b.{0,40}\b(?:take|need)s?\b.{0,20}\bcharge\b",
        r"\bcharg(?:es?|ing|ed)\b|\bfull in\b",
    ),
    "endurance": _dimension(
        r"\bbattery life\b|\brun ?time\b|\bbattery (?:last|go|run)s?\b"
        r"|\b(?:last|run|go|play)\b.{0,40}\bon (?:a|one|each|full|high|low)\b",
        r"\bbattery\b|\brun ?time\b|\blasts?\b|\bhours\b|\bplay(?:ing)? time\b",
    ),
    "warmth": _dimension(
        r"\b(?:down to what|comfort) temperature\b|\btemperature rating\b|\bhow (?:cold|chilly)\b",
        r"\bcomfort\b|\brat(?:ed|ing)\b|\btemperatures?\b(?! water)|\bdown to\b|\bcold\b",
    ),
    "washing": _dimension(
        r"\b(?:temperature|degrees|hot)\b.{0,40}\b(?:wash|launder)\w*\b"
        r"|\b(?:wash|launder)\w*\b.{0,40}\b(?:temperature|degrees|hot)\b",
        r"\b(?:wash|launder|tumble|iron)\w*\b",
    ),
}


@lru_cache(maxsize=512)
def asked_dimensions(question: str) -> frozenset[str]:
    """What a question asks a figure of; none when its words do not tell."""
    return frozenset(name for name, one in _DIMENSIONS.items() if one.asked.search(question))


@lru_cache(maxsize=8192)
def stated_dimensions(text: str) -> frozenset[str]:
    """What the figures of a text may measure, by the words in it."""
    return frozenset(name for name, one in _DIMENSIONS.items() if one.stated.search(text))


def agreement(asked: frozenset[str], stated: frozenset[str]) -> float:
    """1 when a text measures what is asked for, -1 when only something else, 0 when it is open."""
    if not asked or not stated:
        return 0.0
    return 1.0 if asked & stated else -1.0
