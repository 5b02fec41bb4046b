"""Forgetting a shopper: what signals and recommendations keep of them, in one transaction.

What goes is what goes of the same stores when somebody is erased from everything; a shopper who
only says "forget what I like" talks on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from database import writing
from recommendation import slate_log
from recommendation.personal import slate_store
from signals import kept_preferences
from signals.personal import behaviour_store
from tilly.subjects import shopper

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
        self._stores = (behaviour_store(engine), slate_store(engine))

    def everything(self, conversation_id: str, customer_id: str = "") -> None:
        """Tastes, what was done on the shop's pages, and what was offered."""
        with writing(self._engine) as connection:
            kept_preferences.forget(
                connection, conversation_id=conversation_id, customer_id=customer_id
            )
            subject = shopper(connection, conversation_id, customer_id)
            for store in self._stores:
                store.erase_in(connection, subject)

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
