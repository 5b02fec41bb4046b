"""How a conversation went: who served it, whether it is settled, and how long each reply took.

The numbers of the console are counts of these terms; `docs/console.md` has them in words.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conversations.inbox.facts import Facts

__all__ = ["LONGER", "NEVER", "SCALE", "TAKEN_OVER", "outcomes_of", "within"]

TAKEN_OVER: Final = "taken over"
"""The reason of a handoff that nobody asked for."""
SCALE: Final = (0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600)
"""Seconds; a time is counted under the first that it does not exceed."""
LONGER: Final = "longer"
NEVER: Final = "never"
DISSATISFIED: Final = 2
"""Stars, at most."""


def outcomes_of(facts: Facts, status: str) -> Iterator[tuple[str, str]]:
    """The terms, of each kind at most one; an empty value is none."""
    served = _served_by(facts)
    yield "outcome", served
    yield "resolution", _resolution(facts, served, status)
    yield "first_reply", _first_reply(facts)
    yield "wait", _wait(facts)
    yield "agent_reply", _agent_reply(facts)


def within(seconds: float) -> str:
    """The end of the scale's step that a time falls into, in seconds; `longer` beyond them."""
    step = bisect_left(SCALE, seconds)
    return f"{SCALE[step]:g}" if step < len(SCALE) else LONGER


def _served_by(facts: Facts) -> str:
    """`person` who was asked for or spoke, a `ticket` for one, or `contained` by the bot."""
    if facts.handoffs or any(row.sender == "agent" for row in facts.messages):
        return "person"
    return "ticket" if facts.has_ticket else "contained"


def _resolution(facts: Facts, served: str, status: str) -> str:
    """`bot` when it contained the conversation and nothing speaks against that, `agent`, `open`."""
    disliked = "down" in facts.thumbs or (facts.stars or DISSATISFIED + 1) <= DISSATISFIED
    if served == "contained" and not facts.unanswered and not disliked:
        return "bot"
    return "agent" if status == "resolved" else "open"


def _first_reply(facts: Facts) -> str:
    """How long the bot took for the first message that it answered."""
    for row in facts.messages:
        if row.outcome in {"answered", "fault"} and row.latency_ms is not None:
            return within(row.latency_ms / 1000)
    return ""


def _wait(facts: Facts) -> str:
    """The longest wait for a person who was asked for; `never` when none came before it ended."""
    asked = [row for row in facts.handoffs if row.reason != TAKEN_OVER]
    waited = [row.accepted_at - row.requested_at for row in asked if row.accepted_at is not None]
    if waited:
        return within(max(waited).total_seconds())
    return NEVER if any(row.ended_at is not None for row in asked) else ""


def _agent_reply(facts: Facts) -> str:
    """The longest time from asking for a person to that person's first words."""
    spoken = sorted(row.at for row in facts.messages if row.sender == "agent")
    took = []
    for row in facts.handoffs:
        first = next((at for at in spoken if at >= row.requested_at), None)
        in_time = first is not None and (row.ended_at is None or first <= row.ended_at)
        if row.reason != TAKEN_OVER and first is not None and in_time:
            took.append((first - row.requested_at).total_seconds())
    return within(max(took)) if took else ""
