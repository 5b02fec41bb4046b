"""Whose a row is, for every store that keeps something of a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from conversations.tables import conversations

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

__all__ = ["belongs_to"]


def belongs_to(
    conversation_column: ColumnElement[Any], conversation_id: str, customer_id: str
) -> ColumnElement[bool]:
    """Rows of the conversation, and of all the customer's; of nobody where neither is named."""
    told = conversation_column == conversation_id
    theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
    return or_(
        told & (conversation_column != ""),
        conversation_column.in_(theirs.where(conversations.c.customer_id != "")),
    )
