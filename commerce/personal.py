"""What commerce keeps of a customer: how it is found, exported and erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import false, func, or_, select

from commerce.tables import carried_out, carts, customers, newsletter, outbox, proposals, tries
from database import reading
from privacy import Kept, Rows, SqlStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Engine, Select

    from privacy import Subject

__all__ = ["IMPERSONAL", "RequestStore", "account_store", "cart_store"]

IMPERSONAL: Final = {
    "products": "the catalogue",
    "variants": "the catalogue",
    "approved_prices": "the catalogue",
    "gift_cards": "hashes of codes, of whoever holds them",
}


def account_store(engine: Engine) -> SqlStore:
    """The account and the newsletter."""
    return SqlStore(
        engine,
        "customer account",
        Rows(customers, lambda one: customers.c.id == one.customer_id),
        Rows(newsletter, _subscribed),
    )


def cart_store(engine: Engine) -> SqlStore:
    """The carts of conversations, and what was tried in them in vain."""
    return SqlStore(
        engine,
        "carts",
        Rows(carts, lambda one: carts.c.conversation_id.in_(one.conversations)),
        Rows(tries, lambda one: tries.c.conversation_id.in_(one.conversations)),
    )


class RequestStore(SqlStore):
    """What was asked for and agreed on in the chat; what the shop has yet to be told stays."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(
            engine,
            "requests",
            Rows(outbox, lambda one: outbox.c.key.in_(_settled(one))),
            Rows(carried_out, lambda one: carried_out.c.key.in_(_settled(one))),
            Rows(proposals, lambda one: proposals.c.id.in_(_settled(one))),
        )
        self._engine = engine

    def kept(self, subject: Subject) -> Sequence[Kept]:
        """Letters on their way to the shop's own system."""
        query = select(func.count()).where(_asked_by(subject), proposals.c.id.in_(_WAITING))
        with reading(self._engine) as connection:
            count = int(connection.execute(query).scalar_one())
        why = "on their way to the shop's own order system; erase again when it has answered"
        return (Kept("requests", count, why),) if count else ()


_WAITING: Final = select(outbox.c.key).where(outbox.c.status == "waiting")


def _settled(subject: Subject) -> Select[tuple[str]]:
    return select(proposals.c.id).where(_asked_by(subject), proposals.c.id.not_in(_WAITING))


def _asked_by(subject: Subject) -> ColumnElement[bool]:
    asked = proposals.c.conversation_id.in_(subject.conversations)
    return (
        asked | (proposals.c.customer_id == subject.customer_id) if subject.customer_id else asked
    )


def _subscribed(subject: Subject) -> ColumnElement[bool]:
    signed_in = newsletter.c.customer_id == subject.customer_id
    return or_(
        newsletter.c.email_key.in_(subject.emails), signed_in if subject.customer_id else false()
    )
