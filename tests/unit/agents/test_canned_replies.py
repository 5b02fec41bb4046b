from __future__ import annotations

import pytest

import database
from agents.canned_replies import CannedReplies, fill, forget_reply, prefill, save_reply
from agents.errors import ReplyInvalid, VariableEmpty

KNOWN = {"customer_first_name": "Ada", "agent_name": "Jonas", "order_id": ""}


@pytest.fixture
def replies(engine):
    return CannedReplies(engine)


@pytest.fixture
def save(engine):
    def keep(name, text="Hello."):
        with database.writing(engine) as connection:
            save_reply(connection, name, text, "mina")

    return keep


def test_a_reply_is_found_by_its_name_before_its_words(replies, save):
    """Every word has to occur; a name that has them all comes first."""
    save("A delay", "We are sorry that your parcel is late.")
    save("Parcel late", "It is on its way, {customer_first_name}.")
    save("Thanks")
    assert ["parcel-late", "a-delay"] == [each.name for each in replies.matching("late PARCEL")]
    assert 3 == len(replies.matching(""))


def test_a_name_has_one_reply_until_it_is_forgotten(engine, replies, save):
    """Saving under a known name replaces the text."""
    save("thanks", "Thank you.")
    save("Thanks", "Thanks a lot.")
    (reply,) = replies.all()
    assert ("thanks", "Thanks a lot.") == (reply.name, reply.text)
    with database.writing(engine) as connection:
        forget_reply(connection, reply.id)
    assert [] == replies.all()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("", "x", "a name of 1 to 48"),
        ("x" * 49, "x", "a name of 1 to 48"),
        ("x", " ", "1 to 2,000"),
        ("x", "Dear {first_name}", "no variable {first_name}"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(replies, save, name, text, why):
    """Nothing is stored, and the sentence names what is wrong."""
    with pytest.raises(ReplyInvalid, match=why):
        save(name, text)
    assert [] == replies.all()


def test_variables_are_filled_and_none_is_sent_empty():
    """What is known is filled in; the first that is not is named."""
    text = "Hi {customer_first_name}, {agent_name} here."
    assert "Hi Ada, Jonas here." == fill(text, KNOWN)
    assert "Order {order_id}, Jonas" == prefill("Order {order_id}, {agent_name}", KNOWN)
    with pytest.raises(VariableEmpty, match=r"\{order_id\} is empty in this conversation"):
        fill("Order {order_id}", KNOWN)
    with pytest.raises(VariableEmpty, match=r"\{foo\} is unknown"):
        fill("{foo}", KNOWN)
