"""What a shopper is offered where a request goes no further."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest


def with_methods(shop, *kinds):
    """Leave Ada these ways to pay, and little on her gift card."""
    ada = shop.customers.get("C-1")
    methods = [
        replace(one, balance=one.balance and Decimal("5.00"))
        for one in ada.payment_methods
        if one.kind in kinds
    ]
    shop.customers.upsert([replace(ada, payment_methods=tuple(methods))])


def test_a_gift_card_that_cannot_pay_alone_ends_the_request(talk, shop):
    """Where nothing else is on file, that is said once, and a person is offered."""
    with_methods(shop, "gift_card")
    responses = talk.say("pay SH-2005 with my gift card instead", "change_payment_method")
    assert responses[-1] == "utter_refused_gift_card_balance_nothing_else"
    assert talk.step.ends == "told"
    assert talk.last.buttons[0]["payload"] == "/talk_to_human"
    assert talk.last.buttons[0]["means"] == "affirm"


def test_no_method_at_all_but_the_one_in_use(talk, shop):
    """A method that is not on file is not asked for again where there is nothing to choose."""
    with_methods(shop, "credit_card")
    assert talk.say("pay SH-2005 with PayPal", "change_payment_method") == [
        "utter_refused_no_other_payment"
    ]
    assert talk.step.ends == "told"


def test_an_address_too_late_is_not_met_with_a_return(talk):
    """The parcel is wanted, at another place: a person may know how."""
    assert talk.say("change the address of SH-2004", "change_address") == [
        "utter_refused_too_late_address"
    ]
    assert [button["payload"] for button in talk.last.buttons] == ["/talk_to_human"]


def test_a_cancellation_too_late_presses_the_return(talk):
    """A typed "yes" takes the alternative that was named."""
    talk.say("cancel SH-2004", "cancel_order")
    assert talk.last.buttons[0]["payload"].startswith("/return_items")
    assert talk.last.buttons[0]["means"] == "affirm"


@pytest.mark.parametrize("said", ["to the same one", "the same address as before"])
def test_the_same_address_is_the_other_one_on_file(talk, said):
    """With one other address known, "the same one" can only be that."""
    talk.say("change the delivery address of SH-2005", "change_address")
    assert talk.say(said)[-1] == "utter_confirm_change_address"
    assert talk.command.address.city == "Denver"


def test_no_photo_is_an_answer(talk, shop):
    """Whoever cannot send one is offered a person, and a yes asks for them."""
    shop.photos = SimpleNamespace(photos_of=lambda _: [])
    talk.say("the lamp from SH-2002 arrived damaged, I want a refund", "report_parcel")
    assert talk.step.asks == "photos"
    assert talk.say("I don't have one") == ["utter_request_without_photo"]
    assert talk.step.asks == "photos"
    talk.offered = True
    talk.say("yes please", "affirm")
    assert talk.step.ends == "person"


def test_a_report_that_stands_is_told_before_anything_is_asked(talk, shop):
    """What is missing was reported whole, so that neither wish nor words are asked for again."""
    talk.say("SH-2003 never arrived, I want a refund", "report_parcel")
    talk.say("yes", "affirm")
    shop.desk.carry_out("c-1", "C-1", talk.memory.proposal)
    talk.active = False
    assert talk.say("SH-2003 never arrived", "report_parcel") == ["utter_refused_already_claimed"]


def test_stop_with_a_change_of_mind_is_no_reason(talk):
    """Whoever stops what is being arranged gives no reason for it."""
    talk.say("cancel SH-2005", "cancel_order")
    talk.say("oh stop, I changed my mind about this", "inform")
    assert talk.step.ends == "left"


def test_a_misspelt_request_in_the_middle_is_another_request(talk):
    """A slip of the finger does not hide what is wanted instead."""
    talk.say("cancel SH-2005", "cancel_order")
    talk.say("wait, can I just change the delivery addrress instead?", "change_address")
    assert talk.memory.request == "change_address"


def test_an_exchange_of_what_was_sent_by_mistake_is_a_report(talk):
    """What the shop sent wrongly is for the shop to put right."""
    talk.say("instead of the mug I ordered you sent another one", "exchange_items")
    assert talk.memory.request == "report_parcel"
    assert talk.memory.facts["kind"] == "wrong"
