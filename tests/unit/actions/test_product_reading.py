"""What shoppers say of products, read by what was shown and asked before."""

from __future__ import annotations

import pytest
from shopping import Shopper

from tests.unit.knowledge.shop import Shop


@pytest.fixture
def shopper(tmp_path):
    shop = Shop(tmp_path)
    yield Shopper(shop)
    shop.knowledge.close()


async def test_a_thing_named_after_another_went_into_the_cart_follows_it(shopper):
    """Whatever NLU took "and the tent" for; without a cart before it, it is none."""
    await shopper.say("action_add_to_cart", "add the Sidecar mug to my cart")
    assert ["utter_added_to_cart"] == await shopper.say(
        "action_try_answer", "and the Lodestar tent", intent="nlu_fallback"
    )
    assert {"mug": 1, "tent": 1} == {sku.split("-")[0]: n for sku, n in shopper.cart.items()}


@pytest.mark.parametrize("action", ["action_show_cart", "action_remove_from_cart"])
async def test_what_is_put_in_the_cart_is_put_in(shopper, action):
    """A misspelt "put two mugs in my cart" is no question about the cart."""
    assert ["utter_added_to_cart"] == await shopper.say(action, "put 2 sidecar mugss in my cart")
    assert {"mug": 2} == shopper.cart


@pytest.mark.parametrize(("text", "count"), [("make that three", 3), ("no, just one after all", 1)])
async def test_a_quantity_is_changed(shopper, text, count):
    """After the cart was told, a number says how many."""
    await shopper.say("action_add_to_cart", "add two sidecar mugs to my cart")
    assert ["utter_quantity_changed"] == await shopper.say("action_decline_offer", text)
    assert {"mug": count} == shopper.cart


async def test_no_more_than_there_are_is_put_in(shopper):
    """The cart stays as it was, and the shop's number is told."""
    await shopper.say("action_add_to_cart", "add the Stormline in navy, size M")
    assert ["utter_no_more_of_it"] == await shopper.say("action_try_answer", "make it 5")
    assert {"navy-m": 1} == shopper.cart


async def test_two_things_named_go_into_the_cart_together(shopper):
    """Each with its own number."""
    await shopper.say("action_add_to_cart", "add 2 sidecar mugs and the Lodestar tent to my cart")
    assert [2, 1] == sorted(shopper.cart.values(), reverse=True)


async def test_one_or_the_other_is_a_comparison(shopper):
    """Though the word "compare" is not in it."""
    said = await shopper.say(
        "action_answer_question", "Stormline or Drizzle, which one should I get?"
    )
    assert said[0].startswith("utter_comparison")


async def test_a_few_words_under_a_list_narrow_it(shopper):
    """Misspelt or not, and whatever the classifier thought."""
    await shopper.say("action_search_products", "rain jackets")
    assert ["utter_products_refined"] == await shopper.say(
        "action_try_answer", "in mustrad", intent="nlu_fallback"
    )
    assert ["drizzle"] == shopper.shown


async def test_the_cheapest_of_those_shown_is_named(shopper):
    """And is what "it" means from then on."""
    await shopper.say("action_search_products", "rain jackets")
    assert ["utter_the_most_of_these"] == await shopper.say(
        "action_compare_products", "which one is the cheapest?"
    )
    assert "drizzle" == shopper.slots["focus_product"]["id"]


async def test_what_was_seen_before_is_shown_again(shopper):
    """After another kind of thing was looked for, too."""
    await shopper.say("action_search_products", "rain jackets")
    first = shopper.shown
    await shopper.say("action_refine_search", "under 100 dollars")
    assert ["utter_products_again"] == await shopper.say(
        "action_refine_search", "go back to the first ones"
    )
    assert first == shopper.shown


async def test_nothing_said_is_asked_for(shopper):
    """Who only says that they look for something is asked what it is."""
    assert ["utter_ask_what_to_find"] == await shopper.say(
        "action_search_products", "I want to find a product"
    )


async def test_a_product_that_shall_be_shown_is_no_praise(shopper):
    """To a classifier "now show me" may sound like a kind word."""
    await shopper.say("action_search_products", "a rain jacket")
    await shopper.say("action_receive_praise", "now show me the Sidecar mug", intent="praise")
    assert shopper.shown == ["mug"]


async def test_how_a_wish_opens_is_nothing_looked_for(shopper):
    """A shop may sell cans."""
    assert ["utter_ask_what_to_find"] == await shopper.say(
        "action_search_products", "can you recommend something?"
    )
