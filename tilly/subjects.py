"""Who is meant by an id: a customer with everything that is theirs, or a guest's conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import false, func, or_, select

from commerce.customers import email_key
from commerce.tables import customers, orders
from conversations.tables import conversations, messages, tickets
from database import reading
from privacy import Phrase, Subject, SubjectUnknown
from recommendation.tables import slates
from signals.tables import behaviour_events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Engine

__all__ = ["find_subject", "shopper"]

SHORTEST_ID: Final = 6
"""A shorter id is part of too much else to be searched for."""
SHORTEST_WORDS: Final = 20
MOST_MESSAGES: Final = 25
LONGEST_PHRASE: Final = 200


def find_subject(engine: Engine, given: str) -> Subject:
    """The person behind a customer's id or e-mail address, or a guest's conversation id.

    Raises SubjectUnknown, also for a conversation of a customer: all of theirs is meant then.
    """
    with reading(engine) as connection:
        query = select(conversations.c.owner_id).where(conversations.c.id == given)
        conversation = connection.execute(query).first()
        if conversation is None:
            return _customer(connection, given)
        if conversation.owner_id is not None:
            raise SubjectUnknown(
                "This conversation is a customer's; give the customer's id, for all of theirs."
            )
        return _guest(connection, given)


def shopper(connection: Connection, conversation_id: str, customer_id: str = "") -> Subject:
    """Who talks in a conversation, by ids alone, with all conversations of a customer."""
    whose = conversations.c.id == conversation_id
    if customer_id:
        whose |= conversations.c.customer_id == customer_id
    talks = tuple(connection.execute(select(conversations.c.id).where(whose)).scalars())
    return Subject(
        id=customer_id or conversation_id,
        customer_id=customer_id,
        conversations=talks,
        visitors=_visitors(connection, talks, customer_id),
    )


def _guest(connection: Connection, conversation_id: str) -> Subject:
    visitors = _visitors(connection, (conversation_id,), "")
    return Subject(
        id=conversation_id,
        conversations=(conversation_id,),
        visitors=visitors,
        phrases=_distinct(_phrases(connection, (conversation_id,), visitors)),
    )


def _customer(connection: Connection, given: str) -> Subject:
    by_email = select(customers.c.id).where(customers.c.email_key == email_key(given))
    customer_id = connection.execute(by_email).scalar() or given if "@" in given else given
    whose = or_(conversations.c.owner_id == customer_id, conversations.c.customer_id == customer_id)
    talks = tuple(
        connection.execute(
            select(conversations.c.id).where(whose).order_by(conversations.c.created_at)
        ).scalars()
    )
    account = connection.execute(select(customers).where(customers.c.id == customer_id)).first()
    typed = [account.email] if account is not None and account.email else []
    bought = connection.execute(
        select(orders.c.id, orders.c.email).where(
            or_(
                orders.c.customer_id == customer_id,
                func.lower(orders.c.email).in_([one.lower() for one in typed]),
            )
        )
    ).all()
    emails = dict.fromkeys((*typed, *(row.email for row in bought if row.email)))
    visitors = _visitors(connection, talks, customer_id)
    if not (talks or account is not None or bought or visitors) and not _seen(
        connection, customer_id
    ):
        raise SubjectUnknown("Nothing is kept under this id.")
    names = connection.execute(
        select(conversations.c.customer_name).where(conversations.c.id.in_(talks)).distinct()
    ).scalars()
    told = [("e-mail address", one) for email in emails for one in (email, email.lower())]
    told += [("name", name) for name in names if name]
    if account is not None:
        told += [("name", account.name), ("telephone number", account.phone or "")]
        told.append(("address", (account.address or {}).get("line1", "")))
    if len(customer_id) >= SHORTEST_ID:
        told.append(("customer id", customer_id))
    phrases = (Phrase(kind, words) for kind, words in told if len(words) >= SHORTEST_ID)
    return Subject(
        id=customer_id,
        customer_id=customer_id,
        conversations=talks,
        visitors=visitors,
        orders=tuple(row.id for row in bought),
        emails=tuple(dict.fromkeys(email.lower() for email in emails)),
        phrases=_distinct((*phrases, *_phrases(connection, talks, visitors))),
    )


def _seen(connection: Connection, customer_id: str) -> bool:
    """Whether only their events or offers are kept."""
    return any(
        connection.execute(select(column).where(column == customer_id).limit(1)).first()
        for column in (behaviour_events.c.customer_id, slates.c.customer_id)
    )


def _visitors(connection: Connection, talks: tuple[str, ...], customer_id: str) -> tuple[str, ...]:
    """The browsers that they were seen in."""
    event = behaviour_events.c
    named = event.customer_id == customer_id if customer_id else false()
    whose = or_(event.conversation_id.in_(talks), named)
    query = select(event.visitor_id).where(whose, event.visitor_id != "").distinct()
    return tuple(sorted(connection.execute(query).scalars()))


def _phrases(
    connection: Connection, talks: tuple[str, ...], visitors: tuple[str, ...]
) -> Iterator[Phrase]:
    """Ids, contacts, and what they said that nobody else did."""
    yield from (Phrase("conversation id", talk) for talk in talks)
    yield from (
        Phrase("browser id", visitor) for visitor in visitors if len(visitor) >= SHORTEST_ID
    )
    contacts = select(tickets.c.contact).where(tickets.c.conversation_id.in_(talks))
    for contact in connection.execute(contacts).scalars():
        if contact and len(contact) >= SHORTEST_ID:
            yield Phrase("contact", contact)
    for text in _only_theirs(connection, talks):
        yield Phrase("message", text[:LONGEST_PHRASE])


def _only_theirs(connection: Connection, talks: tuple[str, ...]) -> list[str]:
    """The longest messages that nobody else sent."""
    length = func.length(messages.c.text)
    theirs = messages.c.conversation_id.in_(talks)
    query = (
        select(messages.c.text, length)
        .where(theirs, messages.c.sender == "shopper", length >= SHORTEST_WORDS)
        .distinct()
        .order_by(length.desc(), messages.c.text)
        .limit(MOST_MESSAGES)
    )
    said = [row.text for row in connection.execute(query)]
    others = select(messages.c.text).where(messages.c.text.in_(said), ~theirs).distinct()
    common = set(connection.execute(others).scalars())
    return [text for text in said if text not in common]


def _distinct(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(phrases))
