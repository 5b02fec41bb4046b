"""What of a purchase a text speaks of: its quality, fit, delivery, price or service.

Buyers seldom name these; they speak of seams, couriers and refunds. The words are general and hold
for things of any kind.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASPECTS", "Aspect", "aspects_in"]


class Aspect(StrEnum):
    """One side of a purchase."""

    QUALITY = "quality"
    FIT = "fit"
    DELIVERY = "delivery"
    PRICE = "price"
    SERVICE = "service"


def _any_of(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases.split())})\b".replace("_", " "), re.IGNORECASE)


# Patterns with white space between them; an underscore is a space.
ASPECTS: Final[Mapping[Aspect, re.Pattern[str]]] = {
    Aspect.QUALITY: _any_of(
        r"""
        quality materials? fabric finish workmanship craftsmanship stitch\w* seams? zip(?:s|pers?)?
        durab\w+ sturd\w+ solid flims\w+ built well[_-]made (?:badly|poorly)_made defect\w* faulty
        br(?:eaks?|oke|oken) (?:falls?|fell)_(?:apart|to_pieces) rip(?:s|ped)? tore torn
        crack(?:s|ed)? leak(?:s|ed|y)? fad(?:e|es|ed) pill(?:s|ed|ing) rust\w* stop(?:s|ped)_working
        last(?:s|ed)?_(?:for_)?(?:a|an|one|two|three|only|years|months|weeks|long)
        """
    ),
    Aspect.FIT: _any_of(
        r"""
        true_to_size sizing size_(?:up|down) my_(?:usual|normal|regular)_size sized
        fit(?:s|ted|ting)?\b(?!_(?:over|in|into|inside|under|on|all|everything|between|through|around)\b)
        runs?_(?:small|large|big) too_(?:small|big|large|tight|loose|short|long)
        """
    ),
    Aspect.DELIVERY: _any_of(r"deliver\w* shipp\w* courier arriv\w+ parcel packag\w+"),
    Aspect.PRICE: _any_of(r"pric\w+ value worth money expensive cheap cost\w*"),
    Aspect.SERVICE: _any_of(
        r"""
        service support\b(?!_(?:for|my|the|your|our)\b) staff seller refund\w* customer_care helpful
        hot-?line help_?(?:line|desk) repl(?:y|ies|ied) agents? representatives? complaints?
        responded answered
        """
    ),
}
"""The words of each aspect."""


def aspects_in(text: str) -> tuple[tuple[Aspect, int], ...]:
    """The aspects that a text speaks of, each with where it is first spoken of."""
    found = ((aspect, pattern.search(text)) for aspect, pattern in ASPECTS.items())
    return tuple((aspect, match.start()) for aspect, match in found if match)
