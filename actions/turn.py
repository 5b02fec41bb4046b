"""What the shopper asked in this turn, as Rasa's tracker tells it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conversations.answering import fence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rasa_sdk import Tracker

    from database import Fence

__all__ = ["AskedTurn", "PastTurn", "Reply", "metadata_of", "read_turn"]

CONTEXT_TURNS = 3
FALLBACK_INTENT = "nlu_fallback"


@dataclass(frozen=True)
class Reply:
    """What the bot said last: the names of its responses, the buttons, the products shown.

    `slate` is the id of the slate whose products they are; empty where they were searched for.
    """

    responses: tuple[str, ...] = ()
    buttons: tuple[Mapping[str, Any], ...] = ()
    products: tuple[str, ...] = ()
    slate: str = ""


@dataclass(frozen=True)
class PastTurn:
    """An earlier turn: what was typed and meant, which actions ran, the names of the responses.

    `at` is when it was said, in Unix seconds; `products` are those that were shown.
    """

    text: str
    intent: str
    actions: tuple[str, ...]
    responses: tuple[str, ...]
    turn_id: str = ""
    at: float = 0.0
    products: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AskedTurn:
    """One message of a shopper; `text` is empty when they clicked a button.

    `typed_before` is what they typed last before a click, `product_id` the product that is being
    viewed or was shown alone, `page` what the gateway says of the shop's page, `choice` what a
    clicked button stands for, `photos` the ids of the photos that came along, `slots` what Rasa
    remembers, `earlier` the exchanges before this turn (asked, replied; oldest first), `past`
    every turn of the session before this one, `active_form` the form that the message met, `done`
    the actions that ran on it so far, `at` when it was said in Unix seconds, `deadline` a time of
    `time.monotonic()`, `domain` the bot's own as Rasa sends it, `epoch` the one that the gateway
    accepted the message at.
    """

    conversation_id: str
    turn_id: str
    text: str
    typed_before: str
    intent: str
    confidence: float
    ranking: tuple[str, ...]
    order_number: str | None
    product_id: str | None
    page: Mapping[str, Any]
    choice: str | None
    photos: tuple[str, ...]
    slots: Mapping[str, Any]
    earlier: tuple[tuple[str, str], ...]
    past: tuple[PastTurn, ...]
    active_form: str
    done: tuple[str, ...]
    last_reply: Reply
    at: float
    deadline: float
    domain: Mapping[str, Any]
    epoch: int | None = None

    @property
    def fence(self) -> Fence | None:
        """What every write of the turn asks first; None where no gateway keeps conversations."""
        return None if self.epoch is None else fence(self.conversation_id, self.epoch)


def read_turn(tracker: Tracker, domain: Mapping[str, Any], turn_budget: float) -> AskedTurn:
    """Read the latest message; `turn_budget` is the seconds of a turn that names no deadline."""
    message = tracker.latest_message
    metadata = metadata_of(tracker)
    page = metadata.get("page")
    page = page if isinstance(page, dict) else {}
    turns = _split(tracker.events)
    last_reply = _reply(turns[-2][1]) if len(turns) > 1 else Reply()
    text = _typed(message.get("text"))
    return AskedTurn(
        conversation_id=tracker.sender_id,
        turn_id=_text(metadata.get("turn_id")),
        text=text,
        typed_before=next((asked for asked, _ in reversed(turns[:-1]) if asked), ""),
        intent=_text((message.get("intent") or {}).get("name")),
        confidence=float((message.get("intent") or {}).get("confidence") or 0.0),
        ranking=tuple(
            intent["name"]
            for intent in message.get("intent_ranking") or []
            if intent.get("name") and intent["name"] != FALLBACK_INTENT
        ),
        order_number=next(iter(tracker.get_latest_entity_values("order_number")), None),
        product_id=_text(page.get("product_id")) or _only(last_reply.products),
        page=page,
        choice=next(iter(tracker.get_latest_entity_values("choice")), None),
        photos=_ids(metadata.get("photos")),
        slots=tracker.slots,
        earlier=tuple(
            (asked, "\n".join(_said(happened)))
            for asked, happened in turns[-1 - CONTEXT_TURNS : -1]
            if asked
        ),
        past=tuple(_past(asked, happened) for asked, happened in turns[:-1]),
        active_form=_active_form(tracker.events),
        done=_past(*turns[-1]).actions if turns else (),
        last_reply=last_reply,
        at=_time(turns[-1][1][0]) if turns else time.time(),
        deadline=_deadline(metadata.get("deadline"), turn_budget),
        domain=domain,
        epoch=_whole(metadata.get("epoch")),
    )


def metadata_of(tracker: Tracker) -> Mapping[str, Any]:
    """What the gateway sent along with the latest message."""
    metadata = tracker.latest_message.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _split(events: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The turns of a conversation: what was typed, and its events, the shopper's first.

    What the shopper was never shown of the bot's words, since a person had taken over, is left out.
    """
    unseen = {_noted(event)["withheld"] for event in events if "withheld" in _noted(event)}
    turns: list[tuple[str, list[Mapping[str, Any]]]] = []
    for event in events:
        if event["event"] == "restart":
            turns = []
        elif event["event"] == "user":
            turns.append((_typed(event.get("text")), [event]))
        elif event["event"] == "bot" and turns:
            shown = _by_person(event) or _noted(turns[-1][1][0]).get("turn_id") not in unseen
            turns[-1][1].extend([event] if shown else [])
        elif event["event"] == "action" and turns:
            turns[-1][1].append(event)
    return turns


def _noted(event: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = event.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _by_person(event: Mapping[str, Any]) -> bool:
    return event["event"] == "bot" and _noted(event).get("sender") == "agent"


def _active_form(events: Sequence[Mapping[str, Any]]) -> str:
    """The form that was active when the latest message came; empty for none."""
    active = met = ""
    for event in events:
        if event["event"] == "active_loop":
            active = event.get("name") or ""
        elif event["event"] in {"restart", "session_started"}:
            active = ""
        elif event["event"] == "user":
            met = active
    return met


def _past(asked: str, happened: Sequence[Mapping[str, Any]]) -> PastTurn:
    parsed = happened[0].get("parse_data")
    intent = parsed.get("intent") if isinstance(parsed, dict) else None
    name = intent.get("name") if isinstance(intent, dict) else None
    ran = tuple(event["name"] for event in happened if event["event"] == "action")
    metadata = happened[0].get("metadata")
    turn_id = metadata.get("turn_id") if isinstance(metadata, dict) else None
    return PastTurn(
        asked,
        _text(name),
        ran,
        _responses(happened),
        _text(turn_id),
        _time(happened[0]),
        _reply(happened).products,
    )


def _time(event: Mapping[str, Any]) -> float:
    timestamp = event.get("timestamp")
    return float(timestamp) if isinstance(timestamp, int | float) else time.time()


def _said(happened: Sequence[Mapping[str, Any]]) -> list[str]:
    return [event["text"] for event in happened if event["event"] == "bot" and event.get("text")]


def _responses(happened: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    bots = (event for event in happened if event["event"] == "bot")
    names = ((event.get("metadata") or {}).get("utter_action") for event in bots)
    return tuple(name for name in names if name)


def _reply(happened: Sequence[Mapping[str, Any]]) -> Reply:
    # What the bot asked before a person spoke is no longer open; all that they said counts.
    spoke = next((place for place, each in enumerate(happened) if _by_person(each)), 0)
    happened = happened[spoke:]
    data = [event.get("data") or {} for event in happened if event["event"] == "bot"]
    buttons = [button for part in data for button in part.get("buttons") or []]
    customs = [part.get("custom") or {} for part in data]
    shown = [card for custom in customs for card in custom.get("products") or []]
    return Reply(
        responses=_responses(happened),
        buttons=tuple(button for button in buttons if isinstance(button, dict)),
        products=tuple(card["id"] for card in shown),
        slate=next((_text(custom["slate"]) for custom in customs if custom.get("slate")), ""),
    )


def _only(products: tuple[str, ...]) -> str | None:
    """A product that was shown alone is what "it" means next."""
    return products[0] if len(products) == 1 else None


def _ids(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _typed(text: object) -> str:
    """The words of a message; a clicked button's payload is none of the shopper's words."""
    words = _text(text).strip()
    return "" if words.startswith("/") else words


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _deadline(stated: object, turn_budget: float) -> float:
    """The stated time of the wall clock as one of the monotonic clock, within the budget."""
    left = turn_budget
    if isinstance(stated, int | float) and not isinstance(stated, bool) and math.isfinite(stated):
        left = min(left, stated - time.time())
    return time.monotonic() + left
