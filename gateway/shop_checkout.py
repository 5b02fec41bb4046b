"""The demo shop's check-out: it reads the cart that the chat signed, as a real shop would.

A cart is a JWT (HS256, the secret that signs customers) with `use` "cart", `lines` of SKU and
quantity, a `coupon` and an end. Prices are the shop's own: the token holds none.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

import jwt

from commerce import Catalogue, ProductNotFound
from gateway.keys import ENGINE, SETTINGS
from gateway.shop_pages import page
from gateway.shop_products import address
from tilly.shop import build_coupons, build_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiohttp import web

    from commerce import Product, Variant
    from gateway.shop_pages import Visit

__all__ = ["Handed", "HandedLine", "checkout", "read_cart"]

ALGORITHM: Final = "HS256"
PURPOSE: Final = "cart"


@dataclass(frozen=True)
class HandedLine:
    """Some pieces of a variant, at the shop's price of this moment."""

    product: Product
    variant: Variant
    quantity: int

    @property
    def price(self) -> Decimal:
        """What the pieces cost together."""
        return self.variant.price * self.quantity


@dataclass(frozen=True)
class Handed:
    """The cart that was handed over; `discount` is what `coupon` takes off."""

    lines: Sequence[HandedLine] = ()
    coupon: str = ""
    discount: Decimal = Decimal(0)
    trouble: str = ""

    @property
    def goods(self) -> Decimal:
        """What the lines cost together."""
        return sum((line.price for line in self.lines), Decimal(0))


async def checkout(
    request: web.Request,
    visit: Callable[[web.Request], Visit],
    respond: Callable[[web.Request, str], web.Response],
) -> web.Response:
    """The page of the cart in the query."""

    def build() -> str:
        return checkout_page(visit(request), read_cart(request))

    return respond(request, await asyncio.to_thread(build))


def read_cart(request: web.Request) -> Handed:
    """The cart of a request, or what is wrong with it."""
    settings = request.app[SETTINGS]
    token = request.query.get("cart", "")
    if not token:
        return Handed()
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            settings.customer_signing_secret(),
            algorithms=[ALGORITHM],
            options={"require": ["exp", "use", "lines"]},
        )
    except jwt.ExpiredSignatureError:
        return Handed(trouble="This link has expired. Ask in the chat for a new one.")
    except jwt.InvalidTokenError:
        return Handed(trouble="This link is damaged. Ask in the chat for a new one.")
    if claims["use"] != PURPOSE:
        return Handed(trouble="This link is no cart. Ask in the chat for one.")
    engine = request.app[ENGINE]
    catalogue = Catalogue(engine)
    lines = [line for one in claims["lines"] if (line := _line(catalogue, one))]
    code = claims.get("coupon") or ""
    coupon = build_policy(settings).coupons.get(code) or build_coupons(engine).find(code)
    if coupon is None:
        return Handed(lines)
    touched = sum(
        (line.price for line in lines if not set(coupon.not_tags) & set(line.product.tags)),
        Decimal(0),
    )
    return Handed(lines, coupon.code, coupon.discount.off(touched))


def _line(catalogue: Catalogue, one: dict[str, Any]) -> HandedLine | None:
    try:
        product = catalogue.by_sku(one["sku"])
    except ProductNotFound:
        return None
    variant = next(each for each in product.variants if each.sku == one["sku"])
    return HandedLine(product, variant, int(one["quantity"]))


def checkout_page(visit: Visit, cart: Handed) -> str:
    """The page; `data-cart` tells the chat on it what lies in the cart."""
    if not cart.lines:
        words = (
            cart.trouble or "Your cart is empty. Fill it in the chat, then check out from there."
        )
        body = f'<h1>Cart</h1><p class="nothing">{escape(words)}</p>'
        return page(visit, "Cart", body)
    rows = "".join(_row(visit, line) for line in cart.lines)
    held = [{"product_id": line.product.id, "quantity": line.quantity} for line in cart.lines]
    off = (
        f"<tr><th scope='row' colspan='3'>Code {escape(cart.coupon)}</th>"
        f"<td>\u2212{visit.money(cart.discount)}</td></tr>"
        if cart.discount
        else ""
    )
    total = visit.money(cart.goods - cart.discount)
    body = f"""<h1>Cart</h1>
<div class="checkout" data-cart="{escape(json.dumps(held))}"><table class="facts">
<thead><tr><th scope="col">Product</th><th scope="col">Each</th><th scope="col">Pieces</th>
<th scope="col">Price</th></tr></thead><tbody>{rows}</tbody>
<tfoot>{off}<tr class="total"><th scope="row" colspan="3">Total, before shipping</th>
<td>{total}</td></tr></tfoot></table>
<p class="count">This is where a shop would take the payment. Nothing is for sale here.</p></div>"""
    return page(visit, "Cart", body)


def _row(visit: Visit, line: HandedLine) -> str:
    options = escape(", ".join(line.variant.options.values()))
    chosen = f"<br><span class='count'>{options}</span>" if options else ""
    name = f"<a href='{address(line.product)}'>{escape(line.product.title)}</a>"
    return (
        f"<tr><td>{name}{chosen}</td><td>{visit.money(line.variant.price)}</td>"
        f"<td>{line.quantity}</td><td>{visit.money(line.price)}</td></tr>"
    )
