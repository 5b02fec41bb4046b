"""The few sentences that the gateway itself says; all others are the dialogue's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.replies import BotButton, BotMessage

if TYPE_CHECKING:
    from tilly.settings import Settings

__all__ = ["ASKED_AS", "fault", "interrupted", "nobody_came", "welcome"]

PERSON = BotButton("Talk to a person", "/talk_to_human")
WAYS = (
    BotButton("Call me back", '/talk_to_human{"choice": "callback"}'),
    BotButton("E-mail me", '/talk_to_human{"choice": "email"}'),
)
ASKED_AS = "utter_nobody_in_chat"
"""The response of the domain that asks what `nobody_came` does."""


def welcome(settings: Settings) -> str:
    """The first message of every conversation: what is speaking, and what it does with words."""
    return (
        f"Hi! I'm Tilly, the automated assistant of {settings.store_name}. I can help with"
        " products, orders, delivery and returns. I'm not a person, but I can fetch one."
        f" See our [privacy notice]({settings.privacy_notice_url}) for how this chat is used."
    )


def fault(settings: Settings) -> BotMessage:
    """A turn that got no answer."""
    return BotMessage(
        "Sorry, I could not answer that because of a technical problem on our side. Please try"
        f" again in a moment, ask for a person, or write to {settings.support_email}.",
        buttons=(PERSON,),
    )


def interrupted(settings: Settings) -> BotMessage:
    """A turn that a restart cut short."""
    return BotMessage(
        "Sorry, a technical problem interrupted me before I could answer that. Please ask again,"
        f" ask for a person, or write to {settings.support_email}.",
        buttons=(PERSON,),
    )


def nobody_came() -> BotMessage:
    """A wish for a person that nobody has taken up for a while."""
    return BotMessage(
        "I'm sorry, nobody has been able to join us so far. You stay in the queue, and what a"
        " colleague writes waits for you here, even if you leave. If you'd rather not wait, they"
        " can call you or write to you. Which would you like?",
        buttons=WAYS,
    )
