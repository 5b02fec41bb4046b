"""Canned replies: what agents say often, with variables in braces.

A variable that has no value in a conversation is never sent empty: whoever sends is told its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update

from agents.errors import ReplyInvalid, VariableEmpty
from agents.tables import canned_replies
from database import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

__all__ = [
    "LONGEST_NAME",
    "LONGEST_REPLY",
    "VARIABLES",
    "CannedReplies",
    "CannedReply",
    "fill",
    "forget_reply",
    "prefill",
    "save_reply",
]

LONGEST_NAME: Final = 48
LONGEST_REPLY: Final = 2000
VARIABLES: Final[Mapping[str, str]] = {
    "customer_first_name": "the shopper's first name, once they have signed in",
    "agent_name": "the name of who sends it",
    "shop_name": "the name of the shop",
    "order_id": "the number of the order that the conversation is about",
    "order_status": "where that order stands",
    "tracking_link": "where its parcel can be followed",
}
"""What may stand in braces, and what it becomes."""

_VARIABLE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class CannedReply:
    """A reply under its name; the text still has its variables."""

    id: int
    name: str
    text: str


class CannedReplies:
    """Reads the replies of one store; there are some dozens."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[CannedReply]:
        """Every reply, by name."""
        query = select(canned_replies).order_by(canned_replies.c.name)
        with reading(self._engine) as connection:
            return [CannedReply(row.id, row.name, row.text) for row in connection.execute(query)]

    def matching(self, said: str) -> list[CannedReply]:
        """Replies with each of these words in name or text, those with all in the name first."""
        words = said.casefold().split()
        found = [
            reply
            for reply in self.all()
            if all(word in f"{reply.name} {reply.text}".casefold() for word in words)
        ]
        return sorted(found, key=lambda reply: any(word not in reply.name for word in words))


def save_reply(connection: Connection, name: str, text: str, by: str) -> None:
    """Keep a reply under a name, in place of the one that had it; in the caller's transaction.

    Raises ReplyInvalid for an empty or too long one, and for an unknown variable.
    """
    name, text = "-".join(name.lower().split()), text.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise ReplyInvalid(f"A reply has a name of 1 to {LONGEST_NAME} characters.")
    if not 0 < len(text) <= LONGEST_REPLY:
        raise ReplyInvalid(f"A reply has 1 to {LONGEST_REPLY:,} characters.")
    for variable in _VARIABLE.findall(text):
        if variable not in VARIABLES:
            known = ", ".join(f"{{{each}}}" for each in VARIABLES)
            raise ReplyInvalid(f"There is no variable {{{variable}}}; there are {known}.")
    kept = {"text": text, "changed_by": by, "changed_at": datetime.now(UTC)}
    changed = connection.execute(
        update(canned_replies).where(canned_replies.c.name == name).values(**kept)
    )
    if changed.rowcount == 0:
        connection.execute(insert(canned_replies).values(name=name, **kept))


def forget_reply(connection: Connection, reply_id: int) -> None:
    """Drop a reply, if it is there, in the caller's transaction."""
    connection.execute(delete(canned_replies).where(canned_replies.c.id == reply_id))


def prefill(text: str, values: Mapping[str, str]) -> str:
    """The text with every variable that has a value; the others stay, for the agent to see."""
    return _VARIABLE.sub(lambda found: values.get(found[1], "") or found[0], text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text as it is sent. Raises VariableEmpty, naming the first variable without a value."""
    filled = prefill(text, values)
    for name in _VARIABLE.findall(text):
        if not values.get(name):
            known = "is empty in this conversation" if name in VARIABLES else "is unknown"
            raise VariableEmpty(f"The variable {{{name}}} {known}; write what it should say.")
    return filled
