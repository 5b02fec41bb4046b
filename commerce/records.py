"""What the service desk did, as it is read back: returns, refunds, claims, gift cards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Table, select

from commerce.customers import email_key
from commerce.gift_cards import GiftCards
from commerce.loyalty import Loyalty
from commerce.orders import LineStatus
from commerce.rules.case import pieces_left
from commerce.tables import claims, newsletter, refunds, returns
from commerce.tries import count_try, forgive_try
from database import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Engine, Row

    from commerce.gift_cards import GiftCard
    from commerce.judging import Judge
    from commerce.order_system import OrderSystem
    from commerce.orders import Order
    from commerce.policy import ServicePolicy

__all__ = ["ClaimRecord", "Records", "RefundRecord", "ReturnRecord"]

MOST_ORDERS = 500
DAYS_A_MONTH = Decimal(365) / 12
GIFT_CARD_TAG = "gift-card"


@dataclass(frozen=True)
class ReturnRecord:
    """Goods on their way back, for a refund or for another variant ("exchange").

    `label_number` is empty where the customer chooses the carrier.
    """

    number: str
    order_number: str
    kind: Literal["return", "exchange"]
    status: Literal["requested", "received", "finished"]
    titles: tuple[str, ...]
    label_number: str
    method: str
    last_day: date | None
    requested_at: datetime


@dataclass(frozen=True)
class RefundRecord:
    """Money that went back, or will; `due_on` is the last day the policy allows, once it counts.

    `status` "awaiting_goods": it counts from the day the goods arrive. `to` is empty where the
    shop does not tell how the order was paid.
    """

    order_number: str
    amount: Decimal
    currency: str
    to: str
    status: Literal["awaiting_goods", "under_way", "sent"]
    due_on: date | None
    since: datetime


@dataclass(frozen=True)
class ClaimRecord:
    """A report about a parcel or a fault; `kind` "warranty" is the latter."""

    number: str
    order_number: str
    kind: str
    status: Literal["open", "accepted", "refused"]
    titles: tuple[str, ...]
    opened_at: datetime
    reply_by: date


class Records:
    """Reads what was done; each answer is bounded by the customer, or by what they know."""

    def __init__(
        self,
        engine: Engine,
        orders: OrderSystem,
        judge: Judge,
        policy: ServicePolicy,
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._orders = orders
        self._judge = judge
        self._policy = policy
        self._clock = clock

    def returns_of(self, customer_id: str, order_ref: str | None) -> list[ReturnRecord]:
        """See ServiceDesk."""
        return [
            ReturnRecord(
                number=row.number,
                order_number=row.order_number,
                kind=row.kind,
                status=row.status,
                titles=tuple(row.titles),
                label_number=row.label_number,
                method=row.method,
                last_day=row.last_day,
                requested_at=row.requested_at,
            )
            for row in self._rows(returns, returns.c.requested_at, customer_id, order_ref)
        ]

    def refunds_of(self, customer_id: str, order_ref: str | None) -> list[RefundRecord]:
        """See ServiceDesk; what the shop refunded beside Tilly is told too, without its day."""
        orders = self._orders_of(customer_id, order_ref)
        rows = self._rows(refunds, refunds.c.since, customer_id, order_ref)
        records = [self._refund(row) for row in rows]
        known = {order.number: Decimal("0.00") for order in orders}
        for record in records:
            if record.status != "awaiting_goods" and record.order_number in known:
                known[record.order_number] += record.amount
        for order in orders:
            missing = order.refunded - known[order.number]
            if missing > 0:
                records.append(_told_by_the_shop(order, missing))
        return sorted(records, key=lambda record: record.since, reverse=True)

    def claims_of(self, customer_id: str, order_ref: str | None) -> list[ClaimRecord]:
        """See ServiceDesk."""
        return [
            ClaimRecord(
                number=row.number,
                order_number=row.order_number,
                kind=row.kind,
                status=row.status,
                titles=tuple(row.titles),
                opened_at=row.opened_at,
                reply_by=self._due_on(row.opened_at, row.reply_business_days),
            )
            for row in self._rows(claims, claims.c.opened_at, customer_id, order_ref)
        ]

    def loyalty(self, customer_id: str) -> Loyalty:
        """See ServiceDesk."""
        rules = self._in_force.membership
        customer = self._judge.customer(customer_id)
        since = self._clock() - timedelta(days=int(rules.months * DAYS_A_MONTH))
        orders = self._orders.orders_of(customer_id, limit=MOST_ORDERS)
        spent = sum(
            (self._kept(order) for order in orders if order.placed_at > since), Decimal("0.00")
        )
        higher = (
            rules.tiers[rules.tiers.index(customer.tier) + 1 :]
            if (customer.tier in rules.tiers)
            else ()
        )
        coming = next((tier for tier in higher if tier in rules.thresholds), "")
        return Loyalty(
            tier=customer.tier,
            points=customer.points,
            points_name=rules.points,
            spent=spent,
            months=rules.months,
            currency=orders[0].currency if orders else "",
            next_tier=coming,
            missing=max(rules.thresholds[coming] - spent, Decimal("0.00"))
            if coming
            else Decimal(0),
        )

    def is_subscribed(self, email: str) -> bool:
        """See ServiceDesk."""
        query = select(newsletter.c.subscribed).where(newsletter.c.email_key == email_key(email))
        with reading(self._engine) as connection:
            return bool(connection.execute(query).scalar_one_or_none())

    def look_up_guest_order(
        self, conversation_id: str, number: str, email: str, postcode: str
    ) -> Order:
        """See ServiceDesk."""
        most = self._in_force.tries.guest_look_up
        count_try(self._engine, conversation_id, "guest_look_up", most)
        order = self._orders.guest_order(number, email, postcode)
        forgive_try(self._engine, conversation_id, "guest_look_up")
        return replace(order, address=None, email="", payment_method=None, payments=())

    def gift_card_balance(self, conversation_id: str, code: str) -> GiftCard:
        """See ServiceDesk."""
        most = self._in_force.tries.gift_card_balance
        count_try(self._engine, conversation_id, "gift_card_balance", most)
        card = GiftCards(self._engine).get(code)
        forgive_try(self._engine, conversation_id, "gift_card_balance")
        return card

    @property
    def _in_force(self) -> ServicePolicy:
        return self._policy.at(self._clock())

    def _orders_of(self, customer_id: str, order_ref: str | None) -> Sequence[Order]:
        if order_ref is None:
            return self._orders.orders_of(customer_id, limit=MOST_ORDERS)
        return [self._orders.access_order(customer_id, order_ref)]

    def _rows(
        self, table: Table, latest: ColumnElement[Any], customer_id: str, order_ref: str | None
    ) -> Sequence[Row[Any]]:
        query = select(table).where(table.c.customer_id == customer_id).order_by(latest.desc())
        if order_ref is not None:
            order = self._orders.access_order(customer_id, order_ref)
            query = query.where(table.c.order_id == order.id)
        with reading(self._engine) as connection:
            return connection.execute(query).all()

    def _refund(self, row: Row[Any]) -> RefundRecord:
        waits = row.status == "awaiting_goods"
        due = None if waits else self._due_on(row.since, row.business_days)
        over = due is not None and self._policy.calendar.day_of(self._clock()) > due
        return RefundRecord(
            order_number=row.order_number,
            amount=row.amount,
            currency=row.currency,
            to=row.label,
            status="sent" if over else row.status,
            due_on=due,
            since=row.since,
        )

    def _due_on(self, moment: datetime, business_days: int) -> date:
        calendar = self._policy.calendar
        return calendar.after(calendar.day_of(moment), business_days)

    def _kept(self, order: Order) -> Decimal:
        """What was paid for goods that were kept; gift cards do not count."""
        worth = Decimal("0.00")
        for line in order.lines:
            if line.status is LineStatus.ORDERED:
                product = self._judge.product_of(line)
                if product is None or GIFT_CARD_TAG not in product.tags:
                    worth += line.unit_price * pieces_left(line)
        return worth


def _told_by_the_shop(order: Order, amount: Decimal) -> RefundRecord:
    return RefundRecord(
        order_number=order.number,
        amount=amount,
        currency=order.currency,
        to=order.payment_method.label if order.payment_method else "",
        status="sent",
        due_on=None,
        since=order.placed_at,
    )
