"""The visits of a shopper in the year: what was looked at, put in the cart, bought."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from demo.year.prices import DAYS, day_of
from demo.year.world import LIKELIEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.random import Generator
    from numpy.typing import NDArray

    from commerce import Product
    from demo.year.prices import Prices
    from demo.year.shoppers import Shopper
    from demo.year.world import Campaign, Segment, World

__all__ = ["Look", "Mailing", "Shop", "Visit", "visits_of"]

CARTS_BOUGHT: Final = 0.6
"""The share of carts that are paid for; the chance to put something in one is higher by as much."""
MAIL_DAYS: Final = 7
APPEAL_SPREAD: Final = 0.6
"""Of the logarithm of how often products of one category are looked at."""


@dataclass(frozen=True)
class Look:
    """A product looked at; `pieces` of it went into the cart, none if it did not."""

    product: int
    factor: float
    """Its price that day over its usual one."""
    seconds: float
    pieces: int


@dataclass(frozen=True)
class Visit:
    """One visit; what is in the cart was bought or left there."""

    day: int
    second: int
    """Of the day."""
    looks: tuple[Look, ...]
    bought: bool
    letter: Campaign | None
    """Whose coupon may be used."""
    asked: bool = False
    """Whether the assistant was asked something."""
    helped: float = 0.0
    """By how much that raised the chance to buy."""


@dataclass
class Mailing:
    """Who got a campaign's e-mail and, by lot, who did not: positions of shoppers."""

    campaign: Campaign
    mailed: list[int] = field(default_factory=list)
    held_out: list[int] = field(default_factory=list)

    @property
    def day(self) -> int:
        """On which it went out."""
        return DAYS - self.campaign.days_ago


class Shop:
    """What all shoppers find: products, prices, seasons."""

    def __init__(
        self, world: World, products: Sequence[Product], prices: Prices, first_day: date,
        chance: Generator, asking: Generator,
    ) -> None:  # fmt: skip
        self.world = world
        self.products = products
        self.prices = prices
        self.months: Sequence[int] = [day_of(first_day, at).month for at in range(DAYS)]
        self.categories = [product.category for product in products]
        self._appeal = chance.lognormal(0, APPEAL_SPREAD, len(products))
        self._attention: dict[tuple[str, int], NDArray[np.float64]] = {}
        # Of its own, so that who asks does not change what everybody else does.
        self._asking = asking

    def asks(self, product: int, *, bought_before: bool) -> bool:
        """Whether a visit that begins with this product has a talk, by lot."""
        category = self.categories[product]
        likely = self.world.talks.chance(category, bought_before=bought_before)
        return bool(self._asking.random() < likely)

    def attention(self, segment: Segment, month: int) -> NDArray[np.float64]:
        """The chance that each product is the next to be looked at, shape (products,)."""
        key = (segment.name, month)
        if key not in self._attention:
            weights = [
                (segment.likes.get(category, 0.0) + self.world.curiosity)
                * self.world.season(category, month)
                for category in self.categories
            ]
            chances = np.array(weights) * self._appeal
            self._attention[key] = chances / chances.sum()
        return self._attention[key]


def visits_of(
    shop: Shop, shopper: Shopper, position: int, mailings: Sequence[Mailing], chance: Generator
) -> Iterator[Visit]:
    """The visits of a shopper, in order, until the end of the year or they left for good.

    Only who has bought before gets e-mail; `mailings` is filled in.
    """
    known = False
    mailed_until, mailing = -1, None
    segment = shopper.segment
    for day in range(shopper.comes_on, DAYS):
        for each in mailings:
            if known and each.day == day and _drawn(each, position, chance):
                mailed_until, mailing = day + MAIL_DAYS, each
        letter = mailing.campaign if mailing and day < mailed_until else None
        rate = shopper.rate * segment.months.get(shop.months[day], 1.0)
        comes = day == shopper.comes_on or chance.random() < 1 - np.exp(
            -rate * (segment.mail if letter else 1.0)
        )
        if not comes:
            continue
        visit = _visit(shop, shopper, day, letter, chance, bought_before=known)
        yield visit
        if visit.bought:
            known = True
            if chance.random() < shopper.leaves:
                return


def _drawn(mailing: Mailing, position: int, chance: Generator) -> bool:
    held = chance.random() < mailing.campaign.holdout
    (mailing.held_out if held else mailing.mailed).append(position)
    return not held


def _visit(
    shop: Shop, shopper: Shopper, day: int, letter: Campaign | None, chance: Generator,
    *, bought_before: bool,
) -> Visit:  # fmt: skip
    segment = shopper.segment
    attention = shop.attention(segment, shop.months[day])
    count = min(1 + chance.poisson(segment.looks - 1), len(attention))
    looked_at = chance.choice(len(attention), size=count, replace=False, p=attention)
    asked = shop.asks(int(looked_at[0]), bought_before=bought_before)
    alone = np.array([_likely(shop, shopper, int(at), day, letter) for at in looked_at])
    likely = np.minimum(alone * shop.world.talks.buys, LIKELIEST) if asked else alone
    looks = tuple(
        _look(shop, shopper, int(at), day, taken, chance)
        for at, taken in zip(looked_at, likely, strict=True)
    )
    in_cart = any(look.pieces for look in looks)
    return Visit(
        day=day,
        second=int(chance.normal(17 * 3600, 3 * 3600)) % 86_400,
        looks=looks,
        bought=in_cart and chance.random() < CARTS_BOUGHT,
        letter=letter,
        asked=asked,
        helped=CARTS_BOUGHT * float(np.prod(1 - alone) - np.prod(1 - likely)),
    )


def _likely(shop: Shop, shopper: Shopper, product: int, day: int, letter: Campaign | None) -> float:
    """The chance that a product looked at goes into the cart, by itself."""
    segment, prices = shopper.segment, shop.prices
    factor = float(prices.factor[product, day])
    likely = (
        segment.buys
        * shop.world.price_effect(segment, shop.categories[product], factor)
        * float(prices.display[product, day])
        * (letter.buys if letter else 1.0)
        / CARTS_BOUGHT
    )
    return min(likely, LIKELIEST)


def _look(
    shop: Shop, shopper: Shopper, product: int, day: int, likely: float, chance: Generator
) -> Look:
    taken = chance.random() < likely
    return Look(
        product=product,
        factor=float(shop.prices.factor[product, day]),
        seconds=float(round(chance.lognormal(3.4 if taken else 2.8, 0.8), 1)),
        pieces=1 + int(chance.poisson(shopper.segment.pieces - 1)) if taken else 0,
    )
