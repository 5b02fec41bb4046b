"""Forgetting a shopper: what signals and recommendations keep of them, in one transaction.

Each store has a `forget` that takes the connection, so that whoever erases a customer from
everything (or a shopper says "forget me") erases all of it or nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from database import writing
from recommendation import slate_log
from signals import behaviour_log, kept_preferences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from signals.kept_preferences import KeptPreference

__all__ = ["Forgetting"]


class Forgetting:
    """Erases what shoppers want forgotten; its methods may be called from any thread.

    A shopper is the conversation and, where somebody is signed in, all of the customer's. What
    mood a talk is in stays with its turns: a grumble is not forgotten into an offer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def everything(self, conversation_id: str, customer_id: str = "") -> None:
        """Tastes, what was done on the shop's pages, and what was offered."""
        with writing(self._engine) as connection:
            for store in (kept_preferences, behaviour_log, slate_log):
                store.forget(connection, conversation_id=conversation_id, customer_id=customer_id)

    def preferences(
        self, conversation_id: str, customer_id: str, which: Sequence[KeptPreference]
    ) -> None:
        """Some tastes, wherever they are told of."""
        told = [one.preference for one in which]
        ids = [one.id for one in which]
        whose = {"conversation_id": conversation_id, "customer_id": customer_id}
        with writing(self._engine) as connection:
            kept_preferences.forget(connection, ids=ids, **whose)
            slate_log.forget_preferences(connection, told, **whose)
