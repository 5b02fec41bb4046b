"""The port to the shop's orders, and its first adapter: our own tables.

`access_order` is the only way to reach one order. It takes the customer who asks, as the
gateway bound them to the conversation, and answers alike when the order is missing and when
it is somebody else's.
"""

from __future__ import annotations

import hmac
import logging
import re
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ColumnElement, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from commerce import carrying_out, codec
from commerce.customers import Address, email_key
from commerce.errors import CommerceError, OrderNotFound
from commerce.order_rows import load, store
from commerce.orders import Order, number_digits, number_key
from commerce.tables import carried_out, customers, orders
from commerce.terms import Outcome
from commerce.writes import Changes, batches
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine, Row

    from commerce.terms import Agreed
    from database import Fence


logger = logging.getLogger(__name__)


class OrderSystem(Protocol):
    """Where a shop's orders are kept."""

    def access_order(self, customer_id: str, order_ref: str) -> Order:
        """The order that `customer_id` means by `order_ref`, its number or its id.

        Letter case, spaces, dashes, `#` and a missing prefix are forgiven. Raises
        OrderNotFound, alike for an order that is missing and one that is not theirs.
        """
        ...

    def orders_of(self, customer_id: str, limit: int = 10) -> list[Order]:
        """The customer's orders, the latest first."""
        ...

    def guest_order(self, number: str, email: str, postcode: str) -> Order:
        """The order with this number, e-mail and postcode, whoever's it is.

        Raises OrderNotFound, alike whichever of the three does not fit.
        """
        ...

    def outcome(self, key: str) -> Outcome | None:
        """What became of what was carried out under `key`; None if nothing was.

        Raises NotAllowed when the shop's system has refused it since.
        """
        ...

    def carry_out(self, agreed: Agreed, fence: Fence | None = None) -> Outcome:
        """Do what the customer agreed to, once: the same key again returns the first outcome.

        `fence` is asked in the transaction that stores it, and what it raises is raised here.
        Raises OrderNotFound when the order is not theirs, OrderChanged when it is no longer as
        it was judged (nothing was done), NotAllowed when the shop's system refuses. An outcome
        that is "pending" is not done: the shop's system did not answer and will be asked again.
        """
        ...


class SqlOrders:
    """Orders in our own tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def access_order(self, customer_id: str, order_ref: str) -> Order:
        """See OrderSystem; one query bounded by the customer, whatever the outcome."""
        candidates = select(orders).where(
            orders.c.customer_id == customer_id,
            or_(orders.c.id == order_ref.strip(), _means(order_ref)),
        )
        with reading(self._engine) as connection:
            chosen = _chosen(connection.execute(candidates).all(), order_ref)
            if not chosen:
                raise OrderNotFound("This customer has no order with that number.")
            return load(connection, chosen)[0]

    def orders_of(self, customer_id: str, limit: int = 10) -> list[Order]:
        """See OrderSystem."""
        latest = (
            select(orders)
            .where(orders.c.customer_id == customer_id)
            .order_by(orders.c.placed_at.desc(), orders.c.number_key.desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return load(connection, connection.execute(latest).all())

    def guest_order(self, number: str, email: str, postcode: str) -> Order:
        """See OrderSystem."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(orders).where(_means(number))).all()
            found = _chosen(rows, number)
            for order in load(connection, found):
                query = select(customers).where(customers.c.id == order.customer_id)
                owner = connection.execute(query).one_or_none()
                if _fits(order, owner, email, postcode):
                    return order
        raise OrderNotFound("No order has this number, e-mail and postcode.")

    def outcome(self, key: str) -> Outcome | None:
        """See OrderSystem."""
        with reading(self._engine) as connection:
            return outcome_of(connection, key)

    def carry_out(self, agreed: Agreed, fence: Fence | None = None) -> Outcome:
        """See OrderSystem; order, records and key are one transaction."""
        try:
            with writing(self._engine, fence) as connection:
                return apply_once(connection, agreed)
        except IntegrityError:
            # PostgreSQL lets two transactions try the same key; one of them was first.
            if (outcome := self.outcome(agreed.key)) is not None:
                return outcome
            raise

    def count(self) -> int:
        """How many orders there are."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(orders)).scalar_one()

    def upsert(self, new: Iterable[Order]) -> Changes:
        """Store `new`, replacing orders of the same id; what did not change is not touched.

        Raises RecordInvalid when another order has the same number already.
        """
        total = Changes()
        for batch in batches(new):
            with writing(self._engine) as connection:
                total += store(connection, batch)
        return total


def apply_once(
    connection: Connection, agreed: Agreed, reference: str = "", *, mirror: bool = False
) -> Outcome:
    """Carry out within the caller's transaction; `reference` is the shop's own, if it gave one.

    `mirror`: the shop's system has done it already, so our tables follow as far as they can.
    """
    found = outcome_of(connection, agreed.key)
    if found is not None:
        return found
    try:
        with connection.begin_nested():
            outcome = carrying_out.apply(connection, agreed, reference)
    except CommerceError as error:
        if not mirror:
            raise
        logger.warning("%s is done in the shop, and could not be noted here: %s", agreed.key, error)
        outcome = Outcome(reference or agreed.key, {})
    connection.execute(
        insert(carried_out).values(key=agreed.key, outcome=codec.to_json(outcome), at=agreed.at)
    )
    return outcome


def outcome_of(connection: Connection, key: str) -> Outcome | None:
    """The outcome of what was carried out under `key` before."""
    query = select(carried_out.c.outcome).where(carried_out.c.key == key)
    stored = connection.execute(query).scalar_one_or_none()
    return None if stored is None else codec.from_json(Outcome, stored)


def _digits(order_ref: str) -> str:
    bare = re.sub(r"^(order|number|no|nr)+(?=[0-9])", "", number_key(order_ref))
    return number_digits(bare) if bare.isdecimal() else ""


def _means(order_ref: str) -> ColumnElement[bool]:
    """Orders whose number, or the digits that end it, is what was written."""
    return or_(
        orders.c.number_key == number_key(order_ref), orders.c.number_digits == _digits(order_ref)
    )


def _chosen(rows: Sequence[Row[Any]], order_ref: str) -> Sequence[Row[Any]]:
    """The one order that is meant, or none: digits that two orders share name neither."""
    key = number_key(order_ref)
    exact = [row for row in rows if order_ref.strip() == row.id or key == row.number_key]
    chosen = exact or (rows if _digits(order_ref) else [])
    return chosen if len(chosen) == 1 else []


def _fits(order: Order, owner: Row[Any] | None, email: str, postcode: str) -> bool:
    address = order.address
    if address is None and owner is not None and owner.address is not None:
        address = Address(**owner.address)
    known_email = order.email or (owner.email if owner else "")
    known_postcode = address.postcode if address else ""
    same_email = _same(email_key(known_email), email_key(email))
    same_postcode = _same(number_key(known_postcode), number_key(postcode))
    return same_email and same_postcode


def _same(known: str, said: str) -> bool:
    return bool(known) and hmac.compare_digest(known.encode(), said.encode())
