"""The shop of the simulation: the demo catalogue, what is really liked, and trained models."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.simulation.chance import Draws
from benchmarks.simulation.shoppers import FACTORS, made_up
from demo.seed import read_products
from recommendation import Interaction, InteractionKind
from recommendation.learning.training import learn
from tilly.shelf import CatalogueShelf
from tilly.wishes import CatalogueWords, wish_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.simulation.assumptions import Assumptions
    from benchmarks.simulation.shoppers import Shopper
    from commerce import Product
    from recommendation import Models
    from recommendation.logged_slates import JudgedSlate
    from signals.wishes import Wishes, WishReader

__all__ = ["BEGINS", "World", "best_value", "looked_at", "value"]

BEGINS = datetime(2026, 1, 1, 9, tzinfo=UTC)
APPEAL = 0.5
"""Standard deviation of what makes a product liked by all."""
BUYS = 0.35
"""Of visits of the past, so many end in a purchase."""


@dataclass(frozen=True, eq=False)
class World:
    """The catalogue with its truth, which no model sees; arrays have one row a product."""

    products: tuple[Product, ...]
    shelf: CatalogueShelf
    read: WishReader
    factors: NDArray[np.float64]
    appeal: NDArray[np.float64]
    prices: NDArray[np.float64]
    number: dict[str, int]
    sold: dict[str, list[tuple[str, float]]]
    """Brand and price of each product, by its category."""
    words: tuple[frozenset[str], ...]
    """What each product is made of and called."""

    @classmethod
    def of(cls, seed: int, products: Sequence[Product] = ()) -> World:
        """The demo shop, or that of `products`, with tastes of a seed."""
        products = tuple(products or read_products())
        draws = Draws(seed, "world")
        rows = range(len(products))
        sold = defaultdict(list)
        for one in products:
            sold[one.category].append((one.brand, float(one.price)))
        search = wish_reader(CatalogueWords(_Listed(products)))  # type: ignore[arg-type]
        return cls(
            products=products,
            shelf=CatalogueShelf(products),
            read=_remembering(search),
            factors=np.array(
                [[draws.normal("factor", row, one) for one in range(FACTORS)] for row in rows]
            ),
            appeal=np.array([APPEAL * draws.normal("appeal", row) for row in rows]),
            prices=np.array([float(one.price) for one in products]),
            number={one.id: row for row, one in enumerate(products)},
            sold=sold,
            words=tuple(map(_words, products)),
        )

    def shopper(self, number: int, assumed: Assumptions, draws: Draws) -> Shopper:
        """A shopper who comes to this shop."""
        return made_up(number, assumed, draws, self.sold)

    def worth(self, shopper: Shopper, assumed: Assumptions) -> NDArray[np.float64]:
        """What each product is worth to the shopper in an even mood, on the logit scale."""
        tastes = np.array(shopper.tastes)
        worth = self.appeal + assumed.taste * (self.factors @ tastes) / math.sqrt(FACTORS)
        worth += assumed.need * np.array([one.category == shopper.need for one in self.products])
        worth += assumed.brand * np.array([one.brand == shopper.brand for one in self.products])
        worth -= assumed.disliked * self.disliked(shopper)
        dear = np.maximum(np.log(self.prices / shopper.budget), 0)
        return np.asarray(worth - assumed.over_budget * dear)

    def disliked(self, shopper: Shopper) -> NDArray[np.bool_]:
        """Which products are of what the shopper dislikes."""
        return np.array([shopper.dislike in words for words in self.words])

    def unwelcome(self, shopper: Shopper) -> NDArray[np.bool_]:
        """Which products disappoint: disliked, or well above the budget."""
        return np.asarray(self.disliked(shopper) | (self.prices > 1.25 * shopper.budget))

    def trained(
        self,
        seed: int,
        visits: int,
        assumed: Assumptions,
        slates: Sequence[JudgedSlate] = (),
    ) -> Models:
        """The shop's own recommenders, learnt from past visits and from slates."""
        past = [
            one
            for number in range(visits)
            for one in self._visit(number, assumed, Draws(seed, "past", number))
        ]
        name = f"simulated-{seed}-{visits}-{len(slates)}"
        learnt = learn(past, self.shelf.products, name, shelf=self.shelf, slates=slates)
        return learnt.models()

    def _visit(self, number: int, assumed: Assumptions, draws: Draws) -> Iterator[Interaction]:
        shopper = self.shopper(number, assumed, draws)
        at = BEGINS - timedelta(days=60) + timedelta(minutes=40 * number)
        who = f"C-{number}"
        pages = looked_at(self, shopper, assumed, draws, shopper.pages + 2)
        for step, product in enumerate(pages):
            when = at + timedelta(minutes=step)
            yield Interaction(str(number), who, product, InteractionKind.VIEW, when)
        if draws.chance(BUYS, "buys"):
            worth = self.worth(shopper, assumed)
            best = max(pages, key=lambda product: float(worth[self.number[product]]))
            when = at + timedelta(minutes=len(pages))
            yield Interaction(str(number), who, best, InteractionKind.PURCHASE, when)


def looked_at(
    world: World, shopper: Shopper, assumed: Assumptions, draws: Draws, pages: int
) -> list[str]:
    """Product pages that a shopper opens unaided, the better ones more often (Gumbel, top k)."""
    worth = world.worth(shopper, assumed)
    noise = [-math.log(-math.log(draws.uniform("page", row))) for row in range(len(worth))]
    order = np.argsort(-(worth + np.array(noise)), kind="stable")[:pages]
    return [world.products[int(row)].id for row in order]


def value(accepted: Sequence[float], position: float) -> float:
    """The chance that a slate is bought from, by the chance of each place once it is looked at.

    Place k is looked at with the chance k ** -position, each place for itself.
    """
    missed = 1.0
    for place, chance in enumerate(accepted, 1):
        missed *= 1 - place**-position * chance
    return 1 - missed


def best_value(accepted: NDArray[np.float64], places: int, position: float) -> float:
    """The value of the oracle's slate: the best products, the very best at the first place.

    -log(1 - e a) is supermodular in how surely a place is looked at and how surely its product
    is accepted, so that no other choice and order is worth more.
    """
    best = np.sort(accepted)[::-1][:places]
    return value(best.tolist(), position)


class _Listed:
    """As much of a catalogue as the reader of wishes asks for."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = products

    def all(self) -> Sequence[Product]:
        return self._products


def _words(product: Product) -> frozenset[str]:
    text = f"{product.title} {product.attributes.get('Material', '')}".lower()
    return frozenset(re.findall(r"[a-z]+", text))


def _remembering(read: WishReader) -> WishReader:
    """Paired runs read the same words again and again."""

    @lru_cache(100_000)
    def remembered(text: str) -> Wishes:
        return read(text)

    return remembered
