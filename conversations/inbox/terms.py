"""The terms of a conversation: everything that the inbox can filter by.

Figures are terms too, rounded down to tenths: a range of them is a choice of a few terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from conversations.inbox.outcomes import TAKEN_OVER, outcomes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from conversations.inbox.facts import Facts

__all__ = ["LONGEST_VALUE", "TAKEN_OVER", "Term", "status_of", "tenth", "terms_of"]

LONGEST_VALUE: Final = 160
LONGEST_SLOT_VALUE: Final = 40
"""Longer values of slots and entities are texts: found by searching, not by filtering."""

_STATUS: Final = {"bot": "bot", "waiting": "waiting", "person": "agent"}


class Term(NamedTuple):
    """One thing that is known of a conversation."""

    kind: str
    value: str


def terms_of(facts: Facts) -> set[Term]:
    """All terms of a conversation."""
    found = {Term(kind, value[:LONGEST_VALUE]) for kind, value in _terms(facts) if value}
    if facts.unanswered:
        found.add(Term("unanswered", "yes"))
    return found


def tenth(figure: float) -> str:
    """The tenth (0.0 to 0.9) that a share falls into."""
    return f"{min(9, max(0, int(figure * 10 + 1e-9))) / 10:.1f}"


def status_of(answering: str, resolved_at: datetime | None, asked_at: datetime | None) -> str:
    """`bot`, `waiting`, `agent` or `resolved`: the last until the shopper writes again."""
    settled = resolved_at is not None and (asked_at is None or asked_at <= resolved_at)
    return "resolved" if settled and answering == "bot" else _STATUS.get(answering, "bot")


def _terms(facts: Facts) -> Iterator[tuple[str, str]]:
    conversation, review = facts.conversation, facts.review
    resolved_at = review.resolved_at if review is not None else None
    status = status_of(conversation.answering, resolved_at, facts.asked_at)
    yield "status", status
    yield from outcomes_of(facts, status)
    yield "channel", conversation.channel
    yield "customer", conversation.owner_id or ""
    yield "assignee", (review is not None and review.assignee_id) or "nobody"
    yield "reviewed", "yes" if review is not None and review.reviewed_at else "no"
    yield from (("tag", tag) for tag in facts.tags)
    yield from (("thumbs", value) for value in facts.thumbs)
    yield from (("gap", matter) for matter in facts.matters)
    yield "rating", "" if facts.stars is None else str(facts.stars)
    for turn in facts.turns:
        yield "intent", turn.intent or ""
        yield "confidence", "" if turn.confidence is None else tenth(turn.confidence)
        yield from (("action", action["name"]) for action in turn.actions)
        for entity in turn.entities:
            yield from _named("entity", entity.get("entity"), entity.get("value"))
    for slot, value in facts.slots:
        yield from _named("slot", slot, value)
    for handoff in facts.handoffs:
        yield "handoff", _why(handoff, facts.turns)


def _named(kind: str, name: Any, value: Any) -> Iterator[tuple[str, str]]:
    """By its name and, where the value is a word and not a text, as `slot_value` name=value."""
    if not isinstance(name, str) or value is None:
        return
    yield kind, name
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, str | int | float) and len(shown) <= LONGEST_SLOT_VALUE:
        yield f"{kind}_value", f"{name}={shown}"


def _why(handoff: Row[Any], turns: Sequence[Row[Any]]) -> str:
    """What brought a person in: an agent, or the intent of the turn that asked for one."""
    if handoff.reason == TAKEN_OVER:
        return TAKEN_OVER
    asked = (turn for turn in turns if turn.started_at <= handoff.requested_at)
    last = max(asked, key=lambda turn: turn.started_at, default=None)
    return (last is not None and last.intent) or "unknown"
