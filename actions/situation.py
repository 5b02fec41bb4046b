"""What the guard must know before anything is offered: the talk so far, and the shop's records."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from actions.turn import PastTurn
from actions.understanding.matters import matters_in, says_settled
from commerce import CommerceError
from recommendation import GuardRules, Matter, Situation
from signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.turn import AskedTurn
    from tilly.bootstrap import Services

__all__ = ["situation_of"]

WITH_A_PERSON = "agent"


def situation_of(services: Services, turn: AskedTurn, customer: str) -> Situation:
    """Everything but what became of earlier offers, which the slate log knows; blocking."""
    now = PastTurn(turn.text, turn.intent, turn.done, (), turn.turn_id, turn.at)
    turns = (*turn.past, now)
    talked = matters_in(turns)
    complaint, since_complaint = _complaints(services, turns, turn.conversation_id, customer)
    open_ = talked.open | complaint | _refunds(services, customer)
    since = [one for one in (talked.turns_since, since_complaint) if one is not None]
    negative, since_negative = _mood(services, turn.conversation_id)
    answering = services.conversations.get(turn.conversation_id).answering
    return Situation(
        open_matters=open_,
        turns_since_matter=min(since, default=None),
        negative_turns=negative,
        turns_since_negative=since_negative,
        with_a_person=answering == WITH_A_PERSON,
    )


def _complaints(
    services: Services, turns: Sequence[PastTurn], conversation: str, customer: str
) -> tuple[frozenset[Matter], int | None]:
    """Whether a complaint is open, and the turns since the last was settled.

    An agent settles it, or the shopper does by saying so; the ticket stays for the agents to see.
    What was settled before this talk began has cooled down.
    """
    since: list[int] = []
    for ticket in services.tickets.complaints(conversation, customer):
        told = [turn.at for turn in turns if says_settled(turn.text)]
        settled = [at for at in told if _moment(at) >= ticket.opened_at]
        ended = ticket.closed_at or (_moment(settled[0]) if settled else None)
        if ended is None:
            return frozenset({Matter.COMPLAINT}), None
        if ended >= _moment(turns[0].at):
            since.append(sum(_moment(turn.at) > ended for turn in turns) - 1)
    return frozenset(), min(since, default=None)


def _refunds(services: Services, customer: str) -> frozenset[Matter]:
    """Goods that are to come back, and money that is still to be paid."""
    if not customer:
        return frozenset()
    try:
        refunds = services.desk.refunds_of(customer)
    except CommerceError:  # the shop's own order system is away: the stricter reading holds
        return frozenset({Matter.REFUND})
    return frozenset({Matter.REFUND} if any(one.status != "sent" for one in refunds) else ())


def _mood(services: Services, conversation: str) -> tuple[int, int | None]:
    """Negative turns in a row, at least the rule's number while the mood is; turns since it was."""
    moods = [signals.mood for signals in services.signals.history.of(conversation)]
    if not moods:
        return 0, None
    negative = [at for at, mood in enumerate(moods) if mood.feeling is Feeling.NEGATIVE]
    if not negative:
        return moods[-1].negative_turns, None
    if negative[-1] == len(moods) - 1:
        return max(moods[-1].negative_turns, GuardRules().negative_turns), None
    return moods[-1].negative_turns, len(moods) - 2 - negative[-1]


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
