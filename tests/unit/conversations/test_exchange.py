from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from conversations.errors import (
    ButtonUnknown,
    ButtonUsed,
    ConversationNotFound,
    MessageNotFound,
    OtherCustomer,
)
from conversations.handoffs import Handoffs
from conversations.replies import BotButton, BotMessage
from conversations.tables import feedback
from conversations.testing import hand_back, take_over


@pytest.fixture
def conversation(conversations):
    return conversations.open(welcome="Hi!").id


def offer(exchange, conversation, *titles):
    asked = exchange.accept(conversation, "ask", "hello")
    choices = [BotButton(title, f"/{title.lower()}") for title in titles]
    finished = exchange.finish(asked.turn_id, "answered", [BotMessage("?", buttons=choices)])
    return [button["id"] for button in finished.frame.data()["messages"][0]["buttons"]]


def test_frames_are_numbered_without_holes_by_many_writers(conversations, exchange, frames):
    """Concurrent writers of one conversation take the numbers 1, 2, 3 …, each once."""
    conversation = conversations.open().id
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: exchange.accept(conversation, f"m{n}", f"{n}"), range(40)))
    stored = frames.after(conversation, 0)
    assert list(range(1, 41)) == [frame.seq for frame in stored]
    assert list(range(1, 41)) == [frame.data()["seq"] for frame in stored]


def test_a_client_id_is_accepted_once_under_concurrency(exchange, conversation, frames):
    """Eight tabs that send one id at once store one message."""
    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(lambda _: exchange.accept(conversation, "m", "x"), range(8)))
    assert 1 == len({each.turn_id for each in accepted})
    assert 1 == sum(not each.repeated for each in accepted)
    assert 2 == len(frames.after(conversation, 0))


def test_a_turn_keeps_its_first_reply(exchange, conversation):
    """A second reply changes nothing and gives the first one back."""
    asked = exchange.accept(conversation, "m", "hello")
    first = exchange.finish(asked.turn_id, "fault", [BotMessage("Sorry.")])
    second = exchange.finish(asked.turn_id, "answered", [BotMessage("Too late.")])
    assert (first.frame, False) == (second.frame, second.first)
    assert [] == exchange.unanswered()


def test_what_has_no_reply_is_found(exchange, conversation):
    """A message is unanswered until its turn is finished."""
    asked = exchange.accept(conversation, "m", "hello")
    assert [asked.turn_id] == [left.turn_id for left in exchange.unanswered()]


def test_a_button_is_valid_once_under_concurrency(exchange, conversation):
    """Of eight clicks on one button one goes through."""
    (button,) = offer(exchange, conversation, "Yes")

    def click(n):
        try:
            return exchange.click(conversation, f"c{n}", button).forwarded
        except ButtonUsed:
            return None

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(click, range(8)))
    assert ["/yes"] == [outcome for outcome in outcomes if outcome]


def test_a_repeated_click_is_the_same_click(exchange, conversation):
    """A click that is sent again under its id is no second use."""
    (button,) = offer(exchange, conversation, "Yes")
    first = exchange.click(conversation, "c", button)
    assert first.turn_id == exchange.click(conversation, "c", button).turn_id


def test_a_button_belongs_to_its_conversation(conversations, exchange, conversation):
    """Another conversation cannot click it, and it stays unused."""
    (button,) = offer(exchange, conversation, "Yes")
    with pytest.raises(ButtonUnknown):
        exchange.click(conversations.open().id, "c", button)
    assert "/yes" == exchange.click(conversation, "c", button).forwarded


def test_nothing_is_accepted_for_an_unknown_conversation(exchange):
    """There is no conversation that was not opened."""
    with pytest.raises(ConversationNotFound):
        exchange.accept("unknown", "m", "hello")


def test_a_rating_replaces_the_one_before(engine, exchange, conversation):
    """A shopper may change their mind; card numbers in the reason are masked."""
    asked = exchange.accept(conversation, "m", "hello")
    message = exchange.finish(asked.turn_id, "answered", [BotMessage("Hi.")]).frame.data()
    message_id = message["messages"][0]["id"]
    exchange.rate(conversation, message_id, "up", "")
    exchange.rate(conversation, message_id, "down", "I gave you 4111111111111111!")
    with engine.connect() as connection:
        (row,) = connection.execute(select(feedback)).all()
    assert ("down", "I gave you [card number removed]!") == (row.value, row.reason)


def test_a_shoppers_own_message_cannot_be_rated(exchange, conversation):
    """Only what the store said is rated."""
    asked = exchange.accept(conversation, "m", "hello")
    with pytest.raises(MessageNotFound):
        exchange.rate(conversation, asked.turn_id, "up", "")


def test_a_conversation_has_one_customer_for_good(conversations):
    """Signing out does not make room for another customer."""
    conversation = conversations.open(customer_id="C-1").id
    assert "C-1" == conversations.customer_of(conversation)
    assert [] == conversations.bind_customer(conversation, "C-1")
    assert 1 == len(conversations.bind_customer(conversation, None))
    assert conversations.customer_of(conversation) is None
    with pytest.raises(OtherCustomer):
        conversations.bind_customer(conversation, "C-2")
    assert 1 == len(conversations.bind_customer(conversation, "C-1"))


def test_asking_for_a_person_twice_is_one_request(engine, conversations, frames):
    """Request, takeover and return each change who answers once, and say so in a frame."""
    handoffs = Handoffs(engine)
    conversation = conversations.open().id
    first = handoffs.request(conversation, "asked")
    assert first == handoffs.request(conversation, "asked again")
    assert [first] == handoffs.waiting()
    accepted = take_over(engine, conversation)
    assert (first.id, "accepted", "Ada") == (accepted.id, accepted.status, accepted.agent_name)
    assert accepted == take_over(engine, conversation) == handoffs.request(conversation, "again")
    assert "ended" == hand_back(engine, conversation).status
    who = [frame.data()["who"] for frame in frames.after(conversation, 0)]
    assert ["waiting", "person", "bot"] == who
    assert first.id != handoffs.request(conversation, "again").id


def test_nobody_is_handed_off_from_an_unknown_conversation(engine):
    """A request needs its conversation, and leaves nothing behind without it."""
    handoffs = Handoffs(engine)
    with pytest.raises(ConversationNotFound):
        handoffs.request("unknown", "asked")
    assert [] == handoffs.waiting()
