"""What the agents' inbox can filter by of a conversation's signals."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from conversations.inbox.terms import Term, tenth
from signals.tables import turn_signals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

__all__ = ["SignalTerms"]


class SignalTerms:
    """A `TermSource`: `mood` and `propensity` as of the last turn, `sentiment` of every turn."""

    def terms(
        self, connection: Connection, conversation_ids: Sequence[str]
    ) -> Mapping[str, set[Term]]:
        """The terms by conversation; one of which no turn was scored has none."""
        table = turn_signals.c
        query = (
            select(table.conversation_id, table.feeling, table.mood, table.propensity)
            .where(table.conversation_id.in_(list(conversation_ids)))
            .order_by(table.at, table.turn_id)
        )
        found: dict[str, set[Term]] = defaultdict(set)
        last = {}
        for row in connection.execute(query):
            found[row.conversation_id].add(Term("sentiment", row.feeling))
            last[row.conversation_id] = row
        for conversation_id, row in last.items():
            found[conversation_id] |= {
                Term("mood", row.mood),
                Term("propensity", tenth(row.propensity)),
            }
        return found
