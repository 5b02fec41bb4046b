"""A person takes over in the middle of a turn: what the shopper hears, and what the bot knows."""

from __future__ import annotations

from trackers import DOMAIN, bot, tracker, user

from actions.turn import read_turn
from conversations.errors import TakenOver


def agent(text, products=()):
    return {**bot(text, products=products), "metadata": {"sender": "agent"}}


def unseen(turn_id):
    return {**bot(), "text": None, "metadata": {"withheld": turn_id}}


def reads(*before):
    return read_turn(tracker("and now?", before=before), DOMAIN, 20.0)


async def test_a_write_that_came_too_late_is_told_to_the_agents_alone(store, act):
    """The shopper hears neither that it was done nor that it was not."""
    store.answers.found = TakenOver("Somebody else answers.", {"order": "HP-1"})
    done = await act("action_answer_question", "yes, cancel it")
    assert ([], []) == (done.messages, done.events)
    assert [("t1", "action_answer_question", {"order": "HP-1"})] == store.withheld.noted


def test_the_epoch_comes_from_the_gateway_alone():
    """Without a gateway there is no one who could take over."""
    assert reads().fence is None
    asked = read_turn(tracker("yes", metadata={"turn_id": "t1", "epoch": 3}), DOMAIN, 20.0)
    assert (3, True) == (asked.epoch, asked.fence is not None)


def test_the_bot_forgets_what_was_never_shown():
    """And remembers what the person said in its place."""
    turn = reads(
        user("how long?", turn_id="t0"),
        bot("30 days.", response="utter_days"),
        unseen("t0"),
        agent("For you 60 days."),
    )
    assert (("how long?", "For you 60 days."),) == turn.earlier
    assert () == turn.last_reply.responses


def test_a_question_of_the_bots_is_closed_by_a_persons_words():
    """A "yes" after them answers the person; what they showed is what "it" means."""
    turn = reads(
        user("a tent?"), bot("Shall I call you?", response="utter_ask_phone", products=["lodge"]),
        agent("I suggest this.", products=["alta-2"]),
        agent("We spoke of tents."),
    )  # fmt: skip
    assert ((), "alta-2") == (turn.last_reply.responses, turn.product_id)
    assert (("a tent?", "Shall I call you?\nI suggest this.\nWe spoke of tents."),) == turn.earlier
