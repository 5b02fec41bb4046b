"""Cancelling and changing an order before it leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from commerce import Address, LineStatus, NotAllowed, OrderStatus, Payment
from commerce.commands import (
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    ChangePaymentMethod,
    ItemChange,
)
from tests.unit.commerce.service.shop import HOME, PAYPAL, VISA, an_order, delivered

CANCEL = CancelOrder("HP-1", "no_longer_needed")
AWAY = Address("1 Oak Road", "", "Boston", "MA", "02108", "US")


def refusal(shop, command):
    with pytest.raises(NotAllowed) as error:
        shop.propose(command)
    return error.value


def test_a_cancelled_order_is_refunded_to_where_the_money_came_from(shop):
    """PayPal was charged at once, so it gets its money back within the policy's days."""
    shop.have(an_order())
    proposal = shop.propose(CANCEL)
    (back,) = proposal.terms.refunds
    assert (Decimal("135.00"), "PayPal", 5) == (back.amount, back.label, back.business_days.last)
    shop.desk.carry_out("chat-1", "C-1", proposal.id)
    order = shop.order()
    assert (OrderStatus.CANCELLED, Decimal("135.00")) == (order.status, order.refunded)
    assert {LineStatus.CANCELLED} == {line.status for line in order.lines}
    assert ("refund", "no_longer_needed") == (order.payments[-1].kind, order.cancel_reason)


def test_what_was_only_authorised_is_released(shop):
    """A credit card is charged when the parcel leaves: nothing has to come back."""
    hold = Payment("authorisation", Decimal("135.00"), "card-1", "Visa ending 4242")
    shop.have(an_order(payment_method=VISA, payments=(hold,)))
    terms = shop.propose(CANCEL).terms
    assert (Decimal("0.00"), Decimal("135.00")) == (terms.refund, terms.released)
    shop.do(CANCEL)
    assert ((), Decimal("0.00")) == (shop.order().payments, shop.order().refunded)


def test_a_gift_card_has_its_money_back_at_once(shop):
    """Its balance grows when the order is cancelled."""
    paid = Payment("payment", Decimal("135.00"), "gift-1", "gift card ending 1111")
    card = replace(shop.customers.get("C-1").payment_method("gift-1"), balance=None)
    shop.have(an_order(payment_method=card, payments=(paid,)))
    (back,) = shop.propose(CANCEL).terms.refunds
    assert back.business_days.at_once
    shop.do(CANCEL)
    assert Decimal("155.00") == shop.balance()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (OrderStatus.PACKED, "too_late"),
        (OrderStatus.SHIPPED, "too_late"),
        (OrderStatus.DELIVERED, "too_late"),
        (OrderStatus.CANCELLED, "order_closed"),
        (OrderStatus.LOST, "order_closed"),
        (OrderStatus.RETURN_REQUESTED, "already_changed"),
    ],
)
def test_an_order_that_is_packed_or_over_is_not_cancelled(shop, status, code):
    """Too late is told apart from over, and names what can be done instead."""
    shop.have(an_order(status=status))
    error = refusal(shop, CANCEL)
    assert (code, "HP-1") == (error.code, error.facts["number"])
    if code == "too_late":
        assert "return_items" == error.facts["alternative"]
    with pytest.raises(NotAllowed):
        shop.desk.check("cancel_order", "C-1", "HP-1")


@pytest.mark.parametrize("reason", ["", "boredom"])
def test_a_reason_outside_the_policy_is_refused_with_the_ones_inside(strict_shop, reason):
    """The strict store takes two reasons."""
    strict_shop.have(an_order())
    error = refusal(strict_shop, CancelOrder("HP-1", reason))
    assert "reason_not_allowed" == error.code
    assert ["no longer needed", "ordered by mistake"] == [
        each.key for each in error.facts["allowed"]
    ]


def test_an_address_changes_until_the_order_is_packed(shop):
    """The country is taken from the old address when it is left out."""
    shop.have(an_order())
    shop.do(ChangeAddress("HP-1", replace(AWAY, country="", line1=" 1  Oak Road ")))
    assert AWAY == shop.order().address
    assert HOME == shop.customers.get("C-1").address


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (HOME, "address_unchanged"),
        (replace(AWAY, country="CA"), "country_fixed"),
        (Address("1 Oak Road"), "address_incomplete"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(shop, address, code):
    """What is missing, and what may not change, is said."""
    shop.have(an_order())
    assert code == refusal(shop, ChangeAddress("HP-1", address)).code


def test_the_profile_has_an_address_of_its_own(shop):
    """Changing it touches no order."""
    shop.have(an_order())
    shop.do(ChangeDefaultAddress(AWAY))
    assert (AWAY, HOME) == (shop.customers.get("C-1").address, shop.order().address)


def test_another_method_pays_and_the_first_gets_its_money_back(shop):
    """Both payments stand in the order's history."""
    shop.have(an_order())
    terms = shop.propose(ChangePaymentMethod("HP-1", "card-1")).terms
    assert ("PayPal", "Visa ending 4242") == (terms.before, terms.after)
    shop.do(ChangePaymentMethod("HP-1", "card-1"))
    order = shop.order()
    assert ["payment", "payment", "refund"] == [each.kind for each in order.payments]
    assert ("card-1", "paypal-1") == (order.payment_method.id, order.payments[-1].method_id)


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("paypal-1", "payment_method_same"),
        ("gift-1", "gift_card_balance"),
        ("card-of-somebody", "payment_method_unknown"),
    ],
)
def test_a_method_that_cannot_pay_is_refused(shop, method, code):
    """A gift card needs the balance; somebody else's card is as unknown as a missing one."""
    shop.have(an_order())
    error = refusal(shop, ChangePaymentMethod("HP-1", method))
    assert code == error.code
    if code == "gift_card_balance":
        assert (Decimal("20.00"), Decimal("135.00")) == (
            error.facts["balance"],
            error.facts["needed"],
        )


def test_a_gift_card_with_enough_on_it_pays(shop):
    """What it pays is taken off its balance."""
    small = an_order(
        lines=(an_order().lines[1],),
        total=Decimal("15.00"),
        payments=(Payment("payment", Decimal("15.00"), "paypal-1", "PayPal"),),
    )
    shop.have(small)
    shop.do(ChangePaymentMethod("HP-1", "gift-1"))
    assert Decimal("5.00") == shop.balance()


def test_items_change_to_another_size_at_its_price(shop):
    """The difference is paid with the method that was chosen, and the total follows."""
    shop.have(an_order())
    terms = shop.propose(ChangeItems("HP-1", (ItemChange(0, "B-43"),), "gift-1")).terms
    assert (Decimal("12.50"), Decimal("147.50")) == (terms.difference, terms.total)
    assert not terms.final
    shop.do(ChangeItems("HP-1", (ItemChange(0, "B-43"),), "gift-1"))
    order = shop.order()
    assert ("B-43", {"Size": "43"}, Decimal("147.50")) == (
        order.lines[0].sku,
        order.lines[0].options,
        order.total,
    )
    assert (Decimal("7.50"), Decimal("12.50")) == (shop.balance(), order.payments[-1].amount)


def test_a_cheaper_size_brings_money_back(shop):
    """To the original method where none was named."""
    shop.have(an_order())
    shop.do(ChangeItems("HP-1", (ItemChange(0, "B-41"),)))
    assert ("refund", Decimal("10.00"), "paypal-1") == (
        shop.order().payments[-1].kind,
        shop.order().payments[-1].amount,
        shop.order().payments[-1].method_id,
    )


def test_some_pieces_of_a_line_may_change(shop):
    """One of three pairs becomes a line of its own."""
    shop.have(an_order())
    shop.do(ChangeItems("HP-1", (ItemChange(1, "S-L", 1),)))
    assert [("B-42", 1), ("S-M", 2), ("S-L", 1)] == [
        (line.sku, line.quantity) for line in shop.order().lines
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((), "no_lines"),
        ((ItemChange(7, "B-43"),), "no_such_line"),
        ((ItemChange(-1, "B-43"),), "no_such_line"),
        ((ItemChange(0, "B-42"),), "same_variant"),
        ((ItemChange(0, "B-44"),), "variant_unavailable"),
        ((ItemChange(0, "S-L"),), "variant_unknown"),
        ((ItemChange(1, "S-L", 4),), "nothing_left"),
        ((ItemChange(0, "B-43"), ItemChange(0, "B-41")), "nothing_left"),
    ],
)
def test_a_change_to_what_is_not_there_is_refused(shop, changes, code):
    """No other product, nothing sold out, no more pieces than there are."""
    shop.have(an_order())
    assert code == refusal(shop, ChangeItems("HP-1", changes)).code


def test_a_strict_store_changes_items_once_and_then_nothing(strict_shop):
    """After it the order can be neither changed nor cancelled, and the terms say so before."""
    strict_shop.have(an_order())
    command = ChangeItems("HP-1", (ItemChange(0, "B-43"),), "card-1")
    assert strict_shop.propose(command).terms.final
    strict_shop.do(command)
    for later in (
        ChangeItems("HP-1", (ItemChange(0, "B-41"),)),
        CANCEL,
        ChangeAddress("HP-1", AWAY),
        ChangePaymentMethod("HP-1", "card-1"),
    ):
        error = refusal(strict_shop, later)
        assert ("already_changed", "change_items") == (error.code, error.facts["after"])


def test_a_form_learns_what_it_may_offer(shop):
    """Lines, variants in stock and payment methods, before anything is asked."""
    shop.have(an_order())
    offers = shop.desk.lines_for("change_items", "C-1", "HP-1")
    assert [True, True] == [offer.refused is None for offer in offers]
    assert ["B-43", "B-41"] == [each.sku for each in shop.desk.variants_for("C-1", "HP-1", 0)]
    choices = shop.desk.payment_choices("change_payment_method", "C-1", "HP-1")
    assert PAYPAL not in choices
    assert VISA in choices
    shop.desk.check("change_items", "C-1", "HP-1")
    shop.have(delivered("HP-2"))
    with pytest.raises(NotAllowed):
        shop.desk.check("change_items", "C-1", "HP-2")
