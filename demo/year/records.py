"""Visits as the shop keeps them: customers, orders and behaviour events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from commerce import Customer, LineStatus, Order, OrderLine, OrderStatus, Shipment
from demo.policy import shipping_price
from demo.year.prices import DAYS, day_of
from demo.year.troubles import Delivered
from signals import BehaviourEvent, BehaviourKind, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from commerce import Product
    from demo.policy import Policy
    from demo.year.shoppers import Shopper
    from demo.year.troubles import Troubles
    from demo.year.visits import Look, Shop, Visit
    from demo.year.world import Problem

__all__ = ["Records"]

DAYS_UNDER_WAY: Final = range(3, 7)
DAYS_TO_COME_BACK: Final = 14
CENT: Final = Decimal("0.01")


class Records:
    """Makes the records of one year, which begins on `first_day`."""

    def __init__(
        self, shop: Shop, policy: Policy, first_day: date, chance: Generator, troubles: Troubles
    ) -> None:
        self._shop = shop
        self._troubles = troubles
        self._policy = policy
        self._first_day = first_day
        self._chance = chance
        self._category_of = {product.id: product.category for product in shop.products}

    def customer(self, customer_id: str, shopper: Shopper, tier: str) -> Customer:
        """The account of a shopper."""
        plain = "".join(char for char in shopper.name.lower() if char.isascii())
        email = f"{plain.replace(' ', '.')}.{customer_id[2:]}@mail.example"
        return Customer(customer_id, shopper.name, email, tier=tier)

    def order(self, number: int, customer_id: str, visit: Visit) -> Order:
        """What was bought on `visit`, with what came back since."""
        placed_at = self._moment(visit, len(visit.looks) + 2)
        age = DAYS - visit.day
        underway = int(self._chance.choice(DAYS_UNDER_WAY))
        lines = tuple(self._line(look) for look in visit.looks if look.pieces)
        problems = [self._problem(line, visit.day) if age > underway else None for line in lines]
        if age > underway:
            arrived = placed_at + timedelta(days=underway)
            self._troubles.delivered += [
                Delivered(
                    customer_id, f"O-{number}", str(line.product_id), line.title, arrived, problem
                )
                for line, problem in zip(lines, problems, strict=True)
            ]
        if age > underway + DAYS_TO_COME_BACK:
            lines = tuple(
                self._come_back(line, problem)
                for line, problem in zip(lines, problems, strict=True)
            )
        goods = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
        cut, code = (visit.letter.cut, visit.letter.code) if visit.letter else (0.0, "")
        saved = (goods * Decimal(str(cut))).quantize(CENT)
        shipping = shipping_price(
            self._policy, region="us", speed="standard", tier="standard", goods=goods - saved
        )
        back = [line for line in lines if line.status is LineStatus.REFUNDED]
        return Order(
            id=f"O-{number}",
            number=f"{self._policy['store']['order_prefix']}-{number}",
            customer_id=customer_id,
            status=_status(age, underway, len(back), len(lines)),
            placed_at=placed_at,
            lines=lines,
            shipment=self._shipment(number, placed_at, age, underway),
            total=goods - saved + shipping,
            currency=self._policy["store"]["currency"],
            coupon=code,
            discount=saved,
            refunded=sum((line.unit_price * line.quantity for line in back), Decimal("0.00")),
            shipping_method="Standard",
            shipping_region=self._policy["shipping"]["regions"]["us"]["name"],
        )

    def events(
        self, key: str, visitor: str, customer_id: str, visit: Visit, *, seen_before: bool
    ) -> Iterator[BehaviourEvent]:
        """What the shop page told of `visit`: `key` is its own among all visits and their talks."""
        for at, look in enumerate(visit.looks):
            seen = BehaviourEvent(
                id=f"{key}-{at}",
                kind=BehaviourKind.VIEW,
                at=self._moment(visit, at),
                visitor_id=visitor,
                customer_id=customer_id,
                conversation_id=key if visit.asked else "",
                product_id=self._product(look).id,
                page=PageKind.PRODUCT,
                seconds=look.seconds,
                price=self._price(look),
                seen_before=seen_before,
            )
            yield seen
            if not look.pieces:
                continue
            taken = replace(seen, page=None, seconds=None, quantity=look.pieces)
            yield replace(taken, id=f"{key}-{at}c", kind=BehaviourKind.ADD_TO_CART)
            if visit.bought:
                yield replace(
                    taken,
                    id=f"{key}-{at}p",
                    kind=BehaviourKind.PURCHASE,
                    at=self._moment(visit, len(visit.looks) + 2),
                )

    def asked(self, visit: Visit) -> tuple[str, datetime]:
        """What the assistant was asked about, the first product looked at, and when."""
        return self._product(visit.looks[0]).title, self._moment(visit, 0) + timedelta(seconds=30)

    def _moment(self, visit: Visit, minutes: int) -> datetime:
        day = day_of(self._first_day, visit.day)
        return datetime.combine(day, time(), UTC) + timedelta(
            seconds=min(visit.second, 80_000), minutes=minutes
        )

    def _product(self, look: Look) -> Product:
        return self._shop.products[look.product]

    def _price(self, look: Look) -> Decimal:
        usual = min(variant.price for variant in self._product(look).variants)
        return (usual * Decimal(str(round(look.factor, 4)))).quantize(CENT)

    def _line(self, look: Look) -> OrderLine:
        product = self._product(look)
        variant = product.variants[int(self._chance.integers(len(product.variants)))]
        return OrderLine(
            sku=variant.sku,
            product_id=product.id,
            title=product.title,
            options=dict(variant.options),
            quantity=look.pieces,
            unit_price=self._price(look),
        )

    def _problem(self, line: OrderLine, day: int) -> Problem | None:
        product = str(line.product_id)
        return self._troubles.draw(product, self._category_of[product], day)

    def _come_back(self, line: OrderLine, problem: Problem | None) -> OrderLine:
        rates = self._shop.world.returns
        category = self._category_of[str(line.product_id)]
        unwanted = self._chance.random() < rates.get(category, rates["other"])
        if unwanted or (problem is not None and self._troubles.sends_back(problem)):
            return replace(line, status=LineStatus.REFUNDED)
        return line

    def _shipment(
        self, number: int, placed_at: datetime, age: int, underway: int
    ) -> Shipment | None:
        if age <= 1:
            return None
        tracking = f"HPX{number}US"
        return Shipment(
            carrier="USPS",
            tracking_number=tracking,
            tracking_url=f"https://track.harbourandpine.example/{tracking}",
            shipped_at=placed_at + timedelta(days=1),
            estimated_delivery=placed_at.date() + timedelta(days=DAYS_UNDER_WAY.stop),
            delivered_at=placed_at + timedelta(days=underway) if age > underway else None,
        )


def _status(age: int, underway: int, back: int, lines: int) -> OrderStatus:
    if back:
        return OrderStatus.REFUNDED if back == lines else OrderStatus.PARTLY_RETURNED
    if age > underway:
        return OrderStatus.DELIVERED
    return OrderStatus.SHIPPED if age > 1 else OrderStatus.PACKED
