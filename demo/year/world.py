"""The stated model of a year of the demo store: demo/year/world.yml.

Everything that insights is to recover from the drawn year is here: the segments, the elasticities,
the seasons, the effects of sales and campaigns. `World.null` is the same shop in a world where
prices, sales and campaigns do nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Campaign", "PriceSpells", "Sale", "Segment", "World", "world"]

FILE: Final = Path(__file__).with_name("world.yml")


@dataclass(frozen=True)
class Segment:
    """A kind of shopper; world.yml says what each figure means."""

    name: str
    share: float
    visits: Mapping[str, float]
    leave: tuple[float, float]
    looks: float
    buys: float
    pieces: float
    likes: Mapping[str, float]
    months: Mapping[int, float]
    mail: float
    extra_elasticity: float = 0.0


@dataclass(frozen=True)
class Sale:
    """Some days on which some categories are cheaper, and shown first."""

    name: str
    begins: str
    """Month and day, such as 11-22."""
    days: int
    categories: Sequence[str]
    cut: float
    display: float


@dataclass(frozen=True)
class Campaign:
    """An e-mail with a coupon; `buys` multiplies the chance to buy of who got it, for a week."""

    name: str
    days_ago: int
    cut: float
    holdout: float
    buys: float


@dataclass(frozen=True)
class PriceSpells:
    """How often, for how long and by what factors a price is another than the usual one."""

    count: int
    weeks: tuple[int, int]
    factors: Sequence[float]


@dataclass(frozen=True)
class World:
    """The whole of it."""

    shoppers: int
    segments: tuple[Segment, ...]
    curiosity: float
    elasticity: Mapping[str, float]
    seasons: Mapping[str, Mapping[int, float]]
    price_spells: PriceSpells
    sales: tuple[Sale, ...]
    campaigns: tuple[Campaign, ...]
    returns: Mapping[str, float]
    given_names: Sequence[str]
    family_names: Sequence[str]

    def season(self, category: str, month: int) -> float:
        """By what the month multiplies how often the category is looked at."""
        return self.seasons.get(category, {}).get(month, 1.0)

    def price_effect(self, segment: Segment, category: str, factor: float) -> float:
        """By what a price of `factor` times the usual one multiplies purchases."""
        power = self.elasticity[category] + segment.extra_elasticity
        return float(factor**power)

    def null(self) -> World:
        """The same where neither prices, sales nor campaigns do anything."""
        return replace(
            self,
            segments=tuple(replace(one, extra_elasticity=0.0, mail=1.0) for one in self.segments),
            elasticity=dict.fromkeys(self.elasticity, 0.0),
            sales=tuple(replace(one, display=1.0) for one in self.sales),
            campaigns=tuple(replace(one, buys=1.0) for one in self.campaigns),
        )


@cache
def world() -> World:
    """The world as its file states it."""
    told: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return World(
        shoppers=told["shoppers"],
        segments=tuple(
            Segment(name=name, **(figures | {"leave": tuple(figures["leave"])}))
            for name, figures in told["segments"].items()
        ),
        curiosity=told["curiosity"],
        elasticity=told["elasticity"],
        seasons=told["seasons"],
        price_spells=PriceSpells(
            told["price_spells"]["count"],
            tuple(told["price_spells"]["weeks"]),
            told["price_spells"]["factors"],
        ),
        sales=tuple(Sale(**sale) for sale in told["sales"]),
        campaigns=tuple(Campaign(**campaign) for campaign in told["campaigns"]),
        returns=told["returns"],
        given_names=told["names"]["given"],
        family_names=told["names"]["family"],
    )
