"""What the shop has on file about a signed-in customer: points, gift cards, their details."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from actions.topic import TopicAction
from actions.wording import plain
from commerce import GiftCardNotFound, NotAllowed, money

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Address, Customer, PaymentMethod

__all__ = ["ActionShowAccount", "ActionShowGiftCards", "ActionShowPoints", "take_gift_card_code"]

NOTHING = "none"
ANOTHER = "another"
ASKED_CODE = frozenset({"utter_ask_gift_card_code", "utter_gift_card_unknown"})
PATIENCE = 3
GROUP = r"(?=[A-Za-z-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
CODE = re.compile(rf"\b{GROUP}(?: {GROUP}){{0,5}}\b")
SPEAKS = r"(?:code|card|gift|number|balance|check|please|with|have|hello|here|this|that|mine|says)"
CODE_ASKED = re.compile(
    rf"\b(?:(?!{SPEAKS}\b)[A-Za-z]{{3,6}} )?{GROUP}(?: {GROUP}){{0,5}}\b", re.IGNORECASE
)
FEWEST_SIGNS, FEWEST_DIGITS = 6, 3


class AccountAction(TopicAction):
    """Base of the actions that need to know who asks."""

    async def customer(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> Customer | None:
        """Who is signed in; None, and a word about signing in, when nobody is."""
        services = self.services
        found = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
        if found is None:
            dispatcher.utter_message(response="utter_sign_in_account")
            return None
        return await asyncio.to_thread(services.customers.get, found)


class ActionShowPoints(AccountAction):
    """Says how many points a customer has, their tier, and what the next one takes."""

    name = "action_show_points"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """A shop without points has tiers all the same."""
        customer = await self.customer(dispatcher, turn)
        if customer is None:
            return []
        loyalty = await asyncio.to_thread(self.services.desk.loyalty, customer.id)
        points = "utter_points_by_name" if loyalty.points_name else "utter_points"
        dispatcher.utter_message(
            response="utter_no_points" if loyalty.points is None else points,
            points=f"{loyalty.points or 0:,}",
            points_name=plain(loyalty.points_name),
        )
        dispatcher.utter_message(
            response="utter_next_tier" if loyalty.next_tier else "utter_highest_tier",
            tier=loyalty.tier,
            next_tier=loyalty.next_tier,
            missing=money(loyalty.missing, loyalty.currency or self.services.settings.currency),
            months=str(loyalty.months),
        )
        return []


class ActionShowGiftCards(TopicAction):
    """Says what is left on a gift card: the customer's own, or one whose code they know."""

    name = "action_show_gift_cards"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The cards on file come first; who has none is asked for the code."""
        if code := code_in(turn.text):
            await tell_balance(self, dispatcher, turn, code)
            return []
        services = self.services
        found = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
        cards: list[PaymentMethod] = []
        if found is not None:
            customer = await asyncio.to_thread(services.customers.get, found)
            cards = [each for each in customer.payment_methods if each.balance is not None]
        if cards and turn.choice != ANOTHER:
            told = ", ".join(balance_of(card, services.settings.currency) for card in cards)
            dispatcher.utter_message(response="utter_own_gift_cards", cards=told)
        else:
            dispatcher.utter_message(response="utter_ask_gift_card_code")
        return []


class ActionShowAccount(AccountAction):
    """Says what is on file about the customer."""

    name = "action_show_account"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """All of it, so that nobody need ask for each part."""
        customer = await self.customer(dispatcher, turn)
        if customer is not None:
            methods = ", ".join(plain(each.label) for each in customer.payment_methods)
            dispatcher.utter_message(
                response="utter_account",
                name=plain(customer.name),
                email=plain(customer.email),
                phone=plain(customer.phone or NOTHING),
                tier=customer.tier,
                address=address_line(customer.address),
                payments=methods or NOTHING,
            )
        return []


async def take_gift_card_code(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> bool:
    """Take the code that was asked for; False when none was, or none came."""
    asked = {name for past in turn.past[-PATIENCE:] for name in past.responses}
    code = code_in(turn.text, asked=True)
    if code is None or ASKED_CODE.isdisjoint(asked):
        return False
    await tell_balance(action, dispatcher, turn, code)
    return True


async def tell_balance(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn, code: str
) -> None:
    """Say what is left on the card; guessing ends after the policy's number of tries."""
    try:
        card = await asyncio.to_thread(
            action.services.desk.gift_card_balance, turn.conversation_id, code
        )
    except GiftCardNotFound:
        dispatcher.utter_message(response="utter_gift_card_unknown")
    except NotAllowed:
        dispatcher.utter_message(response="utter_gift_card_closed")
    else:
        dispatcher.utter_message(
            response="utter_gift_card_balance",
            ending=plain(card.ending),
            balance=money(card.balance, card.currency),
        )


def code_in(text: str, *, asked: bool = False) -> str | None:
    """A gift card's code: six signs or more in groups, three of them digits.

    Where it was `asked` for, a group of letters in front of the figures belongs to it.
    """
    for found in (CODE_ASKED if asked else CODE).finditer(text):
        signs = [sign for sign in found[0] if sign.isalnum()]
        if len(signs) >= FEWEST_SIGNS and sum(sign.isdigit() for sign in signs) >= FEWEST_DIGITS:
            return found[0]
    return None


def balance_of(card: PaymentMethod, currency: str) -> str:
    """A gift card on file, such as "Gift card ending 4417: $25.00"."""
    assert card.balance is not None
    return f"{plain(card.label)}: {money(card.balance, currency)}"


def address_line(address: Address | None) -> str:
    """An address in one line."""
    if address is None:
        return NOTHING
    town = " ".join(part for part in (address.region, address.postcode) if part)
    parts = (address.line1, address.line2, address.city, town, address.country)
    return plain(", ".join(part for part in parts if part)) or NOTHING
