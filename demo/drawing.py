"""Orders for the customers who stand for no situation: drawn, but always the same for one seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from commerce import OrderStatus
from demo.people import Plan
from demo.policy import Policy, is_returnable, return_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commerce import Product
    from demo.people import Person

QUOTAS: Mapping[OrderStatus, int] = {
    OrderStatus.PLACED: 5,
    OrderStatus.PACKED: 5,
    OrderStatus.SHIPPED: 12,
    OrderStatus.DELIVERED: 100,
    OrderStatus.PARTLY_RETURNED: 10,
    OrderStatus.RETURNED: 4,
    OrderStatus.REFUNDED: 11,
    OrderStatus.CANCELLED: 11,
    OrderStatus.LOST: 5,
}
"""Orders by state, for all of these customers together."""

_DAYS_AGO: Mapping[OrderStatus, tuple[int, int]] = {
    OrderStatus.PLACED: (1, 1),
    OrderStatus.PACKED: (2, 2),
    OrderStatus.SHIPPED: (4, 6),
    OrderStatus.DELIVERED: (12, 700),
    OrderStatus.PARTLY_RETURNED: (30, 500),
    OrderStatus.RETURNED: (18, 24),
    OrderStatus.REFUNDED: (30, 600),
    OrderStatus.CANCELLED: (3, 500),
    OrderStatus.LOST: (26, 400),
}
"""When an order of this state was placed; all but the newest are as much older as parcels take."""

_LONGER_WAY = {"us": 0, "canada": 8, "europe": 12}
_COMES_BACK = {OrderStatus.PARTLY_RETURNED, OrderStatus.RETURNED, OrderStatus.REFUNDED}
_ARRIVED = _COMES_BACK | {OrderStatus.DELIVERED, OrderStatus.LOST}
_EXPRESS_SHARE = 0.18
_FAULTY_SHARE = 0.25
_LOST_SETTLED_SHARE = 0.8
_DEAR = 250


def draw_plans(
    people: Sequence[Person], products: Sequence[Product], policy: Policy, seed: int
) -> list[tuple[Person, Plan]]:
    """Plans for `people`: everybody has at least one order, some have many."""
    chance = random.Random(seed)  # noqa: S311  a demo, not a secret
    states = [state for state, count in QUOTAS.items() for _ in range(count)]
    chance.shuffle(states)
    eagerness = [chance.choice([1, 1, 2, 3, 5, 8]) for _ in people]
    buyers = [*people, *chance.choices(people, eagerness, k=len(states) - len(people))]
    favourites = {person.id: _favourites(products, chance) for person in people}
    return [
        (buyer, _plan(buyer, state, _offer(state, products, policy), favourites[buyer.id], chance))
        for buyer, state in zip(buyers, states, strict=True)
    ]


def _favourites(products: Sequence[Product], chance: random.Random) -> frozenset[str]:
    categories = sorted({product.category for product in products})
    return frozenset(chance.sample(categories, k=min(3, len(categories))))


def _offer(state: OrderStatus, products: Sequence[Product], policy: Policy) -> list[Product]:
    """What an order of this state can hold."""
    sold = [product for product in products if "gift-card" not in product.tags]
    if state not in _COMES_BACK:
        return sold
    return [
        product
        for product in sold
        if is_returnable(policy, product.tags)
        and return_type(policy, category=product.category, tags=product.tags) != "electronics"
    ]


def _plan(
    buyer: Person,
    state: OrderStatus,
    offer: Sequence[Product],
    favourites: frozenset[str],
    chance: random.Random,
) -> Plan:
    first, last = _DAYS_AGO[state]
    way = _LONGER_WAY[buyer.region] if state in _ARRIVED else 0
    fewest = 2 if state is OrderStatus.PARTLY_RETURNED else 1
    count = max(fewest, chance.choices([1, 2, 3, 4], [48, 30, 15, 7])[0])
    weights = [
        (4 if product.category in favourites else 1) * (0.2 if product.price > _DEAR else 1)
        for product in offer
    ]
    chosen = dict.fromkeys(product.id for product in chance.choices(offer, weights, k=count * 3))
    express = buyer.region == "us" and state is not OrderStatus.SHIPPED
    made_good = _LOST_SETTLED_SHARE if state is OrderStatus.LOST else _FAULTY_SHARE
    return Plan(
        state=state,
        days_ago=chance.randint(first, last) + way,
        products=tuple((product_id, _quantity(chance)) for product_id in list(chosen)[:count]),
        speed="express" if express and chance.random() < _EXPRESS_SHARE else "standard",
        in_full=state in {OrderStatus.REFUNDED, OrderStatus.LOST} and chance.random() < made_good,
    )


def _quantity(chance: random.Random) -> int:
    return chance.choices([1, 2, 3], [88, 9, 3])[0]
