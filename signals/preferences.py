"""What shoppers say that they want and do not want."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Polarity", "PreferenceScope", "Range", "StatedPreference"]


class Polarity(StrEnum):
    """Whether it is wanted or not."""

    LIKES = "likes"
    DISLIKES = "dislikes"


class PreferenceScope(StrEnum):
    """For how long it holds: one search, this visit, or until the shopper takes it back."""

    THIS_SEARCH = "this_search"
    SESSION = "session"
    ALWAYS = "always"


@dataclass(frozen=True)
class Range:
    """The figures that fit, both ends included; None is no limit.

    `below` says that `high` itself is too much ("under 80").
    """

    low: float | None = None
    high: float | None = None
    below: bool = False

    def holds(self, figure: float) -> bool:
        """Whether the figure is within it."""
        if self.low is not None and figure < self.low:
            return False
        if self.high is None:
            return True
        return figure < self.high if self.below else figure <= self.high


@dataclass(frozen=True, kw_only=True)
class StatedPreference:
    """One wish or dislike in a shopper's own words.

    `attribute` says what it is about:

    ===========  =====================================================================
    attribute    `value` or `range`
    ===========  =====================================================================
    price        range in the shop's currency
    age          range in years of whom it is for, the upper end not included
    rating       range of stars
    weight, volume, length
                 range in grams, millilitres or millimetres; without one, "light" or
                 "heavy", "small" or "large"
    audience     babies, toddlers, children, women or men
    brand        as the catalogue writes it
    colour       a basic colour, or the catalogue's own
    size         as the catalogue writes it in lower case
    feature      an attribute that a product has ("Waterproof"), or what it is made of
                 or comes with ("leather", "hood")
    kind         a kind of thing ("puzzle")
    interest     what somebody likes to do ("gardening")
    ===========  =====================================================================
    """

    attribute: str
    value: str = ""
    range: Range | None = None
    polarity: Polarity = Polarity.LIKES
    scope: PreferenceScope = PreferenceScope.SESSION
    confidence: float = 1.0
    """0 to 1."""
    words: str = ""
    """What the shopper said."""
    category: str = ""
    """The kind of thing it was said of ("jacket"); empty for all."""
    recipient: str = ""
    """Whom it is about ("daughter"); empty for the shopper."""

    @property
    def about(self) -> str:
        """What it is about, in words: "price below 80, of jacket"."""
        said = self.value
        if self.range is not None:
            ends = (("from", self.range.low), (_upper(self.range), self.range.high))
            said = " ".join(f"{name} {end:g}" for name, end in ends if end is not None)
        about = " ".join(filter(None, (self.attribute, said)))
        return f"{about}, of {self.category}" if self.category else about

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a later preference replaces: of figures there is one limit for each attribute."""
        named = "" if self.range is not None else self.value
        return (self.attribute, named, self.category, self.recipient)


def _upper(range_: Range) -> str:
    return "below" if range_.below else "up to"
