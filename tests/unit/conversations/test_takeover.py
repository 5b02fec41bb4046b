"""Who may take, speak in, pass on and hand back a conversation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

import database
from conversations import takeover
from conversations.answering import Person
from conversations.errors import HeldByAnother, NotHeld, ShopperWrote
from conversations.handoffs import Handoffs
from conversations.tables import messages
from conversations.testing import ADA, hand_back, take_over

GRACE = Person("grace", "Grace")


@pytest.fixture
def conversation(conversations):
    return conversations.open(welcome="Hi!").id


@pytest.fixture
def within(engine):
    """Runs one step of an agent in a transaction of its own."""

    def run(step, *args, **kwargs):
        with database.writing(engine) as connection:
            return step(connection, *args, **kwargs)

    return run


def test_two_agents_cannot_have_it(within, conversation):
    """The second is told who has it; the first may accept again and changes nothing."""
    first = within(takeover.accept, conversation, ADA)
    assert ("ada", "Ada", "accepted") == (first.agent_id, first.agent_name, first.status)
    with pytest.raises(HeldByAnother, match="Ada has this conversation"):
        within(takeover.accept, conversation, GRACE)
    assert first == within(takeover.accept, conversation, ADA)
    assert ADA == within(takeover.holder, conversation)


def test_only_who_has_it_speaks(within, conversation):
    """Neither a stranger nor, once it is handed back, the one who had it."""
    with pytest.raises(NotHeld):
        within(takeover.say, conversation, "ada", "Hello", client_id="1")
    within(takeover.accept, conversation, ADA)
    with pytest.raises(HeldByAnother):
        within(takeover.say, conversation, "grace", "Hello", client_id="1")
    within(takeover.hand_back, conversation, "ada")
    assert within(takeover.holder, conversation) is None
    with pytest.raises(NotHeld):
        within(takeover.say, conversation, "ada", "Hello", client_id="2")


def test_an_agents_words_are_stored_once(engine, within, conversation, frames):
    """Sent again under its id, even after the hand-back, it is the same frame."""
    within(takeover.accept, conversation, ADA)
    card = {"id": "alta-2", "title": "Alta 2"}
    said = within(takeover.say, conversation, "ada", "This one?", client_id="1", products=[card])
    within(takeover.hand_back, conversation, "ada")
    assert said == within(takeover.say, conversation, "ada", "This one?", client_id="1")
    message = said.data()["message"]
    assert ("agent", "Ada", [card]) == (message["from"], message["name"], message["products"])
    with engine.connect() as connection:
        stored = connection.execute(select(messages.c.text).where(messages.c.sender == "agent"))
        assert ["This one?"] == list(stored.scalars())
    assert said in frames.after(conversation, 0)


def test_a_shoppers_id_is_never_an_agents(exchange, within, conversation):
    """Both may call what they send by the same id."""
    within(takeover.accept, conversation, ADA)
    exchange.accept(conversation, "1", "hello?")
    assert (
        "Hello"
        == within(takeover.say, conversation, "ada", "Hello", client_id="1").data()["message"][
            "text"
        ]
    )


def test_it_is_passed_on_by_who_has_it_or_a_lead(engine, within, conversation, frames):
    """The shopper is told the new name; the request stays the same."""
    first = within(takeover.accept, conversation, ADA)
    with pytest.raises(HeldByAnother):
        within(takeover.transfer, conversation, GRACE, by="grace")
    passed = within(takeover.transfer, conversation, GRACE, by="ada")
    assert (first.id, "grace") == (passed.id, passed.agent_id)
    within(takeover.transfer, conversation, ADA, by="lead", overrule=True)
    names = [frame.data().get("name") for frame in frames.after(conversation, 1)]
    assert ["Ada", "Grace", "Ada"] == names
    hand_back(engine, conversation)
    with pytest.raises(NotHeld):
        within(takeover.transfer, conversation, GRACE, by="lead", overrule=True)


def test_what_was_agreed_is_kept(within, conversation):
    """With the request, card numbers removed."""
    within(takeover.accept, conversation, ADA)
    ended = within(takeover.hand_back, conversation, "ada", " A new zip; 4111111111111111. ")
    assert ("ended", "A new zip; [card number removed].") == (ended.status, ended.summary)


def test_what_the_agent_has_not_read_keeps_it(exchange, within, conversation):
    """Nobody would answer what was written to the agent who leaves."""
    within(takeover.accept, conversation, ADA)
    asked = exchange.accept(conversation, "1", "one more thing")
    with pytest.raises(ShopperWrote):
        within(takeover.hand_back, conversation, "ada", seen=asked.frame.seq - 1)
    assert "ended" == within(takeover.hand_back, conversation, "ada", seen=asked.frame.seq).status


def test_only_a_change_of_who_answers_raises_the_epoch(engine, conversations, within, conversation):
    """A wish for a person does not: the bot goes on answering."""
    handoffs = Handoffs(engine)

    def epoch():
        return conversations.get(conversation).epoch

    assert 0 == epoch()
    handoffs.request(conversation, "asked")
    assert 0 == epoch()
    take_over(engine, conversation)
    take_over(engine, conversation)
    assert 1 == epoch()
    within(takeover.transfer, conversation, GRACE, by="ada")
    within(takeover.transfer, conversation, GRACE, by="grace")
    assert 2 == epoch()
    within(takeover.hand_back, conversation, "grace")
    assert 3 == epoch()
