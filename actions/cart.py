"""The cart: what is in it, coupons, and the way to the check-out."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from actions.shopping import Shopping
from actions.understanding.coupons import means_known_coupon
from actions.wording import day, plain
from commerce import NotAllowed, money

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce.cart import Cart, CartLine

__all__ = [
    "ASKED_COUPON",
    "ActionApplyCoupon",
    "ActionCheckOut",
    "ActionShowCart",
    "code_in",
    "say_cart",
    "things_in",
]

REFUSED = {
    "cart_empty": "utter_cart_empty",
    "coupon_unknown": "utter_coupon_unknown",
    "coupon_over": "utter_coupon_over",
    "coupon_minimum": "utter_coupon_minimum",
    "coupon_tier": "utter_coupon_tier",
    "coupon_nothing": "utter_coupon_nothing",
}
TOLD_COUPON = frozenset({"utter_coupon_yours", "utter_coupon_offered"})
"""After these "use it" means the coupon."""
ASKED_COUPON = frozenset({"utter_ask_coupon", *REFUSED.values()} - {"utter_cart_empty"})
"""After these a single word may be a code."""
_AFTER = re.compile(
    r"\b(?:code|coupon|voucher|promo(?: code)?)\b\W*(?:is|says|called|named|:)?\W*"
    r"([A-Za-z0-9][\w-]{2,24})",
    re.IGNORECASE,
)
_LOOKS_LIKE_ONE = re.compile(r"\b(?=[\w-]*[A-Z])(?=[\w-]*\d|[A-Z-]{4,}\b)[A-Z0-9][A-Z0-9-]{2,24}\b")
_NO_CODES = frozenset(
    """
    code coupon voucher promo discount please to on for my the a an it this that and from in of i
    have got with please codes coupons cart basket percent off
    """.split()  # noqa: SIM905  reads as a list of words
)


class ActionShowCart(Shopping):
    """Lists the cart, and what lies in the cart of the shop's own page."""

    name = "action_show_cart"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Prices and stock are those of this moment."""
        cart = await asyncio.to_thread(self.services.carts.show, turn.conversation_id)
        on_page = await self._on_page(turn, {line.product_id for line in cart.lines})
        if cart.lines:
            say_cart(dispatcher, cart, "utter_cart")
        elif not on_page:
            dispatcher.utter_message(response="utter_cart_empty")
        if on_page:
            response = "utter_also_on_page" if cart.lines else "utter_on_page"
            dispatcher.utter_message(response=response, lines=on_page)
        return []

    async def _on_page(self, turn: AskedTurn, known: Collection[str]) -> str:
        """What the page says is in the shop's cart, as lines; without what is told already."""
        counted = {
            str(one.get("product_id")): one.get("quantity") or 1
            for one in turn.page.get("cart") or () if isinstance(one, dict)
        }  # fmt: skip
        products = await self.known(id_ for id_ in counted if id_ not in known)
        currency = self.services.settings.currency
        return "\n".join(
            f"- {counted[one.id]} \u00d7 {plain(one.title)}, {money(one.price, currency)}"
            for one in products
        )


class ActionApplyCoupon(Shopping):
    """Applies a discount code to the cart, or says why it does not hold."""

    name = "action_apply_coupon"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Without a code, asks for it."""
        code = await asyncio.to_thread(self._code, turn)
        if not code:
            dispatcher.utter_message(response="utter_ask_coupon")
            return []
        try:
            cart = await asyncio.to_thread(self._apply, turn, code)
        except NotAllowed as refusal:
            dispatcher.utter_message(
                response=REFUSED[refusal.code],
                code=plain(code),
                **facts_of(refusal, self.services.settings.currency),
            )
        else:
            say_cart(dispatcher, cart, "utter_coupon_applied", code=plain(code.upper()))
        return []

    def _code(self, turn: AskedTurn) -> str:
        """The code that was said, or else the one that the shopper was told of and means."""
        services = self.services
        coupons = services.policy.at(datetime.now(UTC)).coupons
        code = code_in(turn.text, {*coupons, *services.coupons.codes()})
        told = not TOLD_COUPON.isdisjoint(turn.last_reply.responses)
        if code or not (told or means_known_coupon(turn.text)):
            return code
        customer = services.conversations.customer_of(turn.conversation_id)
        held = services.coupons.held(customer) if customer else None
        return held.coupon.code if held else ""

    def _apply(self, turn: AskedTurn, code: str) -> Cart:
        customer = self.services.conversations.customer_of(turn.conversation_id)
        tier = self.services.customers.get(customer).tier if customer else ""
        return self.services.carts.apply_coupon(turn.conversation_id, code, tier, fence=turn.fence)


class ActionCheckOut(Shopping):
    """Hands over to the shop's check-out with a signed link."""

    name = "action_check_out"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Nothing is bought here."""
        carts = self.services.carts
        try:
            link = await asyncio.to_thread(carts.checkout_link, turn.conversation_id)
        except NotAllowed:
            dispatcher.utter_message(response="utter_cart_empty")
            return []
        cart = await asyncio.to_thread(carts.show, turn.conversation_id)
        say_cart(dispatcher, cart, "utter_check_out", link=link)
        return []


def say_cart(
    dispatcher: CollectingDispatcher,
    cart: Cart,
    response: str,
    **facts: str,
) -> None:
    """Utter a response with what is in the cart and what it comes to."""
    count = sum(line.quantity for line in cart.lines)
    total = money(cart.total, cart.currency)
    if cart.discount:
        total += f" (with {plain(cart.coupon)}: {money(cart.discount, cart.currency)} off)"
    dispatcher.utter_message(
        response=response,
        lines="\n".join(told(line, cart.currency) for line in cart.lines),
        total=total,
        count=f"{count} item{'' if count == 1 else 's'}",
        json_message={"kind": "cart"},
        **facts,
    )
    if cart.gone:
        dispatcher.utter_message(response="utter_no_longer_sold")


def told(line: CartLine, currency: str) -> str:
    """A line of the cart, with a word where there are too few."""
    price = money(line.unit_price * line.quantity, currency)
    few = "" if line.available else f" (only {line.stock or 0} left)"
    return f"- {line.quantity} \u00d7 {things_in(line)}: {price}{few}"


def things_in(line: CartLine) -> str:
    """What a line of the cart is: "Rain Jacket (Navy, M)"."""
    options = ", ".join(line.options.values())
    return plain(f"{line.title} ({options})" if options else line.title)


def code_in(text: str, known: Collection[str]) -> str:
    """The discount code that the words hold: one that the shop has before what looks like one."""
    words: list[str] = re.findall(r"[\w-]+", text)
    for word in words:
        if word.upper() in known:
            return word.upper()
    if match := _LOOKS_LIKE_ONE.search(text):
        return str(match[0])
    said = (str(match[1]) for match in _AFTER.finditer(text))
    return next((one for one in said if one.lower() not in _NO_CODES), "")


def facts_of(refusal: NotAllowed, currency: str) -> Mapping[str, str]:
    """Why a coupon does not hold, as text."""
    facts = refusal.facts
    return {
        "until": day(facts.get("valid_until")),
        "minimum": money(facts["minimum"], currency) if "minimum" in facts else "",
        "tiers": " and ".join(facts.get("tiers") or ()),
    }
