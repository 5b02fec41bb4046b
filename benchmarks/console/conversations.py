"""A store with any number of turns, the same every time, written as fast as the database takes it.

Intents, words, customers and tags follow Zipf's law: a few are everywhere, most are rare. The
conversations lie in one month.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

from conversations import tables
from conversations.inbox.tables import conversation_reviews, conversation_tags, inbox_changes
from database import writing
from signals.tables import turn_signals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine, Table

__all__ = ["INTENTS", "SLOTS", "TAGS", "WORDS", "fill"]

PER_CONVERSATION: Final = 5
BATCH: Final = 4000
MONTH: Final = datetime(2030, 1, 1, tzinfo=UTC)
SECONDS: Final = 28 * 24 * 3600
SYLLABLES: Final = ("ba", "cor", "del", "fin", "gu", "hal", "jo", "kem", "lur", "mos", "nat", "pri")
WORDS: Final = tuple(
    first + second + third for first in SYLLABLES for second in SYLLABLES for third in SYLLABLES
)
INTENTS: Final = tuple(f"ask_{word}" for word in WORDS[:80])
TAGS: Final = tuple(WORDS[100:120])
SLOTS: Final = ("order_number", "size=m", "size=xl", "colour=blue", "wish")

Rows = dict["Table", list[dict[str, Any]]]


def fill(engine: Engine, turns: int) -> int:
    """Write so many turns; returns the number of conversations."""
    chance = random.Random(7)  # noqa: S311 - the same store every time
    count = max(1, turns // PER_CONVERSATION)
    for first in range(0, count, BATCH):
        rows: Rows = {}
        for number in range(first, min(count, first + BATCH)):
            for table, row in _conversation(chance, number, count):
                rows.setdefault(table, []).append(row)
        with writing(engine) as connection:
            for table in _ORDER:
                if table in rows:
                    connection.execute(insert(table), rows[table])
    return count


_ORDER: Final = (
    *(tables.conversations, tables.messages, tables.turns, tables.turn_events),
    *(tables.turn_evidence, tables.feedback, tables.ratings, tables.handoffs),
    *(turn_signals, conversation_reviews, conversation_tags, inbox_changes),
)


def _conversation(
    chance: random.Random, number: int, count: int
) -> Iterator[tuple[Table, dict[str, Any]]]:
    conversation_id = f"conversation-{number:08}"
    began = MONTH + timedelta(seconds=SECONDS * number / count)
    customer = None if chance.random() < 1 / 3 else f"C-{_rare(chance, 50_000)}"
    answering = chance.choices(("bot", "waiting", "person"), (95, 2, 3))[0]
    last = began + timedelta(minutes=PER_CONVERSATION)
    yield (
        tables.conversations,
        {
            "id": conversation_id,
            "customer_id": customer,
            "customer_name": customer and f"Name {customer}",
            "owner_id": customer,
            "channel": "web" if chance.random() < 4 / 5 else "app",
            "status": "open",
            "answering": answering,
            "last_seq": 2 * PER_CONVERSATION,
            "created_at": began,
            "updated_at": last,
        },
    )
    for place in range(PER_CONVERSATION):
        yield from _turn(chance, conversation_id, place, began + timedelta(minutes=place))
    yield from _said_of_it(chance, conversation_id, answering, last)
    yield inbox_changes, {"conversation_id": conversation_id}


def _turn(
    chance: random.Random, conversation_id: str, place: int, at: datetime
) -> Iterator[tuple[Table, dict[str, Any]]]:
    turn_id = f"{conversation_id}-{place}"
    intent, text = _of(chance, INTENTS), _sentence(chance)
    confidence = chance.betavariate(8, 2)
    common = {"conversation_id": conversation_id, "turn_id": turn_id}
    asked = {"id": turn_id, "seq": 2 * place + 1, "sender": "shopper", "text": text, "at": at}
    latency = {"latency_ms": chance.lognormvariate(6, 1)}
    outcome = {"outcome": "answered", "reply_seq": 2 * place + 2, **latency}
    yield tables.messages, {**common, **asked, **outcome}
    answer = {"id": f"{turn_id}r", "seq": 2 * place + 2, "sender": "bot", "at": at}
    none = {"outcome": None, "reply_seq": None, "latency_ms": None}
    yield tables.messages, {**common, **answer, **none, "text": _sentence(chance)}
    kinds = chance.choices(("product", "order_number", "size=m", "colour"), k=chance.randint(0, 2))
    yield (
        tables.turns,
        {
            **common,
            "text": text,
            "intent": intent,
            "confidence": confidence,
            "ranking": [{"name": intent, "confidence": confidence}],
            "entities": [
                {"entity": kind.partition("=")[0], "value": kind.partition("=")[2] or text[:9]}
                for kind in kinds
            ],
            "actions": [
                {
                    "name": f"action_{intent.removeprefix('ask_')}",
                    "policy": "RulePolicy",
                    "confidence": 1.0,
                }
            ],
            "replies": ["…"],
            "started_at": at,
            "ended_at": at,
        },
    )
    feelings = chance.choices(("negative", "neutral", "positive"), (10, 75, 15), k=2)
    scored = {"feeling": feelings[0], "mood": feelings[1], "propensity": chance.betavariate(1, 5)}
    yield turn_signals, {**common, "at": at, **scored, "signals": {}}
    if chance.random() < 1 / 4:
        name, _, value = _of(chance, SLOTS).partition("=")
        event = {"event": "slot", "name": name, "value": value or f"HP-{chance.randint(1, 99999)}"}
        data = json.dumps(event)
        yield tables.turn_events, {"key": turn_id, "turn_id": turn_id, "position": 1, "data": data}
    if chance.random() < 1 / 3:
        found = "answered" if chance.random() < 9 / 10 else "no_answer"
        evidence = {"question": text, "outcome": found, "chunks": [], "verdicts": []}
        yield tables.turn_evidence, {**common, "evidence": evidence, "at": at}
    if chance.random() < 1 / 20:
        thumb = {"message_id": f"{turn_id}r", "conversation_id": conversation_id, "at": at}
        yield tables.feedback, {**thumb, "value": chance.choice(("up", "down"))}


def _said_of_it(
    chance: random.Random, conversation_id: str, answering: str, at: datetime
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """What shoppers and agents decide about a conversation as a whole."""
    of = {"conversation_id": conversation_id}
    if chance.random() < 1 / 10:
        stars = {"stars": chance.choices((1, 2, 3, 4, 5), (10, 5, 10, 25, 50))[0]}
        yield tables.ratings, {**of, **stars, "rated_at": at}
    if answering != "bot" or chance.random() < 1 / 20:
        yield (
            tables.handoffs,
            {
                **of,
                "id": conversation_id,
                "reason": "",
                "status": "ended" if answering == "bot" else "requested",
                "requested_at": at,
                "accepted_at": at + timedelta(seconds=chance.lognormvariate(4, 1)),
            },
        )
    if chance.random() < 1 / 2:
        resolved = at if answering == "bot" else None
        reviewed = at if chance.random() < 1 / 10 else None
        yield conversation_reviews, {**of, "resolved_at": resolved, "reviewed_at": reviewed}
    if chance.random() < 1 / 10:
        tag = {"tag": _of(chance, TAGS), "tagged_by": "somebody", "at": at}
        yield conversation_tags, {**of, **tag}


def _rare(chance: random.Random, most: int) -> int:
    """A number below `most`; n is about half as likely as n / 2."""
    return min(most - 1, int(most ** chance.random()) - 1)


def _of(chance: random.Random, values: Sequence[str]) -> str:
    return values[_rare(chance, len(values))]


def _sentence(chance: random.Random) -> str:
    return " ".join(_of(chance, WORDS) for _ in range(8))
