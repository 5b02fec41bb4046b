"""What an agent who takes over has to know, told from what is recorded; no model words it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from commerce import CommerceError
from conversations.handoffs import Handoffs
from conversations.transcript import Transcripts
from signals.signal_history import SignalHistory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

    from commerce import Order, OrderSystem
    from conversations.entries import Entry
    from conversations.transcript import Transcript

__all__ = ["Briefing", "Briefings", "Tried", "orders_concerned"]

# What these say is no wish that an agent could see to.
NO_WISH: Final = frozenset(
    {"affirm", "deny", "goodbye", "greet", "help", "insult", "talk_to_human", "thanks"}
)
SHORTEST_WISH: Final = 3
"""Words."""
MOST_WISHES: Final = 3
MOST_TRIED: Final = 5
MOST_ORDERS: Final = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tried:
    """What the shopper said, and what the bot did about it."""

    asked: str
    done: str


@dataclass(frozen=True)
class Briefing:
    """A conversation in brief; whatever is not known is empty.

    `wishes` are the shopper's own words, `reason` those with which a person was asked for.
    `request` is what is being talked through with the bot, `filled` what is known of it by field.
    `mood` is a feeling's name, `agreed` what agents wrote when they handed back.
    """

    wishes: tuple[str, ...] = ()
    reason: str = ""
    tried: tuple[Tried, ...] = ()
    request: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    mood: str = ""
    agreed: tuple[str, ...] = ()


class Briefings:
    """Makes briefings from the conversations, the signals and the shop's orders."""

    def __init__(self, engine: Engine, orders: OrderSystem) -> None:
        self._transcripts = Transcripts(engine)
        self._handoffs = Handoffs(engine)
        self._signals = SignalHistory(engine)
        self._orders = orders

    def of(self, talk: Transcript) -> Briefing:
        """A conversation in brief."""
        conversation_id = talk.conversation.id
        slots = self._transcripts.slots(conversation_id)
        memory = slots.get("request_memory")
        facts = memory.get("facts", {}) if isinstance(memory, dict) else {}
        scored = self._signals.of(conversation_id)
        return Briefing(
            wishes=_wishes(talk),
            reason=talk.handoff_reason or "",
            tried=_tried(talk.entries),
            request=str(slots.get("request") or ""),
            filled={name: _told(value) for name, value in facts.items() if _told(value)},
            orders=self.orders_in(talk),
            mood=scored[-1].mood.feeling.value if scored else "",
            agreed=self._handoffs.summaries(conversation_id),
        )

    def orders_in(self, talk: Transcript) -> tuple[Order, ...]:
        """The customer's orders that a conversation speaks of; the one spoken of last first."""
        texts = [entry.text for entry in talk.entries if entry.by in {"shopper", "bot", "agent"}]
        return orders_concerned(self._orders, talk.conversation.customer_id, texts)


def orders_concerned(
    system: OrderSystem, customer_id: str | None, texts: Sequence[str]
) -> tuple[Order, ...]:
    """Which of the customer's orders the texts name; none while the shop's system is away."""
    if customer_id is None:
        return ()
    try:
        orders = system.orders_of(customer_id, MOST_ORDERS)
    except CommerceError as error:
        logger.warning("The customer's orders cannot be told now: %s", error)
        return ()
    last = {
        order.number: max((at for at, text in enumerate(texts) if order.number in text), default=-1)
        for order in orders
    }
    named = [order for order in orders if last[order.number] >= 0]
    return tuple(sorted(named, key=lambda order: last[order.number], reverse=True))


def _wishes(talk: Transcript) -> tuple[str, ...]:
    said = [
        turn.text
        for turn in talk.turns.values()
        if turn.intent not in NO_WISH and len(turn.text.split()) >= SHORTEST_WISH
    ]
    return tuple(dict.fromkeys(said[-MOST_WISHES:]))


def _tried(entries: Sequence[Entry]) -> tuple[Tried, ...]:
    asked = {entry.turn_id: entry.text for entry in entries if entry.by == "shopper"}
    done: dict[str, str] = {}
    for entry in entries:
        if entry.by == "bot" and entry.turn_id in asked:
            done.setdefault(entry.turn_id, _did(entry))
    tried = [Tried(asked[turn], what) for turn, what in done.items() if asked[turn]]
    return tuple(tried[-MOST_TRIED:])


def _did(reply: Entry) -> str:
    """What a reply was, in a few words."""
    if reply.status == "fault":
        return "had a technical problem"
    if reply.citations:
        titles = dict.fromkeys(str(each.get("title", "")) for each in reply.citations)
        return f"answered from {', '.join(titles)}"
    if reply.products:
        return f"showed {len(reply.products)} product{'s' if len(reply.products) > 1 else ''}"
    return f"said: {reply.text.splitlines()[0]}" if reply.text else "said nothing"


def _told(value: Any) -> str:
    """A field's value as it is shown; empty for none, and for what is no word or figure."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_told, value)))
    return str(value) if isinstance(value, str | int | float) and value != "" else ""
