"""A write of the bot's is committed before a takeover or not at all, wherever orders live."""

from __future__ import annotations

import threading

import pytest

import database
from commerce import OrderStatus
from commerce.commands import CancelOrder
from conversations import Conversations
from conversations.answering import fence
from conversations.errors import TakenOver
from conversations.testing import hand_back, take_over
from tests.contract.commerce.test_carrying_out import http_shop
from tests.unit.commerce.service.shop import an_order, shop_on

CANCEL = CancelOrder("HP-1", "no_longer_needed")


@pytest.fixture(params=["own tables", "the shop's system"])
def shop(request, engine, tmp_path):
    if request.param == "own tables":
        yield shop_on(engine)
    else:
        with http_shop(engine, tmp_path) as shop:
            yield shop


@pytest.fixture
def chat(engine):
    return Conversations(engine).open().id


def test_a_cancel_after_the_takeover_is_refused(engine, shop, chat):
    """Nothing is done, in no system, and nothing waits to be: not even after the hand-back."""
    shop.have(an_order())
    proposal = shop.propose(CANCEL, conversation=chat)
    take_over(engine, chat)
    for _ in range(2):
        with pytest.raises(TakenOver):
            shop.desk.carry_out(chat, "C-1", proposal.id, fence=fence(chat, 0))
        hand_back(engine, chat)
        take_over(engine, chat)
    assert OrderStatus.PLACED == shop.order().status
    if hasattr(shop, "http"):
        assert ([], []) == (shop.server.written, list(shop.http.deliver_due()))


def test_a_cancel_before_the_takeover_stands(engine, shop, chat):
    """And is asked for again, under the fence, without harm."""
    shop.have(an_order())
    proposal = shop.propose(CANCEL, conversation=chat)
    done = shop.desk.carry_out(chat, "C-1", proposal.id, fence=fence(chat, 0))
    take_over(engine, chat)
    assert done == shop.desk.carry_out(chat, "C-1", proposal.id, fence=fence(chat, 0))
    assert OrderStatus.CANCELLED == shop.order().status


def test_a_turn_of_the_persons_time_never_writes(engine, shop, chat):
    """The epoch that it was accepted at is the person's, not the bot's."""
    shop.have(an_order())
    proposal = shop.propose(CANCEL, conversation=chat)
    take_over(engine, chat)
    with pytest.raises(TakenOver):
        shop.desk.carry_out(chat, "C-1", proposal.id, fence=fence(chat, 1))
    hand_back(engine, chat)
    with pytest.raises(TakenOver):
        shop.desk.carry_out(chat, "C-1", proposal.id, fence=fence(chat, 1))
    assert "done" == shop.desk.carry_out(chat, "C-1", proposal.id, fence=fence(chat, 2)).state


def test_who_takes_over_waits_for_a_write_that_has_begun(engine, chat):
    """Once the takeover is committed, what was under way is there or will never be."""
    inside, order = threading.Event(), []

    def take():
        inside.wait()
        take_over(engine, chat)
        order.append("taken over")

    agent = threading.Thread(target=take)
    agent.start()
    with database.writing(engine, fence(chat, 0)):
        inside.set()
        agent.join(0.3)
        order.append("written")
    agent.join()
    assert ["written", "taken over"] == order


def test_a_conversation_that_nobody_keeps_has_no_fence(engine):
    """Talk that came by no gateway can be taken over by nobody."""
    with database.writing(engine, fence("unknown", 7)):
        pass
