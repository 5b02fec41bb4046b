"""What a rule judges by: the order, who asks, the shop's policy, the day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from commerce.errors import NotAllowed
from commerce.orders import LineStatus, Order, OrderLine, OrderStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from commerce.customers import Customer
    from commerce.policy import Reason, RequestRule, ServicePolicy
    from commerce.products import Product

__all__ = ["Case", "History"]

ON_THE_WAY = (
    OrderStatus.PLACED,
    OrderStatus.PACKED,
    OrderStatus.PARTLY_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
)
ASKED_BACK = {
    OrderStatus.RETURN_REQUESTED: "return_items",
    OrderStatus.EXCHANGE_REQUESTED: "exchange_items",
}


@dataclass(frozen=True)
class History:
    """What service did for an order before, as far as the order itself does not tell.

    `promised` are refunds that wait for goods; `claims` are the open ones: number, kind, positions.
    """

    promised: Decimal = Decimal("0.00")
    shipping_refunded: bool = False
    claims: tuple[tuple[str, str, frozenset[int]], ...] = ()


@dataclass(frozen=True)
class Case:
    """One request about one order."""

    verb: str
    order: Order
    customer: Customer
    policy: ServicePolicy
    today: date
    product_of: Callable[[OrderLine], Product | None]
    history: History = History()

    @property
    def rule(self) -> RequestRule:
        """The policy's rule for this kind of request."""
        return self.policy.rule(self.verb)

    @property
    def delivered_on(self) -> date | None:
        """The day the parcel arrived, in the shop's zone; None when the shop does not tell."""
        parcel = self.order.shipment
        if parcel is None or parcel.delivered_at is None:
            return None
        return self.policy.calendar.day_of(parcel.delivered_at)

    def check(self) -> None:
        """Refuse what cannot be asked for this order at all, details aside."""
        rule, order = self.rule, self.order
        if not rule.offered:
            raise NotAllowed("not_offered", number=order.number, request=self.verb)
        for done in rule.not_after:
            if done in order.done:
                raise NotAllowed("already_changed", number=order.number, after=done)
        if order.status in rule.statuses:
            return
        facts = {"number": order.number, "status": order.status}
        if order.status in ASKED_BACK:
            raise NotAllowed("already_changed", after=ASKED_BACK[order.status], **facts)
        if order.status not in ON_THE_WAY:
            raise NotAllowed("order_closed", **facts)
        reached = ON_THE_WAY.index(order.status)
        if any(status in rule.statuses for status in ON_THE_WAY[reached + 1 :]):
            raise NotAllowed("not_delivered_yet", **facts)
        returns = self.policy.rule("return_items").offered
        raise NotAllowed("too_late", alternative="return_items" if returns else "", **facts)

    def line(self, position: int) -> OrderLine:
        """The line at `position`; refuses one that is not there."""
        if not 0 <= position < len(self.order.lines):
            raise NotAllowed("no_such_line", position=position)
        return self.order.lines[position]

    def reason(self, key: str) -> Reason | None:
        """The reason with this key; None where the policy asks for none."""
        return _chosen(self.rule.reasons, key, "reason")

    def condition(self, key: str) -> Reason | None:
        """The condition with this key, which must be an accepted one."""
        found = _chosen(self.rule.conditions, key, "condition")
        if found is not None and not found.accepted:
            raise NotAllowed(
                "condition_not_allowed",
                condition=key,
                label=found.label,
                allowed=tuple(each for each in self.rule.conditions if each.accepted),
            )
        return found


def pieces_left(line: OrderLine) -> int:
    """How many pieces of a line have neither come back nor are on their way back."""
    if line.status in {LineStatus.RETURNED, LineStatus.REFUNDED, LineStatus.CANCELLED}:
        return 0
    if line.status is not LineStatus.ORDERED and not line.coming_back:
        return 0  # the shop tells that the line comes back, and not how much of it
    return max(line.quantity - line.coming_back, 0)


def _chosen(allowed: tuple[Reason, ...], key: str, what: str) -> Reason | None:
    if not allowed:
        return None
    for each in allowed:
        if each.key == key:
            return each
    raise NotAllowed(f"{what}_not_allowed", **{what: key}, label="", allowed=allowed)
