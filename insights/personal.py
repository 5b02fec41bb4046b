"""What insights keeps of a person: how it is found, exported and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insights.tables import campaign_customers, customer_profiles, theme_talks, uplift_scores
from privacy import Rows, SqlStore

if TYPE_CHECKING:
    from sqlalchemy import Engine, Table

__all__ = ["profile_store", "theme_store"]


def profile_store(engine: Engine) -> SqlStore:
    """How they buy, what they like, what they are worth, which campaigns they were drawn for."""
    return SqlStore(
        engine,
        "profiles",
        *(_of_customer(each) for each in (customer_profiles, campaign_customers, uplift_scores)),
    )


def theme_store(engine: Engine) -> SqlStore:
    """Which of their talks complained of what."""
    return SqlStore(
        engine,
        "themes",
        Rows(theme_talks, lambda one: theme_talks.c.conversation_id.in_(one.conversations)),
    )


def _of_customer(table: Table) -> Rows:
    return Rows(table, lambda one: table.c.customer_id == one.customer_id)
