"""Which intents the bot took for which, as people corrected it: terms of the inbox."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from conversations.inbox.terms import LONGEST_VALUE, Term
from conversations.teaching.annotations import Status
from conversations.teaching.tables import corrections, verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

__all__ = ["ConfusionTerms"]


class ConfusionTerms:
    """A `TermSource`: `confusion`, the intent that was heard and the right one, where they differ.

    What counts of a turn is the newest correction that was decided about, if it was approved.
    """

    def terms(
        self, connection: Connection, conversation_ids: Sequence[str]
    ) -> Mapping[str, set[Term]]:
        """The terms by conversation; one of which nothing was corrected has none."""
        query = (
            select(
                corrections.c.conversation_id,
                corrections.c.turn_id,
                corrections.c.heard_intent,
                corrections.c.intent,
                verdicts.c.status,
            )
            .join(verdicts, verdicts.c.annotation_id == corrections.c.id)
            .where(corrections.c.conversation_id.in_(list(conversation_ids)))
            .order_by(corrections.c.id, verdicts.c.id)
        )
        last = {row.turn_id: row for row in connection.execute(query)}
        found: dict[str, set[Term]] = defaultdict(set)
        for row in last.values():
            heard, right = row.heard_intent, row.intent
            if row.status == Status.APPROVED and heard and right and heard != right:
                pair = Term("confusion", f"{heard} → {right}"[:LONGEST_VALUE])
                found[row.conversation_id].add(pair)
        return found
