"""Points, gift cards and the customer's own details."""

from __future__ import annotations

from decimal import Decimal

import pytest
from trackers import bot, user

from actions.account import code_in
from commerce import Address, Customer, PaymentMethod
from commerce.gift_cards import GiftCard
from commerce.loyalty import Loyalty

ADA = Customer(
    "C-1",
    "Ada Byron",
    "ada@example.com",
    tier="silver",
    address=Address("12 Main St", city="Portland", region="ME", postcode="04101", country="US"),
    payment_methods=(
        PaymentMethod("p1", "credit_card", "Mastercard ending 9212"),
        PaymentMethod("p2", "gift_card", "Gift card ending 4417", Decimal("25.00")),
    ),
)
STANDING = Loyalty(
    "silver", 1340, "Pine Points", Decimal(400), 12, "USD", "gold", Decimal("120.50")
)


@pytest.fixture
def signed_in(store):
    store.conversations.customer, store.customers.known = "C-1", {"C-1": ADA}
    store.desk.standing = STANDING
    return store


@pytest.mark.parametrize("action", ["action_show_points", "action_show_account"])
async def test_who_is_not_signed_in_is_told_to(store, act, action):
    """Nothing about an account is said to nobody."""
    assert (await act(action, "my points?")).responses == ["utter_sign_in_account"]


async def test_points_and_the_way_to_the_next_tier(signed_in, act):
    """Figures are as people write them."""
    done = await act("action_show_points", "my points?", intent="ask_loyalty_points")
    assert done.responses == ["utter_points_by_name", "utter_next_tier"]
    assert done.messages[0]["points"] == "1,340"
    assert done.messages[1]["missing"] == "$120.50"


async def test_points_may_have_no_name_and_spending_no_currency(signed_in, act):
    """Who has bought nothing yet is told in the shop's own currency."""
    signed_in.desk.standing = Loyalty(
        "silver", 20, "", Decimal(0), 12, "", "gold", Decimal("800.00")
    )
    done = await act("action_show_points", "my points?", intent="ask_loyalty_points")
    assert done.responses == ["utter_points", "utter_next_tier"]
    assert done.messages[1]["missing"] == "$800.00"


async def test_a_shop_may_have_no_points_and_a_customer_the_highest_tier(signed_in, act):
    """Neither is made up."""
    signed_in.desk.standing = Loyalty(
        "gold", None, "", Decimal(900), 12, "USD", "", Decimal("0.00")
    )
    done = await act("action_show_points", "my points?", intent="ask_loyalty_points")
    assert done.responses == ["utter_no_points", "utter_highest_tier"]


async def test_the_account_is_told_whole(signed_in, act):
    """What is not on file is said to be none."""
    told = (await act("action_show_account", "my details?")).messages[0]
    assert told["address"] == "12 Main St, Portland, ME 04101, US"
    assert told["payments"] == "Mastercard ending 9212, Gift card ending 4417"
    assert told["phone"] == "none"


async def test_gift_cards_on_file_come_first(signed_in, act):
    """Another one is looked up by its code."""
    done = await act("action_show_gift_cards", "what's on my gift card?")
    assert done.responses == ["utter_own_gift_cards"]
    assert done.messages[0]["cards"] == "Gift card ending 4417: $25.00"
    done = await act("action_show_gift_cards", "/ask_gift_card", choice="another")
    assert done.responses == ["utter_ask_gift_card_code"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hpgc 7q2m 9xkd", "hpgc 7q2m 9xkd"),
        ("it is hpgc 7q2m 9xkd", "hpgc 7q2m 9xkd"),
        ("the code 7q2m 9xkd 22", "7q2m 9xkd 22"),
        ("HPGC-7Q2M-9XKD", "HPGC-7Q2M-9XKD"),
    ],
)
def test_a_code_that_was_asked_for_may_be_typed_with_spaces(said, code):
    """A group of letters belongs to it, words around it do not."""
    assert code == code_in(said, asked=True)


async def test_a_code_is_asked_for_and_looked_up(store, act):
    """Anyone who has the card may know what is left on it."""
    store.desk.cards["HPG4-8812-77XK"] = GiftCard("77XK", Decimal("12.50"), "USD", None)
    asked = await act("action_show_gift_cards", "gift card balance")
    assert asked.responses == ["utter_ask_gift_card_code"]
    before = [user("gift card balance"), bot("Code?", response="utter_ask_gift_card_code")]
    done = await act("action_try_answer", "HPG4-8812-77XK", intent="inform", before=before)
    assert done.responses == ["utter_gift_card_balance"]
    assert done.messages[0]["balance"] == "$12.50"


async def test_guessing_codes_comes_to_an_end(store, act):
    """Wrong codes are refused, and after some tries all are."""
    store.desk.tries = 1
    before = [user("gift card balance"), bot("Code?", response="utter_ask_gift_card_code")]
    wrong = await act("action_try_answer", "AAAA-1111-2222", intent="inform", before=before)
    closed = await act("action_show_gift_cards", "check gift card AAAA-1111-2223")
    assert ["utter_gift_card_unknown", "utter_gift_card_closed"] == [
        *wrong.responses,
        *closed.responses,
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HPG4-8812-77XK", "HPG4-8812-77XK"),
        ("it's hpg4 8812 77xk", "hpg4 8812 77xk"),
        ("check 1234567890", "1234567890"),
        ("gift card balance", None),
        ("how much is on my gift card from 2024", None),
    ],
)
def test_a_code_is_told_from_words(text, code):
    """Groups of letters and digits, not a year."""
    assert code_in(text) == code
