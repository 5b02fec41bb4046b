"""The cart of a conversation, priced by the catalogue whenever it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import jwt
from sqlalchemy import select

from commerce.cart import Cart, CartLine
from commerce.errors import NotAllowed, ProductNotFound
from commerce.tables import carts
from commerce.writes import insert_or_update
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from commerce.catalogue import Catalogue
    from commerce.policy import ServicePolicy
    from commerce.policy_sections import Coupon
    from commerce.products import Product, Variant
    from database import Fence

__all__ = ["Carts", "CouponSource"]

ALGORITHM = "HS256"
PURPOSE = "cart"
CHECKOUT_LIFETIME = timedelta(hours=2)
MOST_PIECES = 99
MOST_LINES = 50


class CouponSource(Protocol):
    """Codes beside those of the policy, such as those of campaigns."""

    def find(self, code: str) -> Coupon | None:
        """The coupon of a code in capitals; None for one that is unknown or over."""


@dataclass(frozen=True)
class _Stored:
    lines: dict[str, int]
    coupon: str = ""
    tier: str = ""


class Carts:
    """The carts of a store, one for each conversation; the shop's checkout reserves and charges.

    What changes one asks `fence` first, in its transaction: what that raises is raised, and the
    cart stays as it is.
    """

    def __init__(
        self,
        engine: Engine,
        catalogue: Catalogue,
        policy: ServicePolicy,
        *,
        currency: str,
        checkout_url: str,
        secret: str,
        clock: Callable[[], datetime],
        campaigns: CouponSource | None = None,
    ) -> None:
        self._engine = engine
        self._catalogue = catalogue
        self._policy = policy
        self._currency = currency
        self._checkout_url = checkout_url
        self._secret = secret
        self._clock = clock
        self._campaigns = campaigns

    def add(
        self, conversation_id: str, sku: str, quantity: int = 1, *, fence: Fence | None = None
    ) -> Cart:
        """Put pieces in. Raises ProductNotFound for a SKU that is not sold.

        NotAllowed: "out_of_stock" (title, options, stock: how many there are, in_cart), or
        "cart_full" (most).
        """
        product, variant = self._variant(sku)
        with writing(self._engine, fence) as connection:
            stored = _lock(connection, conversation_id)
            wanted = stored.lines.get(sku, 0) + quantity
            if not 0 < quantity <= MOST_PIECES or wanted > MOST_PIECES:
                raise NotAllowed("cart_full", most=MOST_PIECES)
            if sku not in stored.lines and len(stored.lines) >= MOST_LINES:
                raise NotAllowed("cart_full", most=MOST_LINES)
            if variant.stock is not None and variant.stock < wanted:
                raise NotAllowed(
                    "out_of_stock",
                    title=product.title,
                    options=variant.options,
                    stock=max(variant.stock, 0),
                    in_cart=stored.lines.get(sku, 0),
                )
            lines = {**stored.lines, sku: wanted}
            self._store(connection, conversation_id, _Stored(lines, stored.coupon, stored.tier))
        return self.show(conversation_id)

    def remove(
        self,
        conversation_id: str,
        sku: str,
        quantity: int | None = None,
        *,
        fence: Fence | None = None,
    ) -> Cart:
        """Take pieces out, all of them by default; raises ProductNotFound if there are none."""
        with writing(self._engine, fence) as connection:
            stored = _lock(connection, conversation_id)
            if sku not in stored.lines:
                raise ProductNotFound("The cart has nothing with that SKU.")
            lines = dict(stored.lines)
            left = 0 if quantity is None else lines[sku] - max(quantity, 0)
            if left > 0:
                lines[sku] = left
            else:
                del lines[sku]
            self._store(connection, conversation_id, _Stored(lines, stored.coupon, stored.tier))
        return self.show(conversation_id)

    def clear(self, conversation_id: str, *, fence: Fence | None = None) -> None:
        """Empty the cart."""
        with writing(self._engine, fence) as connection:
            self._store(connection, conversation_id, _Stored({}))

    def show(self, conversation_id: str) -> Cart:
        """The cart at today's prices and stock; an empty one where nothing was put in."""
        with reading(self._engine) as connection:
            stored = _load(connection, conversation_id)
        return self._priced(stored)

    def changed_at(self, conversation_id: str) -> datetime | None:
        """When something was last put in or taken out; None while nothing lies in it."""
        query = select(carts.c.lines, carts.c.changed_at).where(
            carts.c.conversation_id == conversation_id
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return row.changed_at if row is not None and row.lines else None

    def apply_coupon(
        self, conversation_id: str, code: str, tier: str = "", *, fence: Fence | None = None
    ) -> Cart:
        """Apply one code, in place of any other, for a customer of `tier`.

        Raises NotAllowed: "cart_empty", "coupon_unknown" (coupon), "coupon_over" (coupon,
        valid_until), "coupon_tier" (coupon, tiers), "coupon_nothing" (coupon: it touches nothing in
        the cart), "coupon_minimum" (coupon, minimum, missing, currency).
        """
        coupon = self._coupon(code.strip().upper())
        if coupon is None:
            raise NotAllowed("coupon_unknown", coupon=code.strip())
        self._check_holder(coupon, tier)
        with writing(self._engine, fence) as connection:
            stored = _lock(connection, conversation_id)
            if not stored.lines:
                raise NotAllowed("cart_empty")
            touched = self._touched(self._priced(stored), coupon)
            if not touched:
                raise NotAllowed("coupon_nothing", coupon=coupon.code)
            if touched < coupon.discount.minimum:
                raise NotAllowed(
                    "coupon_minimum",
                    coupon=coupon.code,
                    minimum=coupon.discount.minimum,
                    missing=coupon.discount.minimum - touched,
                    currency=self._currency,
                )
            self._store(connection, conversation_id, _Stored(stored.lines, coupon.code, tier))
        return self.show(conversation_id)

    def checkout_link(self, conversation_id: str) -> str:
        """A link to the shop's checkout that carries the signed cart for two hours.

        Raises NotAllowed("cart_empty"). docs/policy.md describes the token.
        """
        cart = self.show(conversation_id)
        if not cart.lines:
            raise NotAllowed("cart_empty")
        claims = {
            "use": PURPOSE,
            "lines": [{"sku": line.sku, "quantity": line.quantity} for line in cart.lines],
            "coupon": cart.coupon,
            "exp": self._clock().replace(microsecond=0) + CHECKOUT_LIFETIME,
        }
        token = jwt.encode(claims, self._secret, algorithm=ALGORITHM)
        joined = "&" if "?" in self._checkout_url else "?"
        return f"{self._checkout_url}{joined}cart={token}"

    @property
    def _in_force(self) -> ServicePolicy:
        return self._policy.at(self._clock())

    def _coupon(self, code: str) -> Coupon | None:
        found = self._in_force.coupons.get(code)
        if found is None and code and self._campaigns is not None:
            found = self._campaigns.find(code)
        return found

    def _check_holder(self, coupon: Coupon, tier: str) -> None:
        today = self._policy.calendar.day_of(self._clock())
        if coupon.valid_until is not None and today > coupon.valid_until:
            raise NotAllowed("coupon_over", coupon=coupon.code, valid_until=coupon.valid_until)
        if coupon.tiers and tier not in coupon.tiers:
            raise NotAllowed("coupon_tier", coupon=coupon.code, tiers=coupon.tiers)

    def _priced(self, stored: _Stored) -> Cart:
        lines, gone = [], []
        for sku, quantity in stored.lines.items():
            try:
                product, variant = self._variant(sku)
            except ProductNotFound:
                gone.append(sku)
                continue
            stock = variant.stock
            lines.append(
                CartLine(
                    sku=sku,
                    product_id=product.id,
                    title=product.title,
                    options=variant.options,
                    quantity=quantity,
                    unit_price=variant.price,
                    available=stock is None or stock >= quantity,
                    stock=stock,
                )
            )
        goods = sum((line.unit_price * line.quantity for line in lines), Decimal("0.00"))
        nothing = Decimal("0.00")
        cart = Cart(tuple(lines), goods, "", nothing, goods, self._currency, tuple(gone))
        return self._discounted(cart, stored)

    def _discounted(self, cart: Cart, stored: _Stored) -> Cart:
        coupon = self._coupon(stored.coupon)
        if coupon is None:
            return cart
        try:
            self._check_holder(coupon, stored.tier)
        except NotAllowed:
            return cart  # it ran out since it was applied
        off = coupon.discount.off(self._touched(cart, coupon))
        return Cart(
            cart.lines, cart.goods, coupon.code, off, cart.goods - off, cart.currency, cart.gone
        )

    def _touched(self, cart: Cart, coupon: Coupon) -> Decimal:
        """What the lines that a coupon touches cost."""
        worth = Decimal("0.00")
        for line in cart.lines:
            tags = self._catalogue.get(line.product_id).tags if coupon.not_tags else ()
            if not set(coupon.not_tags) & set(tags):
                worth += line.unit_price * line.quantity
        return worth

    def _variant(self, sku: str) -> tuple[Product, Variant]:
        product = self._catalogue.by_sku(sku)
        return product, next(variant for variant in product.variants if variant.sku == sku)

    def _store(self, connection: Connection, conversation_id: str, cart: _Stored) -> None:
        row = {
            "conversation_id": conversation_id,
            "lines": [{"sku": sku, "quantity": count} for sku, count in cart.lines.items()],
            "coupon": cart.coupon,
            "tier": cart.tier,
            "changed_at": self._clock(),
        }
        insert_or_update(connection, carts, [row])


def _lock(connection: Connection, conversation_id: str) -> _Stored:
    return _load(connection, conversation_id, lock=True)


def _load(connection: Connection, conversation_id: str, *, lock: bool = False) -> _Stored:
    query = select(carts).where(carts.c.conversation_id == conversation_id)
    row: Any = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return _Stored({})
    lines = {line["sku"]: line["quantity"] for line in row.lines}
    return _Stored(lines, row.coupon, row.tier)
