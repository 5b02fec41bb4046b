"""domain.yml and the actions agree: names, responses, and the gaps that they fill."""

from __future__ import annotations

import ast
import re
from string import Formatter

import pytest
import request_gaps
import yaml
from shop_records import order

from actions import build_actions
from actions.order_status import facts_of
from commerce import OrderStatus
from tilly.settings import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
RESPONSES = DOMAIN["responses"]
SOURCES = sorted((ROOT / "actions").rglob("*.py"))
RULES = sorted((ROOT / "bot" / "data").glob("*/*.yml"))
CART = {"lines", "total", "count"}
SIZE = {"title", "parts", "size", "also", "sizes", "fit"}
STOCK = {"item", "title", "wanted", "count", "offered"}
COUPON = {"code", "until", "minimum", "tiers"}
COMPARED = {"cheapest", "best", "price", "table"}
CHOICE = {"title", "wanted", "option", "offered"}
TOO_FEW = {"item", "count", "offered"}
REVIEWS = {
    "product",
    "aspect",
    "total",
    "mentions",
    "verdicts",
    "stars",
    "since",
    "latest",
    "quotes",
}
STANDING = {"said", "matter", "title", "told"}
GAPS = {
    "utter_added_to_cart": CART | {"item", "quantity"},
    "utter_all_out_of_stock": {"title", "offered"},
    "utter_also_on_page": {"lines"},
    "utter_ask_measurements": SIZE,
    "utter_add_size": {"size"},
    "utter_ask_option": CHOICE,
    "utter_cart": CART,
    "utter_cart_full": TOO_FEW,
    "utter_check_out": CART | {"link"},
    "utter_compare_with_what": {"title"},
    "utter_comparison": COMPARED,
    "utter_comparison_alike": COMPARED - {"cheapest", "best"},
    "utter_comparison_cheapest": COMPARED - {"best"},
    "utter_comparison_one_best": COMPARED,
    "utter_standing": STANDING,
    "utter_standing_equal": STANDING - {"title"},
    "utter_standing_unknown": {"said"},
    "utter_standing_untold": STANDING - {"title"},
    "utter_coupon_applied": CART | {"code"},
    "utter_coupon_minimum": COUPON,
    "utter_coupon_nothing": COUPON,
    "utter_coupon_over": COUPON,
    "utter_coupon_tier": COUPON,
    "utter_coupon_unknown": COUPON,
    "utter_few_left": STOCK,
    "utter_few_left_selling": STOCK,
    "utter_in_stock": STOCK,
    "utter_in_stock_in": STOCK,
    "utter_in_stock_instead": {"title"},
    "utter_no_more_of_it": {"item", "count"},
    "utter_no_size_chart": SIZE,
    "utter_no_size_fits": SIZE,
    "utter_not_offered": STOCK,
    "utter_not_offered_choose": CHOICE,
    "utter_nothing_alike": {"title"},
    "utter_nothing_cheaper": {"title", "price"},
    "utter_nothing_dearer": {"title", "price"},
    "utter_on_page": {"lines"},
    "utter_one_of_these": {"title", "price"},
    "utter_one_size": SIZE,
    "utter_out_of_stock": STOCK,
    "utter_products_alike": {"title", "wish"},
    "utter_products_refined": {"wish"},
    "utter_quantity_changed": CART | {"item", "quantity"},
    "utter_the_most_of_these": {"said", "title", "price", "rating"},
    "utter_removed_from_cart": CART | {"item"},
    "utter_size_advice": SIZE,
    "utter_size_between": SIZE,
    "utter_size_fit": SIZE,
    "utter_too_few_for_cart": TOO_FEW,
    "utter_variant_sold_out": {"item", "offered"},
    "utter_reviews_all_well": REVIEWS,
    "utter_reviews_few": REVIEWS,
    "utter_reviews_missing": REVIEWS,
    "utter_reviews_no_complaints": REVIEWS,
    "utter_reviews_of_aspect": REVIEWS,
    "utter_reviews_of_product": REVIEWS,
    "utter_reviews_silent": REVIEWS,
    "utter_account": {"address", "email", "name", "payments", "phone", "tier"},
    "utter_callback_noted": {"contact"},
    "utter_callback_noted_away": {"contact", "opens"},
    "utter_confirm_subscribe": {"email"},
    "utter_confirm_unsubscribe": {"email"},
    "utter_done_subscribe": {"coupon", "email"},
    "utter_done_subscribe_coupon": {"coupon", "email"},
    "utter_done_unsubscribe": {"coupon", "email"},
    "utter_email_noted": {"contact"},
    "utter_gift_card_balance": {"balance", "ending"},
    "utter_highest_tier": {"tier"},
    "utter_next_tier": {"missing", "months", "next_tier", "tier"},
    "utter_own_gift_cards": {"cards"},
    "utter_person_away": {"opens"},
    "utter_behaviour_kept": {"count"},
    "utter_points": {"points"},
    "utter_preferences": {"preferences"},
    "utter_preferences_forgotten": {"preferences"},
    "utter_preferences_noted": {"preferences"},
    "utter_points_by_name": {"points", "points_name"},
    "utter_coupon_offered": {"code", "off", "until"},
    "utter_coupon_yours": {"code", "off", "until"},
    "utter_products_relaxed": {"relaxed"},
    "utter_order_not_found": {"number"},
    "utter_recommended_alike": {"title"},
    "utter_why_offered": {"reasons"},
    "utter_why_offered_unasked": {"reasons"},
}
PREFIXES = (
    "utter_confirm_", "utter_done_", "utter_entitled_", "utter_language_", "utter_order_",
    "utter_reason_", "utter_refund_", "utter_refused_",
)  # fmt: skip


def said_by_actions():
    """Every response named in the actions' source."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"\butter_\w+", node.value))
    found.discard("utter_action")  # a key of Rasa's own metadata
    begun = {name for name in found if name not in RESPONSES and is_begun(name)}
    return (found - begun) | {name for name in RESPONSES if name.startswith(PREFIXES)}


def is_begun(name):
    """Whether the source goes on with the name, such as with an order's state."""
    return any(response.startswith(name) for response in RESPONSES)


def said_by_rules():
    return set(re.findall(r"action: (utter_\w+)", "".join(path.read_text() for path in RULES)))


def test_the_domain_lists_exactly_the_actions_there_are(store):
    """Rasa calls what the domain lists, and the server registers what build_actions makes."""
    names = sorted(action.name() for action in build_actions(store))
    assert sorted(DOMAIN["actions"]) == names


def test_every_response_that_is_said_exists():
    """Rasa stays silent about an unknown response, so none may be unknown."""
    assert said_by_actions() | said_by_rules() <= set(RESPONSES)


def test_every_response_is_said_by_somebody():
    """Wording that nothing says is dead; utter_default is said by Rasa itself."""
    assert set(RESPONSES) - said_by_actions() - said_by_rules() == {"utter_default"}


@pytest.mark.parametrize("status", list(OrderStatus))
def test_every_order_state_has_a_response(status):
    """A state that the shop's system knows is never met with silence."""
    assert f"utter_order_{status}" in RESPONSES


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_the_gaps_of_a_response_are_filled_by_its_action(name):
    """A gap that nothing fills would be shown to the shopper as it stands."""
    known = GAPS.get(name) or request_gaps.of(name) or set()
    if name.startswith("utter_reason_"):
        known = {"subject"}
    if name.startswith("utter_order_") and name not in GAPS:
        known = set(facts_of(order()))
    for variation in RESPONSES[name]:
        gaps = {gap for _, gap, _, _ in Formatter().parse(variation["text"]) if gap}
        assert gaps <= known, variation["text"]


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_every_button_leads_to_an_intent_of_the_domain(name):
    """A payload is an intent; the titles of one response differ."""
    for variation in RESPONSES[name]:
        buttons = variation.get("buttons", [])
        for button in buttons:
            intent, _, _ = button["payload"].removeprefix("/").partition("{")
            assert intent in DOMAIN["intents"]
        assert len({button["title"] for button in buttons}) == len(buttons)


def test_responses_vary():
    """A clerk who always says the same sentence sounds like a machine."""
    for name, variations in RESPONSES.items():
        if name not in {"utter_show_more", "utter_something_else"}:  # buttons, not sentences
            assert len({variation["text"] for variation in variations}) >= 2, name


def test_no_product_of_the_demo_store_is_named_in_the_training_data():
    """One trained model serves any store: products are linked at run time."""
    import json

    said = "\n".join(path.read_text() for path in (ROOT / "bot" / "data" / "nlu").glob("*.yml"))
    catalogue = (ROOT / "demo" / "catalogue" / "products.jsonl").read_text().splitlines()
    for line in catalogue:
        product = json.loads(line)
        assert product["title"].lower() not in said.lower()
        assert not re.search(rf"\b{re.escape(product['brand'])}\b", said, re.IGNORECASE)
