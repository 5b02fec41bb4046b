"""What a transcript is made of: what was shown and said, and what only agents see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from conversations.inbox.tables import conversation_notes
from conversations.withheld import withheld_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from conversations.withheld import Withheld

__all__ = ["Entry", "entries_of", "notes_of", "withheld_in"]

Speaker = Literal["shopper", "bot", "agent", "system", "notice", "note", "withheld"]


@dataclass(frozen=True)
class Entry:
    """One thing that the shopper saw or said, or one of two that only agents see.

    `notice` entries are what happened: who answers, who signed in. Products, citations, buttons
    and photos are as the frame has them. `thumb` is "up", "down" or empty. A `note` of an agent and
    what was `withheld` when a person took over have the number of no frame, 0. The `status` of the
    latter is "reply", or "write": then `name` is the action, and `text` what it would have done.
    """

    seq: int
    at: datetime
    by: Speaker
    text: str
    turn_id: str = ""
    name: str = ""
    status: str = ""
    thumb: str = ""
    products: Sequence[Mapping[str, Any]] = ()
    citations: Sequence[Mapping[str, Any]] = ()
    buttons: Sequence[Mapping[str, Any]] = ()
    photos: Sequence[Mapping[str, Any]] = ()


def entries_of(
    seq: int, at: datetime, frame: Mapping[str, Any], thumbs: Mapping[str, str]
) -> Iterator[Entry]:
    """What a frame showed; a reply may be several messages."""
    match frame["type"]:
        case "accepted":
            photos = frame.get("photos", ())
            yield Entry(seq, at, "shopper", frame["text"], frame["turn"], photos=photos)
        case "reply":
            for message in frame["messages"]:
                yield Entry(
                    seq,
                    at,
                    "bot",
                    message["text"],
                    frame["turn"],
                    status=frame["status"],
                    thumb=thumbs.get(message["id"], ""),
                    products=message.get("products", ()),
                    citations=message.get("citations", ()),
                    buttons=message.get("buttons", ()),
                )
        case "message":
            message = frame["message"]
            yield Entry(
                seq,
                at,
                message["from"],
                message["text"],
                name=message.get("name", ""),
                thumb=thumbs.get(message["id"], ""),
                products=message.get("products", ()),
                citations=message.get("citations", ()),
            )
        case "answering":
            yield Entry(seq, at, "notice", frame["who"], name=frame.get("name", ""))
        case "identified":
            who = "signed_in" if frame["customer"] else "signed_out"
            yield Entry(seq, at, "notice", who)


def notes_of(connection: Connection, conversation_id: str) -> list[Entry]:
    """The notes that agents left, in their order."""
    query = (
        select(conversation_notes)
        .where(conversation_notes.c.conversation_id == conversation_id)
        .order_by(conversation_notes.c.id)
    )
    return [
        Entry(0, row.at, "note", row.text, name=row.agent_name) for row in connection.execute(query)
    ]


def withheld_in(connection: Connection, conversation_id: str) -> list[Entry]:
    """What the bot was kept from saying and doing, in its order."""
    return [_withheld(each) for each in withheld_of(connection, conversation_id)]


def _withheld(each: Withheld) -> Entry:
    body = each.body
    if each.kind == "reply":
        return Entry(
            0,
            each.at,
            "withheld",
            body.get("text", ""),
            each.turn_id,
            status=each.kind,
            products=body.get("products", ()),
            citations=body.get("citations", ()),
        )
    about = ", ".join(f"{name}: {value}" for name, value in body.items() if name != "action")
    action = str(body.get("action", ""))
    return Entry(0, each.at, "withheld", about, each.turn_id, name=action, status=each.kind)
