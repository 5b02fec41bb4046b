"""Orders are books as well as personal data: what stays of them when their customer is erased.

Those under way, and those that the law has the shop keep, stay as they are but for the customer's
own words. Of all others everything goes that tells whose they were: what was sold remains.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import false, func, or_, select, update

from commerce.orders import OrderStatus
from commerce.tables import claims, order_lines, orders, refunds, returns
from database import reading, writing
from privacy import Kept, Rows, SqlStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import timedelta

    from sqlalchemy import ColumnElement, Connection, Engine, Table

    from privacy import Attachment, Subject

__all__ = ["OrderStore"]

UNDER_WAY: Final = (
    OrderStatus.PLACED,
    OrderStatus.PACKED,
    OrderStatus.PARTLY_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.RETURN_REQUESTED,
    OrderStatus.EXCHANGE_REQUESTED,
)
NOBODY: Final = "erased-"
"""How the customer id of an order begins whose customer was erased."""
_NAMELESS: Final[dict[str, Any]] = {
    "email": "",
    "address": None,
    "payment_method": None,
    "payments": [],
    "cancel_reason": "",
    "tracking_number": "",
    "tracking_url": None,
}
_WORDS: Final[tuple[tuple[Table, str, dict[str, Any]], ...]] = (
    (returns, "reason", {"reason": ""}),
    (claims, "note", {"note": "", "photo_ids": []}),
)
_AFTERWARDS: Final = (returns, refunds, claims)


class OrderStore:
    """Orders and what came of them; `keep` is for how long the law has the shop keep them."""

    name = "orders"
    tables: Sequence[str] = (orders.name, order_lines.name, *(each.name for each in _AFTERWARDS))

    def __init__(
        self,
        engine: Engine,
        keep: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._keep = keep
        self._clock = clock

    def count(self, subject: Subject) -> int:
        """Records to take the customer's name off, and others with words of theirs."""
        with reading(self._engine) as connection:
            return (
                _counted(connection, orders, self._free(subject))
                + sum(
                    _counted(connection, each, self._free_after(subject, each))
                    for each in _AFTERWARDS
                )
                + sum(
                    _counted(connection, table, _with_words(subject, table, column))
                    for table, column, _ in _WORDS
                )
            )

    def records(self, subject: Subject) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """See PersonalStore."""
        theirs = select(orders.c.id).where(_ordered(subject))
        rows = [
            Rows(orders, _ordered),
            Rows(order_lines, lambda _: order_lines.c.order_id.in_(theirs)),
            *(Rows(each, _of(each)) for each in _AFTERWARDS),
        ]
        yield from SqlStore(self._engine, self.name, *rows).records(subject)

    def attachments(self, _subject: Subject) -> Iterator[Attachment]:
        """None."""
        return iter(())

    def erase(self, subject: Subject) -> None:
        """See PersonalStore; a second time nothing is left to do."""
        with writing(self._engine) as connection:
            for table, column, empty in _WORDS:
                whose = _with_words(subject, table, column)
                connection.execute(update(table).where(whose).values(**empty))
            nameless = self._free(subject)
            for order_id in connection.execute(select(orders.c.id).where(nameless)).scalars().all():
                one = orders.c.id == order_id
                connection.execute(update(orders).where(one).values(**_somebody(), **_NAMELESS))
            for each in _AFTERWARDS:
                label = {"label": ""} if each is refunds else {}
                connection.execute(
                    update(each)
                    .where(self._free_after(subject, each))
                    .values(**_somebody(), **label)
                )

    def kept(self, subject: Subject) -> Sequence[Kept]:
        """What stays, with and without the customer's name."""
        ended = orders.c.status.not_in(UNDER_WAY)
        nameless = orders.c.id.in_(subject.orders) & orders.c.customer_id.startswith(NOBODY)
        by_law = f"the law has the shop keep them for {self._keep.days} days"
        with reading(self._engine) as connection:
            found = (
                (_ordered(subject) & ~ended, "under way: erase again when they are done"),
                (_ordered(subject) & ended, f"{by_law} (TILLY_KEEP_ORDERS_DAYS)"),
                (nameless, "as books, with nothing that tells whose they were"),
            )
            kept = [Kept("orders", _counted(connection, orders, w), why) for w, why in found]
        return [each for each in kept if each.count]

    def tidy(self) -> None:
        """See PersonalStore."""
        rows = (Rows(each, _of(each)) for each in (orders, *_AFTERWARDS))
        SqlStore(self._engine, self.name, *rows).tidy()

    def _free(self, subject: Subject) -> ColumnElement[bool]:
        """Their orders that need no longer have a name."""
        old = orders.c.placed_at < self._clock() - self._keep
        return _ordered(subject) & orders.c.status.not_in(UNDER_WAY) & old

    def _free_after(self, subject: Subject, table: Table) -> ColumnElement[bool]:
        """What came of orders, unless the order itself keeps its name."""
        named = select(orders.c.id).where(_ordered(subject), ~self._free(subject))
        return _of(table)(subject) & table.c.order_id.not_in(named)


def _ordered(subject: Subject) -> ColumnElement[bool]:
    """Orders under the customer's id, or under their e-mail address where they had no account."""
    if not subject.customer_id:
        return false()
    return or_(
        orders.c.customer_id.in_((subject.customer_id, *subject.emails)),
        func.lower(orders.c.email).in_(subject.emails),
    )


def _of(table: Table) -> Callable[[Subject], ColumnElement[bool]]:
    """What came of the orders of a person."""
    return lambda one: (
        table.c.customer_id.in_((one.customer_id, *one.emails)) if one.customer_id else false()
    )


def _with_words(subject: Subject, table: Table, column: str) -> ColumnElement[bool]:
    return _of(table)(subject) & (table.c[column] != "")


def _somebody() -> dict[str, str]:
    return {"customer_id": f"{NOBODY}{secrets.token_hex(8)}"}


def _counted(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(which)
    return int(connection.execute(query).scalar_one())
