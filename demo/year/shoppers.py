"""Who shopped in the year, and what each is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from demo.year.prices import DAYS

if TYPE_CHECKING:
    from numpy.random import Generator

    from demo.year.world import Segment, World

__all__ = ["Shopper", "draw_shoppers"]

KNOWN_FROM_THE_START: Final = 0.35
"""The share of shoppers who come from the first month on."""
FIRST_MONTH: Final = 30
NEW_UNTIL: Final = DAYS - 20


@dataclass(frozen=True)
class Shopper:
    """One shopper; `rate` is in visits a day in an ordinary month."""

    name: str
    segment: Segment
    rate: float
    leaves: float
    """The chance to leave for good after a purchase."""
    comes_on: int
    """The day of the year from which they visit."""


def draw_shoppers(world: World, chance: Generator) -> list[Shopper]:
    """Everybody who visits in the year."""
    shares = np.array([segment.share for segment in world.segments])
    which = chance.choice(len(shares), size=world.shoppers, p=shares / shares.sum())
    return [_shopper(world, world.segments[at], chance) for at in which]


def _shopper(world: World, segment: Segment, chance: Generator) -> Shopper:
    mean, shape = segment.visits["mean"], segment.visits["shape"]
    known = chance.random() < KNOWN_FROM_THE_START
    return Shopper(
        name=f"{chance.choice(world.given_names)} {chance.choice(world.family_names)}",
        segment=segment,
        rate=chance.gamma(shape, mean / shape) / DAYS,
        leaves=chance.beta(*segment.leave),
        comes_on=int(chance.integers(0, FIRST_MONTH if known else NEW_UNTIL)),
    )
