"""What shoppers say of the service: complaints, praise, and stars at the end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from actions.topic import TopicAction
from conversations.stars import stars_in, stars_meant

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn, PastTurn

__all__ = [
    "ActionAskRating",
    "ActionRateService",
    "ActionReceiveComplaint",
    "ActionReceivePraise",
    "asked_for_comment",
    "take_rating",
]

RATING = "utter_ask_rating"
COMMENT = frozenset({"utter_ask_comment", "utter_rated_poorly", "utter_rated_well"})
FEWEST_GOOD_STARS = 4

# Turns in which nothing else than these happened were small talk or confusion: no reason to ask
# how the service was.
NO_SERVICE = frozenset(
    {
        "action_accept_offer",
        "action_ask_rating",
        "action_chat",
        "action_decline_offer",
        "action_default_ask_affirmation",
        "action_default_fallback",
        "action_extract_slots",
        "action_listen",
        "action_rate_service",
        "action_receive_complaint",
        "action_receive_praise",
        "action_request_person",
        "action_session_start",
        "action_try_answer",
    }
)
# Nor were those in which the shopper was not helped.
NOT_HELPED = frozenset(
    {
        "utter_cannot_answer",
        "utter_sign_in",
        "utter_sign_in_account",
        "utter_technical_problem",
        "utter_technical_problem_again",
    }
)


class ActionReceiveComplaint(TopicAction):
    """Records a complaint for the agents, is sorry, and says what can be done."""

    name = "action_receive_complaint"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """A second complaint is added to the first; what was asked for is no complaint anew."""
        services, conversation = self.services, turn.conversation_id
        if asked_for(turn):
            said = await take_rating(self, turn)
            if said and asked_for_comment(turn):
                dispatcher.utter_message(response=said)
                return []
        words = turn.text or turn.typed_before
        again = await asyncio.to_thread(services.tickets.has_open, conversation, "complaint")
        await asyncio.to_thread(services.tickets.open, conversation, "complaint", words)
        await asyncio.to_thread(services.handoffs.explain, conversation, words)
        dispatcher.utter_message(response="utter_complaint_again" if again else "utter_complaint")
        return []


class ActionReceivePraise(TopicAction):
    """Takes a kind word, and keeps it where it was asked for."""

    name = "action_receive_praise"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Praise after the question for stars is worth some."""
        response = await take_rating(self, turn) if asked_for(turn) else None
        dispatcher.utter_message(response=response or "utter_praise")
        return []


class ActionAskRating(TopicAction):
    """Asks for stars at the end of a conversation in which something was done; once."""

    name = "action_ask_rating"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Whoever waits for a person, or is in the middle of a request, is not at the end."""
        if turn.active_form:
            return []
        services, conversation = self.services, turn.conversation_id
        found = await asyncio.to_thread(services.conversations.get, conversation)
        if found.answering != "bot":
            return []
        served = any(was_served(past) for past in turn.past) or await asyncio.to_thread(
            services.handoffs.resolved, conversation
        )
        if served and await asyncio.to_thread(services.ratings.ask, conversation):
            dispatcher.utter_message(response=RATING)
        return []


class ActionRateService(TopicAction):
    """Keeps the stars that a shopper gives, and asks for a word more."""

    name = "action_rate_service"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """A wish to rate without a number is met with the stars to choose from."""
        response = await take_rating(self, turn)
        dispatcher.utter_message(response=response or RATING)
        return []


async def take_rating(action: TopicAction, turn: AskedTurn) -> str | None:
    """Keep the stars or the comment that a message gives; the response to say, or None.

    Words such as "great" count only where stars were asked for, and everything that is said
    after the stars is a comment.
    """
    services, conversation = action.services, turn.conversation_id
    asked = RATING in turn.last_reply.responses
    said = turn.choice or turn.text
    stars = stars_meant(said) if asked else stars_in(said)
    if stars and (asked or turn.intent == "rate_service"):
        await asyncio.to_thread(services.ratings.rate, conversation, stars)
        return "utter_rated_well" if stars >= FEWEST_GOOD_STARS else "utter_rated_poorly"
    if turn.text and not COMMENT.isdisjoint(turn.last_reply.responses):
        await asyncio.to_thread(services.ratings.comment, conversation, turn.text)
        return "utter_comment_taken"
    return None


def asked_for(turn: AskedTurn) -> bool:
    """Whether the bot asked last for stars or for a comment."""
    return not (COMMENT | {RATING}).isdisjoint(turn.last_reply.responses)


def asked_for_comment(turn: AskedTurn) -> bool:
    """Whether the bot asked last for a word about the stars."""
    return not COMMENT.isdisjoint(turn.last_reply.responses)


def was_served(past: PastTurn) -> bool:
    """Whether something was done for the shopper in a turn."""
    did = (name for name in past.actions if name.startswith("action_"))
    return not NO_SERVICE.issuperset(did) and NOT_HELPED.isdisjoint(past.responses)
