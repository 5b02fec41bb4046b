"""The year's talks as the store keeps them: conversations with turns, frames, ratings, handoffs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select

from conversations.frames import isoformat
from conversations.inbox.forgetting import forget_entries
from conversations.inbox.tables import inbox_changes
from conversations.tables import (
    conversations,
    frames,
    handoffs,
    messages,
    metadata,
    ratings,
    turn_evidence,
    turns,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from demo.year.talks import Exchange, Talk

__all__ = ["replace_talks"]

OURS: Final = "year-%"
BATCH: Final = 500
BETWEEN: Final = timedelta(minutes=1)
AFTER: Final = timedelta(minutes=4)
"""When a person came, and when somebody rated, counted from the last words."""
REPLY_MS: Final = 600.0
SURE: Final = 0.9
AGENT: Final = "Robin"
# What has a foreign key after what it refers to.
_ORDER: Final = (
    conversations, frames, messages, turns, turn_evidence, handoffs, ratings, inbox_changes,
)  # fmt: skip

Row = tuple["Table", dict[str, Any]]


def replace_talks(connection: Connection, talks: Sequence[Talk], names: Mapping[str, str]) -> None:
    """Take out the talks of an earlier year and write these; `names` are the customers' by id."""
    _take_out(connection)
    for begin in range(0, len(talks), BATCH):
        rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _ORDER}
        for talk in talks[begin : begin + BATCH]:
            for table, row in _rows(talk, names.get(talk.customer_id)):
                rows[table].append(row)
        for table, some in rows.items():
            if some:
                connection.execute(insert(table), some)


def _take_out(connection: Connection) -> None:
    ours = conversations.c.id.like(OURS)
    ids = list(connection.execute(select(conversations.c.id).where(ours)).scalars())
    for begin in range(0, len(ids), BATCH):
        forget_entries(connection, ids[begin : begin + BATCH])
    for table in reversed(metadata.sorted_tables):
        if "conversation_id" in table.c:
            connection.execute(delete(table).where(table.c.conversation_id.like(OURS)))
    connection.execute(delete(conversations).where(ours))


def _rows(talk: Talk, name: str | None) -> Iterator[Row]:
    of = {"conversation_id": talk.id}
    last = talk.began + len(talk.exchanges) * BETWEEN
    whose = talk.customer_id or None
    yield (
        conversations,
        {
            "id": talk.id,
            "customer_id": whose,
            "customer_name": name,
            "owner_id": whose,
            "channel": "web",
            "status": "open",
            "answering": "bot",
            "last_seq": 2 * len(talk.exchanges),
            "created_at": talk.began,
            "updated_at": last,
        },
    )
    for place, exchange in enumerate(talk.exchanges):
        yield from _turn(talk, place, exchange, talk.began + place * BETWEEN)
    if talk.handed_over:
        times = {"requested_at": last, "accepted_at": last + AFTER, "ended_at": last + 2 * AFTER}
        handoff = {"id": f"{talk.id}-h", "reason": talk.exchanges[0].text, "status": "ended"}
        yield handoffs, {**of, **handoff, **times, "agent_name": AGENT}
    if talk.stars:
        yield ratings, {**of, "asked_at": last, "stars": talk.stars, "rated_at": last + AFTER}
    yield inbox_changes, of


def _turn(talk: Talk, place: int, exchange: Exchange, at: datetime) -> Iterator[Row]:
    turn_id, asked, told = f"{talk.id}-t{place}", 2 * place + 1, 2 * place + 2
    of = {"conversation_id": talk.id}
    end = at + timedelta(milliseconds=REPLY_MS)
    accepted = {"type": "accepted", "turn": turn_id, "text": exchange.text, "at": isoformat(at)}
    reply = {
        "type": "reply",
        "turn": turn_id,
        "status": "answered",
        "messages": [{"id": f"{turn_id}r", "text": exchange.reply}],
        "at": isoformat(end),
    }
    for seq, body, moment in ((asked, accepted, at), (told, reply, end)):
        whole = json.dumps({**body, "seq": seq})
        yield frames, {**of, "seq": seq, "body": whole, "at": moment}
    common = {**of, "turn_id": turn_id}
    ended = {"outcome": "answered", "reply_seq": told, "latency_ms": REPLY_MS}
    none = dict.fromkeys(ended)
    said = {"id": turn_id, "seq": asked, "sender": "shopper", "text": exchange.text, "at": at}
    answer = {"id": f"{turn_id}r", "seq": told, "sender": "bot", "text": exchange.reply, "at": end}
    yield messages, {**common, **said, **ended}
    yield messages, {**common, **answer, **none}
    yield (
        turns,
        {
            **common,
            "text": exchange.text,
            "intent": exchange.intent,
            "confidence": SURE,
            "ranking": [{"name": exchange.intent, "confidence": SURE}],
            "entities": [],
            "actions": [],
            "replies": [exchange.reply],
            "started_at": at,
            "ended_at": end,
        },
    )
    if place == 0:
        evidence: dict[str, Any] = {
            "question": exchange.text,
            "outcome": "answered" if exchange.settled else "no_answer",
            "chunks": [],
            "verdicts": [],
            "model": "extractive",
            "prompt_version": talk.assistant,
        }
        yield turn_evidence, {**common, "evidence": evidence, "at": end}
