"""The stated model of a year of the demo store: demo/year/world.yml.

Everything that insights is to recover from the drawn year is here: the segments, the elasticities,
the seasons, the effects of sales, campaigns and talks, what goes wrong with products. `World.null`
is the same shop in a world where prices, sales, campaigns and talks do nothing, and nothing gets
better or worse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Campaign",
    "Change",
    "PriceSpells",
    "Problem",
    "Sale",
    "Segment",
    "TalkWorld",
    "World",
    "world",
]

FILE: Final = Path(__file__).with_name("world.yml")
FIRST_ASSISTANT: Final = "answers-1"
LIKELIEST: Final = 0.9


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
    code: str
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
class Change:
    """From this many days ago on the assistant, under a new name, settles another share."""

    name: str
    days_ago: int
    settles: float


@dataclass(frozen=True)
class TalkWorld:
    """When shoppers talk to the assistant, what comes of it and what it does."""

    asks: float
    bought_before: float
    categories: Mapping[str, float]
    buys: float
    after_order: float
    settles: float
    hands_over: float
    rates: float
    stars: Mapping[str, Sequence[float]]
    changes: tuple[Change, ...]

    def chance(self, category: str, *, bought_before: bool) -> float:
        """The chance that a visit which begins with this category has a talk."""
        known = self.bought_before if bought_before else 1.0
        return self.asks * self.categories.get(category, 1.0) * known

    def assistant(self, days_ago: float) -> tuple[str, float]:
        """Its name so many days ago, and the share that it settled."""
        now = [one for one in self.changes if days_ago <= one.days_ago]
        return (now[-1].name, now[-1].settles) if now else (FIRST_ASSISTANT, self.settles)


@dataclass(frozen=True)
class Problem:
    """Something that goes wrong with some products, and what those who meet it do."""

    name: str
    aspect: str
    share: float
    growth: float
    talks: float
    writes: float
    returned: float
    products: Sequence[str] = ()
    categories: Sequence[str] = ()
    """Without products or categories it may happen to all."""

    def chance(self, product_id: str, category: str, month: float) -> float:
        """The share of the product's delivered lines that meet it, so many months into the year."""
        anything = not self.products and not self.categories
        if anything or product_id in self.products or category in self.categories:
            return min(self.share * float(self.growth**month), LIKELIEST)
        return 0.0


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
    talks: TalkWorld
    problems: tuple[Problem, ...]
    praised: float
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
        """The same where nothing that the shop does has an effect, and no trouble grows."""
        return replace(
            self,
            segments=tuple(replace(one, extra_elasticity=0.0, mail=1.0) for one in self.segments),
            elasticity=dict.fromkeys(self.elasticity, 0.0),
            sales=tuple(replace(one, display=1.0) for one in self.sales),
            campaigns=tuple(replace(one, buys=1.0) for one in self.campaigns),
            talks=replace(
                self.talks,
                buys=1.0,
                changes=tuple(
                    replace(one, settles=self.talks.settles) for one in self.talks.changes
                ),
            ),
            problems=tuple(replace(one, growth=1.0) for one in self.problems),
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
        talks=TalkWorld(
            **told["talks"] | {"changes": tuple(Change(**one) for one in told["talks"]["changes"])}
        ),
        problems=tuple(Problem(**one) for one in told["problems"]),
        praised=told["praised"],
        given_names=told["names"]["given"],
        family_names=told["names"]["family"],
    )
