"""What insights keeps of a person: how it is found, exported and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insights.tables import customer_profiles
from privacy import Rows, SqlStore

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["profile_store"]


def profile_store(engine: Engine) -> SqlStore:
    """How they buy, what they like, what they are worth."""
    return SqlStore(
        engine,
        "profiles",
        Rows(customer_profiles, lambda one: customer_profiles.c.customer_id == one.customer_id),
    )
