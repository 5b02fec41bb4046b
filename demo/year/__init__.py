"""A year of the demo store: shoppers, prices, visits, orders, talks, drawn from a stated model.

What world.yml states is the truth that insights is held against.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from demo.order_book import UNSPENT, tier_for
from demo.policy import load_policy
from demo.year.prices import DAYS, draw_prices
from demo.year.records import Records
from demo.year.shoppers import draw_shoppers
from demo.year.talks import Talk, Voices
from demo.year.troubles import Delivered, Troubles
from demo.year.visits import Mailing, Shop, visits_of
from demo.year.world import World, world

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from commerce import Customer, Order, Product
    from demo.year.prices import Prices
    from demo.year.visits import Visit
    from insights.voice.reviews import ProductReview
    from signals import BehaviourEvent

__all__ = ["World", "Year", "draw_year", "world"]

FIRST_CUSTOMER: Final = 20_001
FIRST_ORDER: Final = 200_001


@dataclass(frozen=True)
class Year:
    """The records, and the truth behind them."""

    first_day: date
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    """In the order of time."""
    events: tuple[BehaviourEvent, ...]
    prices: Prices
    mailed: Mapping[str, frozenset[str]]
    """Ids of the customers who got each campaign's e-mail."""
    held_out: Mapping[str, frozenset[str]]
    segment_of: Mapping[str, str]
    """The segment that each customer was drawn from, by their id."""
    talks: tuple[Talk, ...]
    """With the assistant, in the order of time."""
    reviews: tuple[ProductReview, ...]
    delivered: tuple[Delivered, ...]
    """Every line that arrived, with what went wrong with it."""
    helped: float
    """By how much, on average, a talk on a visit raised the chance to buy."""


def draw_year(
    products: Sequence[Product], today: date, of: World | None = None, seed: int = 20
) -> Year:
    """The year that ends the day before `today`; the same for the same day, world and seed."""
    stated = of or world()
    first_day = today - timedelta(days=DAYS)
    sold = [product for product in products if product.category in stated.elasticity]
    chance = np.random.default_rng(seed)
    prices = draw_prices(sold, stated, first_day, chance)
    # Generators of their own, so that talks and troubles do not change what else is drawn.
    asking, voicing = (np.random.default_rng((seed, part)) for part in (1, 2))
    shop = Shop(stated, sold, prices, first_day, chance, asking)
    shoppers = draw_shoppers(stated, chance)
    mailings = [Mailing(campaign) for campaign in stated.campaigns]
    visits = [
        list(visits_of(shop, shopper, position, mailings, chance))
        for position, shopper in enumerate(shoppers)
    ]
    ids = _customer_ids(visits)
    troubles = Troubles(stated, voicing)
    records = Records(shop, load_policy(), first_day, chance, troubles)
    orders = [
        records.order(number, ids[position], visit)
        for number, (visit, position) in enumerate(_purchases(visits), FIRST_ORDER)
    ]
    tiers = _tiers(orders)
    voices = Voices(stated, today, voicing)
    talks = [
        *_talks(voices, records, visits, ids),
        *voices.after(orders, troubles.delivered),
    ]
    return Year(
        first_day=first_day,
        customers=tuple(
            records.customer(customer_id, shoppers[position], tiers[customer_id])
            for position, customer_id in ids.items()
        ),
        orders=tuple(orders),
        events=tuple(_events(records, visits, ids)),
        prices=prices,
        mailed={each.campaign.name: _named(ids, each.mailed) for each in mailings},
        held_out={each.campaign.name: _named(ids, each.held_out) for each in mailings},
        segment_of={ids[at]: shoppers[at].segment.name for at in ids},
        talks=tuple(sorted(talks, key=lambda talk: (talk.began, talk.id))),
        reviews=tuple(voices.reviews(troubles.delivered)),
        delivered=tuple(troubles.delivered),
        helped=float(np.mean([one.helped for each in visits for one in each if one.asked] or [0])),
    )


def _customer_ids(visits: Sequence[Sequence[Visit]]) -> dict[int, str]:
    """Ids of those who bought, by position, in the order of their first purchase."""
    firsts: dict[int, Visit] = {}
    for visit, position in _purchases(visits):
        firsts.setdefault(position, visit)
    return {position: f"C-{at}" for at, position in enumerate(firsts, FIRST_CUSTOMER)}


def _purchases(visits: Sequence[Sequence[Visit]]) -> list[tuple[Visit, int]]:
    """The visits on which something was bought, with the shopper's position, by time."""
    found = [
        (visit, position)
        for position, theirs in enumerate(visits)
        for visit in theirs
        if visit.bought
    ]
    return sorted(found, key=lambda one: (one[0].day, one[0].second, one[1]))


def _events(
    records: Records, visits: Sequence[Sequence[Visit]], ids: Mapping[int, str]
) -> list[BehaviourEvent]:
    """All events by time; before the first purchase nobody knows who the visitor is."""
    found: list[BehaviourEvent] = []
    for position, theirs in enumerate(visits):
        known = False
        for at, visit in enumerate(theirs):
            known = known or visit.bought
            customer_id = ids[position] if known else ""
            key, visitor = f"year-{position}-{at}", f"year-visitor-{position}"
            found += records.events(key, visitor, customer_id, visit, seen_before=at > 0)
    return sorted(found, key=lambda event: (event.at, event.id))


def _talks(
    voices: Voices,
    records: Records,
    visits: Sequence[Sequence[Visit]],
    ids: Mapping[int, str],
) -> Iterator[Talk]:
    """The talks of visits; who has not bought before is nobody to the assistant."""
    for position, theirs in enumerate(visits):
        known = False
        for at, visit in enumerate(theirs):
            if visit.asked:
                customer_id = ids[position] if known else ""
                yield voices.before_buying(
                    f"year-{position}-{at}", customer_id, *records.asked(visit)
                )
            known = known or visit.bought


def _tiers(orders: Sequence[Order]) -> dict[str, str]:
    policy = load_policy()
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        kept = (line for line in order.lines if line.status not in UNSPENT)
        spent[order.customer_id] += sum(
            (line.unit_price * line.quantity for line in kept), Decimal(0)
        )
    return {customer_id: tier_for(amount, policy) for customer_id, amount in spent.items()}


def _named(ids: Mapping[int, str], positions: Sequence[int]) -> frozenset[str]:
    return frozenset(ids[position] for position in positions)
