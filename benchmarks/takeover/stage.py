"""The conversations that are raced for, and the judgement of what became of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import func, select

from commerce import (
    Catalogue,
    Customers,
    Order,
    OrderLine,
    OrderStatus,
    ServiceDesk,
    SqlOrders,
    load_policy,
)
from commerce.commands import CancelOrder
from conversations import Conversations, Frames
from conversations.exchange import Exchange
from conversations.tables import tracker_outbox, withheld
from database import connect, reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from benchmarks.takeover.players import Played

__all__ = ["CUSTOMER", "Race", "Stage", "judged"]

CUSTOMER: Final = "C-1"
REASON: Final = "no_longer_needed"


@dataclass(frozen=True)
class Race:
    """One conversation in which the shopper has just said yes."""

    conversation_id: str
    turn_id: str
    epoch: int
    proposal_id: str


class Stage:
    """The services of one process, on the database of all."""

    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        self.orders = SqlOrders(self.engine)
        self.exchange = Exchange(self.engine)
        self.desk = ServiceDesk(
            self.engine,
            self.orders,
            Customers(self.engine),
            Catalogue(self.engine),
            load_policy(None),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.engine.dispose()

    def prepare(self, count: int) -> list[Race]:
        """So many conversations, each with an order that may be cancelled and the yes to it."""
        self.orders.upsert([_order(number) for number in range(count)])
        return [self._race(number) for number in range(count)]

    def _race(self, number: int) -> Race:
        conversation_id = Conversations(self.engine).open(customer_id=CUSTOMER).id
        command = CancelOrder(f"id-{number}", REASON)
        proposal = self.desk.propose(conversation_id, CUSTOMER, command)
        asked = self.exchange.accept(conversation_id, "yes", "yes, cancel it")
        return Race(conversation_id, asked.turn_id, asked.epoch, proposal.id)


def judged(stage: Stage, races: Sequence[Race], played: Sequence[Played]) -> dict[str, float]:
    """How many races ended how, and how many leaked."""
    counted: Counter[str] = Counter()
    frames = Frames(stage.engine)
    by_conversation = {each.conversation_id: each for each in played}
    for race in races:
        shown = [frame.data() for frame in frames.after(race.conversation_id, 0)]
        taken = next(each["seq"] for each in shown if each["type"] == "answering")
        reply = next(each for each in shown if each["type"] == "reply")
        counted[reply["status"]] += 1
        counted["leaked_replies"] += any(_leaks(each) for each in shown if each["seq"] > taken)
        done = stage.orders.outcome(race.proposal_id) is not None
        counted["written"] += done
        counted["leaked_writes"] += done and not by_conversation[race.conversation_id].was_written
        counted["refused"] += by_conversation[race.conversation_id].was_refused
    with reading(stage.engine) as connection:
        drafts = connection.execute(select(func.count()).select_from(withheld)).scalar_one()
        notes = select(func.count()).select_from(tracker_outbox)
        told = connection.execute(notes).scalar_one()
    names = ("answered", "held", "written", "refused", "leaked_replies", "leaked_writes")
    return {
        "n": len(races),
        **{name: counted[name] for name in names},
        "drafts_kept": drafts,
        "tracker_notes": told,
        "leaks": counted["leaked_replies"] + counted["leaked_writes"],
    }


def _leaks(frame: Mapping[str, Any]) -> bool:
    """Whether a frame that comes after the takeover has words of the bot's."""
    if frame["type"] == "message":
        return bool(frame["message"]["from"] == "bot")
    return bool(frame["type"] == "reply" and (frame["status"] != "held" or frame["messages"]))


def _order(number: int) -> Order:
    line = OrderLine("mug", "mug", "Mug", {}, 1, Decimal("15.00"))
    return Order(
        id=f"id-{number}",
        number=f"HP-{number}",
        customer_id=CUSTOMER,
        status=OrderStatus.PLACED,
        placed_at=datetime.now(UTC),
        lines=(line,),
        shipment=None,
        total=Decimal("15.00"),
        currency="USD",
    )
