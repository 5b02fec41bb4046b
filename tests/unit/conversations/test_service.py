"""Tickets, ratings and the reason of a handoff."""

from __future__ import annotations

import pytest

from conversations.errors import ConversationNotFound, TicketNotFound
from conversations.handoffs import Handoffs, end_wait
from conversations.ratings import Ratings
from conversations.testing import hand_back, take_over
from conversations.tickets import Tickets
from database import writing


@pytest.fixture
def tickets(engine):
    return Tickets(engine)


@pytest.fixture
def ratings(engine):
    return Ratings(engine)


@pytest.fixture
def conversation(conversations):
    return conversations.open().id


def test_a_complaint_waits_until_an_agent_has_settled_it(tickets, conversation):
    """Agents find it, later turns see that it is open, and closing it is told by whom."""
    ticket = tickets.open(conversation, "complaint", "everything arrived broken")
    assert [ticket] == tickets.waiting()
    assert tickets.has_open(conversation, "complaint")
    assert not tickets.has_open(conversation, "callback")
    closed = tickets.close(ticket.id, "Ada")
    assert ("closed", "Ada") == (closed.status, closed.agent_name)
    assert tickets.waiting() == []
    assert not tickets.has_open(conversation, "complaint")
    assert closed == tickets.close(ticket.id, "Bert")


def test_more_words_are_added_to_the_open_ticket(tickets, conversation):
    """Complaining twice is one complaint; a corrected number replaces the first."""
    tickets.open(conversation, "callback", "the tent", "555 0100")
    again = tickets.open(conversation, "callback", "and the pegs", "555 0199")
    assert ("the tent\nand the pegs", "555 0199") == (again.text, again.contact)
    assert again == tickets.open(conversation, "callback", "the tent")
    assert [again] == tickets.waiting()


def test_a_ticket_holds_no_card_number(tickets, conversation):
    """Whatever way the words took, a card number is masked."""
    ticket = tickets.open(conversation, "email", "charged 4111 1111 1111 1111 twice")
    assert "4111" not in ticket.text


def test_unknown_ids_are_named(tickets, ratings):
    """A ticket and a conversation that do not exist are errors, not silence."""
    with pytest.raises(TicketNotFound):
        tickets.close("nothing", "Ada")
    with pytest.raises(ConversationNotFound):
        tickets.open("nothing", "email", "?")
    with pytest.raises(ConversationNotFound):
        ratings.ask("nothing")


def test_a_rating_is_asked_for_once(ratings, conversation):
    """The second goodbye asks no more."""
    assert ratings.of(conversation) is None
    assert [True, False] == [ratings.ask(conversation), ratings.ask(conversation)]
    assert ratings.of(conversation).stars is None


def test_a_rating_that_was_given_unasked_is_not_asked_for(ratings, conversation):
    """Who has said it need not say it again."""
    ratings.rate(conversation, 4)
    assert not ratings.ask(conversation)
    assert (4, None) == (ratings.of(conversation).stars, ratings.of(conversation).asked_at)


def test_a_later_rating_replaces_the_first_and_the_comment_stays(ratings, conversation):
    """People change their minds about the stars."""
    ratings.rate(conversation, 2)
    ratings.comment(conversation, "slow")
    ratings.rate(conversation, 5)
    rating = ratings.of(conversation)
    assert (5, "slow") == (rating.stars, rating.comment)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_there_are_one_to_five_stars(ratings, conversation, stars):
    """Anything else is a mistake of ours."""
    with pytest.raises(ValueError, match="1 to 5 stars"):
        ratings.rate(conversation, stars)


def test_a_reason_can_follow_the_request(engine, conversation):
    """Only an open request without a reason takes one."""
    handoffs = Handoffs(engine)
    handoffs.request(conversation, "")
    for reason in ("the zip is broken", "something else"):
        handoffs.explain(conversation, reason)
    assert ["the zip is broken"] == [one.reason for one in handoffs.waiting()]


def test_a_handoff_is_resolved_when_a_person_was_there(engine, conversation):
    """A request that nobody took is not resolved by its end."""
    handoffs = Handoffs(engine)
    handoffs.request(conversation, "")
    with writing(engine) as connection:
        end_wait(connection, conversation)
    assert not handoffs.resolved(conversation)
    take_over(engine, conversation)
    assert not handoffs.resolved(conversation)
    hand_back(engine, conversation)
    assert handoffs.resolved(conversation)
