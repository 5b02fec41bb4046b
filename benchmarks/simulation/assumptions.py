"""What the simulation assumes of shoppers; every result holds under these figures only."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GRID", "Assumptions"]


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """Utilities are on the logit scale, moods run from -1 to 1, shares and chances from 0 to 1."""

    need: float = 2.0
    """What a product of the category that the shopper came for is worth more than another."""
    brand: float = 0.7
    """What one of the liked brand is worth more."""
    taste: float = 0.8
    """Standard deviation of what is worth more or less for reasons that nobody states."""
    over_budget: float = 4.0
    """What each unit of log(price / budget) above the budget costs."""
    disliked: float = 4.0
    """What the disliked material costs."""
    outside: float = 3.5
    """The outside option: what leaving without the product is worth."""
    mood: float = 1.0
    """What the best mood is worth more than an even one."""
    position: float = 1.0
    """Place k of a slate is looked at with the chance k ** -position."""
    patience: float = 9.0
    """Turns that a shopper has time for, on average."""
    complaining: float = 0.25
    """Share of shoppers who come with a complaint."""
    grumpy: float = 0.2
    """Share of the others who come in a bad mood."""
    annoyance: float = 0.3
    """Mood lost by an upset shopper who is offered what nobody asked for."""
    disappointment: float = 0.1
    """Mood lost by seeing something disliked or too dear."""
    states_wishes: float = 0.7
    """Chance that a shopper says the budget and the brand."""
    states_dislike: float = 0.6
    """Chance that a shopper says what is disliked."""
    vents: float = 0.8
    """Chance that an upset shopper's turn sounds so."""
    misheard: float = 0.05
    """Chance that a turn's feeling is read wrongly."""
    slips: float = 0.3
    """Chance of a misspelled word in a turn."""


GRID: dict[str, tuple[float, ...]] = {
    "annoyance": (0.0, 0.15, 0.6),
    "disappointment": (0.0, 0.3),
    "grumpy": (0.0, 0.5),
    "misheard": (0.0, 0.2),
    "mood": (0.0, 2.0),
    "outside": (2.5, 4.5),
    "position": (0.0, 2.0),
    "states_dislike": (0.0, 1.0),
    "states_wishes": (0.0, 1.0),
    "taste": (0.0, 1.6),
}
"""Assumptions that are varied one at a time, the others as they stand."""
