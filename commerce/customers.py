"""Customers: who they are and their membership tier."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal  # noqa: TC003  read at run time by commerce.codec
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from commerce import codec
from commerce.errors import CustomerNotFound, RecordInvalid
from commerce.tables import customers
from commerce.writes import Changes, batches, insert_or_update
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine, Row

MethodKind = Literal["credit_card", "paypal", "gift_card"]


@dataclass(frozen=True)
class Address:
    """Where a parcel goes; `country` is the shop's word or code."""

    line1: str
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True)
class PaymentMethod:
    """A way to pay that a customer has on file.

    `label` is what they know it by, such as "Mastercard ending 9212"; only a gift card has a
    `balance`.
    """

    id: str
    kind: MethodKind
    label: str
    balance: Decimal | None = None


@dataclass(frozen=True)
class Customer:
    """A customer; `tier` is "standard", "silver", "gold" or the shop's own word.

    `points` None: the shop has no points programme.
    """

    id: str
    name: str
    email: str
    phone: str | None = None
    tier: str = "standard"
    address: Address | None = None
    payment_methods: tuple[PaymentMethod, ...] = ()
    points: int | None = None

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise RecordInvalid("id", "is empty")

    def payment_method(self, method_id: str) -> PaymentMethod | None:
        """The payment method with this id, if it is the customer's."""
        return next((each for each in self.payment_methods if each.id == method_id), None)


class Customers:
    """The customers of one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def tiers(self, customer_ids: Iterable[str]) -> dict[str, str]:
        """The tier of each of these customers that there is, by id."""
        query = select(customers.c.id, customers.c.tier)
        with reading(self._engine) as connection:
            return {
                row.id: row.tier
                for batch in batches(customer_ids)
                for row in connection.execute(query.where(customers.c.id.in_(batch)))
            }

    def get(self, customer_id: str) -> Customer:
        """The customer with this id; raises CustomerNotFound."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(customers).where(customers.c.id == customer_id)
            ).one_or_none()
        if row is None:
            raise CustomerNotFound("There is no customer with that id.")
        return _customer(row)

    def all(self) -> list[Customer]:
        """Every customer, by id."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(customers).order_by(customers.c.id)).all()
        return [_customer(row) for row in rows]

    def upsert(self, new: Iterable[Customer]) -> Changes:
        """Store `new`, replacing customers of the same id."""
        total = Changes()
        for batch in batches(new):
            with writing(self._engine) as connection:
                total += store(connection, batch)
        return total


def store(connection: Connection, new: Iterable[Customer]) -> Changes:
    """Store `new` within the caller's transaction."""
    by_id = {customer.id: customer for customer in new}
    query = select(customers).where(customers.c.id.in_(list(by_id)))
    stored = {row.id: _customer(row) for row in connection.execute(query)}
    changed = [customer for key, customer in by_id.items() if stored.get(key) != customer]
    insert_or_update(connection, customers, [_row(customer) for customer in changed])
    updated = sum(customer.id in stored for customer in changed)
    return Changes(len(changed) - updated, updated, len(by_id) - len(changed))


def lock(connection: Connection, customer_id: str) -> Customer:
    """The customer, whom nobody else changes until the caller's transaction ends.

    Raises CustomerNotFound.
    """
    query = select(customers).where(customers.c.id == customer_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise CustomerNotFound("There is no customer with that id.")
    return _customer(row)


def with_payment(customer: Customer, method_id: str, amount: Decimal) -> Customer:
    """The customer with `amount` added to a gift card's balance; others have no balance."""
    return replace(
        customer,
        payment_methods=tuple(
            replace(each, balance=each.balance + amount)
            if each.id == method_id and each.balance is not None
            else each
            for each in customer.payment_methods
        ),
    )


def email_key(email: str) -> str:
    """The form in which two spellings of one e-mail address are equal."""
    return email.strip().casefold()


def _row(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "email_key": email_key(customer.email),
        "phone": customer.phone,
        "tier": customer.tier,
        "address": None if customer.address is None else asdict(customer.address),
        "payment_methods": codec.to_json(customer.payment_methods),
        "points": customer.points,
    }


def _customer(row: Row[Any]) -> Customer:
    return Customer(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        tier=row.tier,
        address=None if row.address is None else Address(**row.address),
        payment_methods=codec.from_json(tuple[PaymentMethod, ...], row.payment_methods),
        points=row.points,
    )
