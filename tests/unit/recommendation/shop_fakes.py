"""A small shop: two departments, each bought among itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from recommendation import Interaction, InteractionKind, ShelfProduct
from recommendation.testing import ShelfInMemory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
CAMP = ("tent", "stove", "lamp", "mat")
GARDEN = ("spade", "rake", "hose", "pot")


def shelf(out_of_stock=(), only=CAMP + GARDEN):
    """The shelf, the first product of a department its cheapest."""
    return ShelfInMemory(
        ShelfProduct(
            id=product,
            category="camp" if product in CAMP else "garden",
            brand=f"brand {place % 2}",
            price=20.0 * (1 + place % 4),
            in_stock=product not in out_of_stock,
        )
        for place, product in enumerate(only)
    )


def products(of=None):
    """All products of a shelf."""
    of = of or shelf()
    return [of.product(product) for product in CAMP + GARDEN if of.product(product)]


def visits(times=12):
    """Visits that go through one department each, put all in the cart, and buy the last."""
    found = []
    for number in range(times):
        for department in (CAMP, GARDEN):
            start = number % len(department)
            path = department[start:] + department[:start]
            for place, product in enumerate(path):
                kind = InteractionKind.PURCHASE if place == len(path) - 1 else InteractionKind.CART
                at = NOW - timedelta(days=times - number, minutes=-place)
                customer = f"customer {number % 5}"
                session = f"{department[0]} {number}"
                found.append(Interaction(session, customer, product, kind, at))
    return found
