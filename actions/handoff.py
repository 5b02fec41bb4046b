"""A person is asked to join, or to write or call later when nobody is there.

The bot keeps answering until a person accepts.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from actions.topic import TopicAction
from actions.wording import day_and_hour
from conversations.contacts import email_in, phone_in

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn

__all__ = [
    "WAYS_ASKED",
    "ActionRequestPerson",
    "channel_of",
    "note_contact",
    "reason_of",
    "request_person",
    "take_reason",
    "take_way",
]

Channel = Literal["callback", "email"]

# A wish for a person says why only when it says more than the wish.
FEWEST_WORDS_OF_A_REASON = 12
MOST_REASONS = 3
# What people say by these is no reason for a person, whoever hears it.
NO_REASON = frozenset(
    {
        "affirm",
        "bot_challenge",
        "chitchat",
        "deny",
        "goodbye",
        "greet",
        "help",
        "insult",
        "praise",
        "rate_service",
        "report_misunderstanding",
        "thanks",
    }
)
WAYS_ASKED = frozenset({"utter_person_away", "utter_nobody_in_chat"})
"""A call or an e-mail: which of the two was asked."""
WHY = frozenset({"utter_person_asked_why", "utter_ask_reason"})
# A contact that was noted can be corrected.
ASKED_CONTACT: dict[str, Channel] = {
    "utter_ask_phone": "callback",
    "utter_ask_phone_again": "callback",
    "utter_callback_noted": "callback",
    "utter_callback_noted_away": "callback",
    "utter_ask_email": "email",
    "utter_ask_email_again": "email",
    "utter_email_noted": "email",
}
ONCE_MORE = {
    "utter_ask_phone": "utter_ask_phone_again",
    "utter_ask_email": "utter_ask_email_again",
}
# How many turns a question for a contact stays open, so that a question may come between.
PATIENCE = 3
WORD_EMAIL = re.compile(r"\be ?mails?\b")
CALLBACK = re.compile(r"call ?back|\b(?:call|ring|phone) me\b|give me a (?:call|ring)")
EMAIL = re.compile(r"\be ?mail me\b|send me an? e ?mail|\bby e ?mail\b|\bwrite (?:to )?me\b")


class ActionRequestPerson(TopicAction):
    """Asks for a person: in the chat while there are some, else by phone or e-mail."""

    name = "action_request_person"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Asking twice is harmless: the first request stands."""
        if channel := channel_of(turn):
            await leave_word(self, dispatcher, turn, channel)
        else:
            await request_person(self, dispatcher, turn)
        return []


async def request_person(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> None:
    """Ask for a person while there are some; else say when they are back, and offer to write."""
    services, conversation = action.services, turn.conversation_id
    before = await asyncio.to_thread(services.conversations.get, conversation)
    opens = opening(action)
    if before.answering == "bot" and opens is not None:
        response = "utter_person_away" if opens else "utter_nobody_in_chat"
        dispatcher.utter_message(response=response, opens=opens)
        return
    reason = reason_of(turn)
    await asyncio.to_thread(services.handoffs.request, conversation, reason)
    await action.gateway.notify(conversation)
    asked = "utter_person_asked" if reason else "utter_person_asked_why"
    waiting = before.answering != "bot"
    dispatcher.utter_message(response="utter_person_on_the_way" if waiting else asked)


async def leave_word(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn, channel: Channel
) -> None:
    """Have a signed-in customer called or written to; anyone else is asked where."""
    services = action.services
    customer_id = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
    contact = contact_in(turn.text, channel)
    if contact is None and customer_id is not None:
        customer = await asyncio.to_thread(services.customers.get, customer_id)
        contact = customer.phone if channel == "callback" else customer.email
    if contact:
        await open_ticket(action, dispatcher, turn, channel, contact)
    else:
        callback = channel == "callback"
        dispatcher.utter_message(response="utter_ask_phone" if callback else "utter_ask_email")


async def take_way(action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn) -> bool:
    """Take the answer to the question how to be reached; False when that was not asked."""
    channel = channel_of(turn)
    if channel is None or WAYS_ASKED.isdisjoint(turn.last_reply.responses):
        return False
    await leave_word(action, dispatcher, turn, channel)
    return True


async def note_contact(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> bool:
    """Take the phone number or address that was asked for; False when none was, or none came."""
    asked = [name for past in turn.past[-PATIENCE:] for name in past.responses]
    channels = [ASKED_CONTACT[name] for name in asked if name in ASKED_CONTACT]
    if not channels:
        return False
    if contact := contact_in(turn.text, channels[-1]):
        await open_ticket(action, dispatcher, turn, channels[-1], contact)
        return True
    again = next((ONCE_MORE[name] for name in turn.last_reply.responses if name in ONCE_MORE), None)
    if again is None:
        return False  # the shopper has something else to say
    dispatcher.utter_message(response=again)
    return True


async def take_reason(
    action: TopicAction, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> bool:
    """Take the answer to the question what it is about; False when that was not asked."""
    if not turn.text or WHY.isdisjoint(turn.last_reply.responses):
        return False
    services, conversation = action.services, turn.conversation_id
    await asyncio.to_thread(services.handoffs.explain, conversation, turn.text)
    for channel in sorted(set(ASKED_CONTACT.values())):
        if await asyncio.to_thread(services.tickets.has_open, conversation, channel):
            await asyncio.to_thread(services.tickets.open, conversation, channel, turn.text)
    dispatcher.utter_message(response="utter_reason_taken")
    return True


async def open_ticket(
    action: TopicAction,
    dispatcher: CollectingDispatcher,
    turn: AskedTurn,
    channel: Channel,
    contact: str,
) -> None:
    """Note for the agents whom to reach, how and why; and say so."""
    reason, opens = reason_of(turn), opening(action)
    await asyncio.to_thread(
        action.services.tickets.open, turn.conversation_id, channel, reason, contact
    )
    response = "utter_callback_noted" if channel == "callback" else "utter_email_noted"
    if channel == "callback" and opens:
        response = "utter_callback_noted_away"
    dispatcher.utter_message(response=response, contact=contact, opens=opens or "")
    if not reason:
        dispatcher.utter_message(response="utter_ask_reason")


def opening(action: TopicAction) -> str | None:
    """When people are back, in words; empty for never, None while they are there."""
    policy, now = action.services.policy, datetime.now(UTC)
    return None if policy.at(now).hours.is_open(now) else day_and_hour(policy.next_opening(now))


def channel_of(turn: AskedTurn) -> Channel | None:
    """The way in which the shopper asks to be reached, by a button or in words."""
    said = turn.text.lower().replace("-", " ")
    if turn.choice == "callback" or CALLBACK.search(said):
        return "callback"
    asked = not WAYS_ASKED.isdisjoint(turn.last_reply.responses)
    email = EMAIL.search(said) or (asked and WORD_EMAIL.search(said))
    return "email" if turn.choice == "email" or email else None


def contact_in(text: str, channel: Channel) -> str | None:
    """What a text gives of the kind that the channel needs."""
    return phone_in(text) if channel == "callback" else email_in(text)


def reason_of(turn: AskedTurn) -> str:
    """What the shopper said before they asked for a person, latest last; empty for nothing."""
    talk = WAYS_ASKED.union(ASKED_CONTACT)
    said = [
        past.text
        for past in turn.past
        if past.text and past.intent not in NO_REASON and talk.isdisjoint(past.responses)
    ]
    wish = turn.intent == "talk_to_human" and len(turn.text.split()) < FEWEST_WORDS_OF_A_REASON
    contact = email_in(turn.text) or phone_in(turn.text)
    if turn.text and not (wish or contact or turn.intent in NO_REASON):
        said.append(turn.text)
    return "\n".join(dict.fromkeys(said[-MOST_REASONS:]))
