"""How any request is talked through: corrections, digressions, changes of mind, failures."""

from __future__ import annotations

from dataclasses import replace

from trackers import DOMAIN

from actions.requests.memory import Memory
from commerce import OrderStatus
from commerce.commands import CancelOrder, LineCount, ReturnItems


def test_all_said_at_once_is_asked_nothing(talk):
    """Order, reason and request in one sentence lead straight to the terms."""
    talk.say("please cancel SH-2005, I ordered it by mistake", "cancel_order")
    assert len(talk.responses) == 1
    assert talk.last.response.startswith("utter_confirm_cancel_order")
    assert talk.command == CancelOrder("id-SH-2005", "ordered_by_mistake")
    assert [button["payload"] for button in talk.last.buttons] == ["/affirm", "/deny"]


def test_nothing_is_carried_out_without_a_yes(talk, shop):
    """A proposal changes nothing; a yes ends the form in the name of the request."""
    talk.say("cancel SH-2005, no longer needed", "cancel_order")
    assert shop.orders.access_order("C-1", "SH-2005").status is OrderStatus.PLACED
    talk.say("yes", "affirm")
    assert talk.step.ends == "cancel_order_confirmed"
    assert talk.memory.proposal


def test_what_is_missing_is_asked(talk):
    """The order, then the reason, then the yes."""
    assert talk.say("I want to cancel an order", "cancel_order") == ["utter_request_which_order"]
    assert [title.split(":")[0] for title in talk.choices] == ["SH-2001", "SH-2005"]
    assert talk.say("the second one") == ["utter_request_cancel_reason"]
    assert talk.say("oops, wrong click")[-1].startswith("utter_confirm_cancel_order")
    assert talk.command == CancelOrder("id-SH-2005", "ordered_by_mistake")


def test_a_button_answers_like_words(talk):
    """A pressed choice settles its field, and only with what may be chosen."""
    talk.say("I want to cancel an order", "cancel_order")
    assert talk.press("order=SH-3001")[-1] == "utter_request_which_order"
    assert talk.press("order=SH-2005") == ["utter_request_cancel_reason"]
    assert talk.press("reason=nonsense")[-1] == "utter_request_cancel_reason"
    assert talk.press("reason=other")[-1].startswith("utter_confirm_cancel_order")


def test_a_no_leaves_everything_as_it_is(talk, shop):
    """The proposal can no longer be carried out."""
    talk.say("cancel SH-2005, no longer needed", "cancel_order")
    talk.say("no", "deny")
    assert talk.step.ends == "left"
    assert shop.desk.open_proposal("c-1", "C-1") is None


def test_never_mind_ends_it_at_any_question(talk):
    """Giving up needs no right intent."""
    for words, intent in (
        ("never mind", "stop"),
        ("forget it", "deny"),
        ("I'll keep it", "inform"),
    ):
        talk.memory, talk.active = Memory(), False
        talk.say("I want to cancel an order", "cancel_order")
        talk.say(words, intent)
        assert talk.step.ends == "left", words


def test_a_correction_at_the_summary_makes_new_terms(talk):
    """A "no, the other order" changes the order and keeps the reason."""
    talk.say("cancel SH-2005, ordered by mistake", "cancel_order")
    talk.say("no, the other order", "deny")
    assert talk.command == CancelOrder("id-SH-2001", "ordered_by_mistake")


def test_a_yes_with_a_change_is_proposed_anew(talk):
    """A "yes, but" is no yes."""
    talk.say("return the lamp from SH-2002, it's faulty", "return_items")
    talk.press("method=label")
    talk.say("yes but put it on a new gift card", "affirm")
    assert talk.step.asks == "confirmation"
    assert talk.command.refund_to == "new_gift_card"


def test_a_question_is_left_to_the_rules_and_asked_again_after(talk):
    """A digression changes nothing; what was open is asked once more."""
    talk.say("return the lamp from SH-2002", "return_items")
    talk.say("how long does a refund take?", "ask_policy")
    assert talk.step.digresses
    assert talk.say("how long does a refund take?", "ask_policy", resumed=True) == [
        "utter_request_return_reason"
    ]


def test_an_answer_beside_a_question_is_taken(talk):
    """What is stated settles facts; what is asked is answered on the way."""
    talk.say("return the lamp from SH-2002", "return_items")
    talk.say("It's faulty. How long does a refund take?", "ask_policy")
    assert not talk.step.digresses
    assert talk.step.aside == "How long does a refund take?"
    assert talk.memory.facts["reason"] == "faulty"


def test_a_complaint_may_be_the_answer(talk):
    """What tells of a fault is a reason, whatever it was taken for."""
    talk.say("return the lamp from SH-2002", "return_items")
    talk.say("this rubbish broke after one day", "complain")
    assert talk.memory.facts["reason"] == "faulty"


def test_two_failures_offer_a_person(talk):
    """The first asks again, the second offers a person, and a yes to that hands over."""
    talk.say("I want to cancel an order", "cancel_order")
    assert talk.say("blue banana", "gibberish")[0] == "utter_request_not_understood"
    assert talk.step.unclear
    assert talk.say("purple", "gibberish") == ["utter_request_offer_person"]
    talk.say("yes please", "affirm")
    assert talk.step.ends == "person"


def test_after_a_failure_an_answer_goes_on(talk):
    """Offering a person closes nothing."""
    talk.say("I want to cancel an order", "cancel_order")
    talk.say("blue banana", "gibberish")
    talk.say("purple", "gibberish")
    assert talk.say("SH-2005") == ["utter_request_cancel_reason"]


def test_a_person_is_asked_for(talk):
    """The request ends and a person is asked."""
    talk.say("I want to cancel an order", "cancel_order")
    talk.say("let me talk to someone", "talk_to_human")
    assert talk.step.ends == "person"


def test_another_request_takes_over(talk):
    """The order stays in mind."""
    talk.say("I'd like to return the boots from SH-2002", "return_items")
    talk.say("actually can I exchange them instead?", "exchange_items")
    assert talk.memory.request == "exchange_items"
    assert talk.memory.facts["order"] == "SH-2002"


def test_two_requests_in_a_message_are_taken_one_after_the_other(talk):
    """The second begins when the first is over."""
    talk.say("cancel SH-2005, ordered by mistake, and return the lamp from SH-2002", "cancel_order")
    assert talk.command == CancelOrder("id-SH-2005", "ordered_by_mistake")
    talk.say("no", "deny")
    assert talk.memory.request == "return_items"
    assert talk.responses == ["utter_left_as_is", "utter_request_return_reason"]


def test_a_second_wish_with_the_yes_waits(talk):
    """A "yes, and also" agrees first."""
    talk.say("cancel SH-2005, ordered by mistake", "cancel_order")
    talk.say("yes, and also return the lamp from SH-2002", "affirm")
    assert talk.step.ends == "cancel_order_confirmed"
    assert talk.memory.waiting[0][0] == "return_items"


def test_several_orders_are_cancelled_one_by_one(talk):
    """The others wait with the words that were said."""
    talk.say("cancel all my orders, no longer needed", "cancel_order")
    assert talk.command.order_id == "id-SH-2001"
    assert [task[0] for task in talk.memory.waiting] == ["cancel_order"]


def test_guests_are_told_to_sign_in(shop, talk):
    """Nobody's order is touched before the gateway knows who asks."""
    talk.customer = None
    assert talk.say("cancel SH-2005", "cancel_order") == ["utter_sign_in_to_request"]
    assert talk.step.ends == "told"


def test_somebody_elses_order_is_not_found(talk):
    """Its number is answered like one that does not exist."""
    said = talk.say("cancel order SH-3001", "cancel_order")
    assert said == ["utter_request_order_not_found", "utter_request_which_order"]
    assert talk.say("cancel order SH-9999", "cancel_order")[0] == said[0]


def test_a_mistyped_number_is_asked_about(talk):
    """The orders that differ by a digit are offered."""
    talk.say("cancel order SH-2006", "cancel_order")
    assert "SH-2005" in " ".join(talk.choices)


def test_a_refusal_says_why_and_offers_another_way(talk):
    """The alternative is a button that carries the order."""
    talk.say("cancel SH-2004", "cancel_order")
    assert talk.responses == ["utter_refused_too_late_return"]
    assert talk.last.buttons[0]["payload"] == '/return_items{"choice": "order=SH-2004"}'
    assert talk.step.ends == "told"


def test_no_order_in_the_right_state_is_said(shop, talk):
    """Nothing is asked that nothing could answer."""
    orders = shop.orders.orders_of("C-1", 50)
    shop.orders.upsert(
        replace(order, status=OrderStatus.SHIPPED)
        for order in orders if order.status is OrderStatus.PLACED
    )  # fmt: skip
    assert talk.say("cancel my order", "cancel_order") == ["utter_refused_no_order"]


def test_every_gap_of_what_was_said_is_filled(talk):
    """What fills a response's gaps comes with it."""
    told = []
    for text, intent in (
        ("return both mugs and the lamp from SH-2002", "return_items"),
        ("I changed my mind", "inform"), ("unused", "inform"), ("with a label", "inform"),
    ):  # fmt: skip
        talk.say(text, intent)
        told += talk.step.says
    assert told[-1].response.startswith("utter_confirm_return_items")
    for said in told:
        for variation in DOMAIN["responses"][said.response]:
            assert variation["text"].format(**said.facts)
    assert talk.command == ReturnItems(
        "id-SH-2002", (LineCount(1, 2), LineCount(2, 1)), "changed_mind", "unused", "label"
    )


def test_what_is_not_wanted_any_more_is_a_thing(talk):
    """It says why it goes back; where nothing goes back, it ends the request."""
    talk.say("I want to return the lamp from SH-2002", "return_items")
    talk.say("I don't want it any more", "stop")
    assert (talk.memory.request, talk.step.ends) == ("return_items", "")
    talk.memory, talk.active = Memory(), False
    talk.say("I want another address for SH-2005", "change_address")
    talk.say("I don't want this any more", "stop")
    assert talk.step.ends == "left"


def test_a_change_of_mind_is_a_reason_or_the_end(talk):
    """Beside the request it says why; against it, it ends it."""
    talk.say("return the lamp from SH-2002, I changed my mind", "return_items")
    assert talk.memory.facts["reason"] == "changed_mind"
    talk.say("I changed my mind, don't return it", "stop")
    assert talk.step.ends == "left"
