"""Conversations as the three processes would leave them, for tests and benchmarks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from conversations import takeover
from conversations.answering import Person
from conversations.conversations import Conversations, fresh_id
from conversations.exchange import Exchange
from conversations.inbox.changes import mark_changed
from conversations.inbox.indexing import InboxIndex
from conversations.inbox.tables import conversation_reviews
from conversations.replies import BotButton, BotMessage
from conversations.tables import conversations, frames, handoffs, messages, ratings, turns
from conversations.traces import (
    ActionTaken,
    Evidence,
    EvidenceChunk,
    EvidenceVerdict,
    RankedIntent,
    Traces,
    Turn,
)
from database import UtcDateTime, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

    from conversations.handoffs import Handoff
    from conversations.inbox import TermSource
    from conversations.replies import Outcome

__all__ = ["ADA", "EVIDENCE", "RICH", "Talks", "hand_back", "take_over"]

ADA: Final = Person("ada", "Ada")
_TIMES: Final = (
    (conversations, "id"),
    *((table, "conversation_id") for table in (messages, frames, turns, handoffs, ratings)),
    (conversation_reviews, "conversation_id"),
)


def take_over(engine: Engine, conversation_id: str, agent: Person = ADA) -> Handoff:
    """An agent takes the conversation."""
    with writing(engine) as connection:
        return takeover.accept(connection, conversation_id, agent)


def hand_back(
    engine: Engine, conversation_id: str, agent: Person = ADA, summary: str = ""
) -> Handoff:
    """The agent who has the conversation hands it back to the bot."""
    with writing(engine) as connection:
        return takeover.hand_back(connection, conversation_id, agent.id, summary)


class Talks:
    """Makes conversations, whole turns at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.conversations = Conversations(engine)
        self.exchange = Exchange(engine)
        self.traces = Traces(engine)

    def open(
        self, customer: str | None = "C-1", name: str | None = "Ada Lovelace", **options: Any
    ) -> str:
        """A new conversation's id."""
        return self.conversations.open(customer_id=customer, customer_name=name, **options).id

    def turn(
        self,
        conversation_id: str,
        text: str = "is it waterproof?",
        *,
        intent: str = "ask_product",
        confidence: float = 0.9,
        reply: BotMessage | None = None,
        entities: Sequence[Mapping[str, Any]] = (),
        actions: Sequence[str] = ("action_answer",),
        evidence: Evidence | None = None,
        outcome: Outcome = "answered",
        latency_ms: float = 412.0,
    ) -> str:
        """A message, its reply and its trace; returns the turn's id."""
        asked = self.exchange.accept(conversation_id, fresh_id(), text)
        answer = BotMessage("Yes, it is.") if reply is None else reply
        self.exchange.finish(asked.turn_id, outcome, [answer], latency_ms)
        at = datetime.now(UTC)
        self.traces.record_turn(
            Turn(
                turn_id=asked.turn_id,
                conversation_id=conversation_id,
                text=text,
                intent=intent,
                confidence=confidence,
                ranking=(RankedIntent(intent, confidence), RankedIntent("greet", 0.05)),
                entities=tuple(entities),
                actions=tuple(ActionTaken(name, "policy_0_RulePolicy", 1.0) for name in actions),
                replies=(answer.text,),
                started_at=at,
                ended_at=at + timedelta(milliseconds=400),
            )
        )
        if evidence is not None:
            self.traces.record_evidence(asked.turn_id, conversation_id, evidence)
        return asked.turn_id

    def move(self, conversation_id: str, by: timedelta) -> None:
        """Have a conversation, with all that was said and decided in it, at another time."""
        with writing(self.engine) as connection:
            for table, key in _TIMES:
                mine = table.c[key] == conversation_id
                moments = [each for each in table.c if isinstance(each.type, UtcDateTime)]
                for row in connection.execute(select(table).where(mine)).mappings().all():
                    same = [each == row[each] for each in table.primary_key]
                    moved = {each: row[each] and row[each] + by for each in moments}
                    connection.execute(update(table).where(*same).values(moved))
            mark_changed(connection, conversation_id)

    def index(self, sources: Sequence[TermSource] = ()) -> int:
        """Have the inbox show them."""
        return InboxIndex(self.engine, sources).catch_up()


EVIDENCE: Final = Evidence(
    "is it waterproof?",
    "answered",
    chunks=(EvidenceChunk("c1", "products.jsonl", "Details", 1.5, 0.72, 4.0),),
    verdicts=(
        EvidenceVerdict("The fly is rated to 3,000 mm.", supported=True),
        EvidenceVerdict("It weighs 2 kg.", supported=False, unsupported=("2 kg",)),
    ),
    model="extractive",
    prompt_version="7",
    confidence=0.8,
    timings_ms={"retrieve": 40.0, "word": 200.0},
)
RICH: Final = BotMessage(
    "Yes. The fly is rated to **3,000 mm**.",
    buttons=(BotButton("Show me others", "/more"),),
    products=(
        {
            "id": "alta-2",
            "title": "Alta 2",
            "brand": "Nordlys",
            "price": "249.00",
            "currency": "USD",
            "image": "/shop/images/alta-2.svg",
            "url": "/shop/products/alta-2",
            "rating": 4.6,
            "in_stock": True,
            "reason": "",
        },
    ),
    citations=({"title": "Alta 2", "source": "products.jsonl", "section": "Details", "url": None},),
)
