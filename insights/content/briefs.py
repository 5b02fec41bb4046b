"""What a text is to be: where it stands, for whom, in which tone, how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["LIMITS", "Brief", "Channel", "Draft", "Length", "Limits", "Persona", "Tone"]


class Channel(StrEnum):
    """Where a text stands."""

    TITLE = "title"
    DESCRIPTION = "description"
    AD = "ad"
    EMAIL = "email"
    SOCIAL = "social"
    CARD = "card"
    """The line below a product in the shop's lists: what the bandit chooses among."""


class Persona(StrEnum):
    """Whom a text is for, which is to say what they want to hear of first."""

    ANYBODY = "anybody"
    PRACTICAL = "practical"
    """Care, size, warranty."""
    ACTIVE = "active"
    """What it withstands and what it does."""
    MINDFUL = "mindful"
    """What it is made of, where, and how long it lasts."""
    GIVING = "giving"
    """Who it is for and what is in the box."""


class Tone(StrEnum):
    """How it is said."""

    PLAIN = "plain"
    WARM = "warm"
    BRISK = "brisk"


class Length(StrEnum):
    """How much is said."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True)
class Brief:
    """An order for a text; `variant` counts the texts of the same order from 0."""

    channel: Channel
    persona: Persona = Persona.ANYBODY
    tone: Tone = Tone.PLAIN
    length: Length = Length.MEDIUM
    variant: int = 0


@dataclass(frozen=True)
class Draft:
    """A text: a headline (an e-mail's subject, an ad's first line) and a body, either may be empty.

    Paragraphs of the body are parted by an empty line, items of a list begin with "- ".
    """

    headline: str
    body: str


@dataclass(frozen=True)
class Limits:
    """The most characters of headline and body."""

    headline: int
    body: int


LIMITS: Final = {
    # Search results cut titles at about 70 characters.
    Channel.TITLE: Limits(70, 0),
    Channel.DESCRIPTION: Limits(0, 2_000),
    # Google Ads: a long headline and a description have 90 characters each.
    Channel.AD: Limits(90, 90),
    Channel.EMAIL: Limits(80, 1_200),
    # The shortest of the large networks.
    Channel.SOCIAL: Limits(0, 280),
    Channel.CARD: Limits(0, 90),
}
"""What fits, by channel."""
