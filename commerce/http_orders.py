"""The shop's own order system over HTTP: read live, written through an outbox.

docs/order-system.md is the protocol. Reads are asked of the shop and kept in our tables, which
answer when it does not. A write is put into the outbox first, then sent once at once; when the
shop does not answer, the worker sends it again under the same key until it does. Nothing is
written down as done before the shop said so.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from commerce import codec
from commerce.errors import NotAllowed, OrderNotFound, RecordInvalid, ShopUnreachable
from commerce.order_system import SqlOrders
from commerce.orders import Order
from commerce.outbox import Outbox
from commerce.terms import Outcome, agreed_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Engine

    from commerce.outbox import Letter
    from commerce.shop_client import ShopClient
    from commerce.terms import Agreed
    from database import Fence

__all__ = ["HttpOrders"]

logger = logging.getLogger(__name__)


class HttpOrders:
    """Orders in the shop's system, behind `client`; our tables mirror what was read."""

    def __init__(self, engine: Engine, client: ShopClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._mirror = SqlOrders(engine)
        self._outbox = Outbox(engine, clock)

    def access_order(self, customer_id: str, order_ref: str) -> Order:
        """See OrderSystem."""
        try:
            found = self._client.get("/order", {"customer_id": customer_id, "reference": order_ref})
        except ShopUnreachable as error:
            logger.warning("The shop's orders cannot be read now, the last known are: %s", error)
            return self._mirror.access_order(customer_id, order_ref)
        if found is None:
            raise OrderNotFound("This customer has no order with that number.")
        order = _order(found.get("order"))
        if order.customer_id != customer_id:
            logger.error("The shop's system gave away an order of somebody else.")
            raise OrderNotFound("This customer has no order with that number.")
        return self._keep([order])[0]

    def orders_of(self, customer_id: str, limit: int = 10) -> list[Order]:
        """See OrderSystem."""
        try:
            found = self._client.get("/orders", {"customer_id": customer_id, "limit": str(limit)})
        except ShopUnreachable as error:
            logger.warning("The shop's orders cannot be read now, the last known are: %s", error)
            return self._mirror.orders_of(customer_id, limit)
        orders = [_order(each) for each in (found or {}).get("orders", [])]
        theirs = [order for order in orders if order.customer_id == customer_id]
        if len(theirs) < len(orders):
            logger.error("The shop's system gave away orders of somebody else.")
        return self._keep(theirs)[:limit]

    def guest_order(self, number: str, email: str, postcode: str) -> Order:
        """See OrderSystem; the shop compares, and its silence is no answer."""
        found = self._client.get(
            "/guest-order", {"number": number, "email": email, "postcode": postcode}
        )
        if found is None:
            raise OrderNotFound("No order has this number, e-mail and postcode.")
        return _order(found.get("order"))

    def outcome(self, key: str) -> Outcome | None:
        """See OrderSystem."""
        done = self._mirror.outcome(key)
        if done is not None:
            return done
        letter = self._outbox.find(key)
        if letter is None:
            return None
        if letter.status == "refused":
            raise NotAllowed("refused_by_shop", reason=letter.reason)
        return Outcome(letter.agreed.key, {}, "pending")

    def carry_out(self, agreed: Agreed, fence: Fence | None = None) -> Outcome:
        """See OrderSystem; what is in the outbox is past the fence."""
        letter = self._outbox.put(agreed, fence)
        if letter is None:  # it is there already
            outcome = self.outcome(agreed.key)
            assert outcome is not None
            return outcome
        return self.deliver(letter)

    def deliver(self, letter: Letter) -> Outcome:
        """Send a letter of the outbox once more.

        Raises NotAllowed when the shop refuses. An outcome that is "pending" was put off.
        """
        agreed = letter.agreed
        try:
            answer = self._client.post("/commands", agreed_to_json(agreed), key=agreed.key)
            reference = _reference(answer)
        except ShopUnreachable as error:
            logger.warning(
                "The shop did not take %s, it is sent again later: %s", agreed.key, error
            )
            if self._outbox.put_off(letter, str(error)):
                return Outcome(agreed.key, {}, "pending")
            raise NotAllowed("refused_by_shop", reason="") from error
        except NotAllowed as refusal:
            self._outbox.refuse(letter, str(refusal.facts.get("reason", "")))
            raise
        return self._outbox.delivered(letter, reference)

    def deliver_due(self) -> Iterator[tuple[Agreed, Outcome | NotAllowed]]:
        """Send what waits, for the worker; what became of each, refusals too."""
        for letter in self._outbox.due():
            try:
                yield letter.agreed, self.deliver(letter)
            except NotAllowed as refusal:
                yield letter.agreed, refusal

    def _keep(self, orders: list[Order]) -> list[Order]:
        try:
            self._mirror.upsert(orders)
        except RecordInvalid as error:
            logger.warning("Orders of the shop's system cannot be kept: %s", error)
        return orders


def _order(data: Any) -> Order:
    try:
        order: Order = codec.from_json(Order, data)
    except RecordInvalid as error:
        raise ShopUnreachable(f"The shop's system sent an order that is none: {error}") from error
    return order


def _reference(answer: dict[str, Any]) -> str:
    reference = answer.get("reference", "")
    if not isinstance(reference, str):
        raise ShopUnreachable("The shop's system sent a reference that is no text.")
    return reference
