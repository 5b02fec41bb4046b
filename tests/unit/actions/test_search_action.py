"""Product search: cards, what was let go of, and questions that look like searches."""

from __future__ import annotations

from shop_records import answer, product
from trackers import bot, user


async def test_products_are_shown_as_cards(store, act):
    """A card has what the widget shows, with addresses a browser can follow."""
    store.knowledge.product_search.products = (product(), product("hat", title="Hat", image=None))
    done = await act("action_search_products", "something for the rain")
    assert done.responses == ["utter_products_found"]
    first, second = done.messages[0]["custom"]["products"]
    assert first == {
        "id": "rain-jacket",
        "title": "Rain Jacket",
        "brand": "Northfell",
        "price": "49.00",
        "currency": "USD",
        "image": "https://shop.example/images/rain-jacket.svg",
        "url": "https://shop.example/products/rain-jacket",
        "rating": 4.5,
        "in_stock": True,
        "reason": "",
    }
    assert second["image"] is None


async def test_one_product_is_not_called_several(store, act):
    """A single find has its own wording."""
    store.knowledge.product_search.products = (product(),)
    done = await act("action_search_products", "a rain jacket")
    assert done.responses == ["utter_one_product_found"]


async def test_what_was_let_go_of_is_said(store, act):
    """A search that had to drop a wish says which."""
    store.knowledge.product_search.products = (product(),)
    store.knowledge.product_search.relaxed = ("under $20", "in red")
    done = await act("action_search_products", "a red rain jacket under 20")
    assert done.responses == ["utter_products_relaxed"]
    assert done.messages[0]["relaxed"] == "under $20, in red"


async def test_no_product_is_said_plainly(store, act):
    """Nothing found is no reason to show something else."""
    done = await act("action_search_products", "a submarine")
    assert done.responses == ["utter_no_products"]


async def test_the_button_without_words_asks_for_them(store, act):
    """The button "find a product" in the help menu is not yet a search."""
    before = [user("help"), bot("I can…", response="utter_help")]
    done = await act("action_search_products", "/search_product", before=before)
    assert done.responses == ["utter_ask_what_to_find"]
    assert store.knowledge.product_search.asked == []


async def test_the_button_after_did_you_mean_searches_for_what_was_typed(store, act):
    """The shopper's own words are not asked for twice."""
    before = [
        user("warm thingy toddler"),
        bot("Is it one of these?", response="utter_did_you_mean"),
    ]
    await act("action_search_products", "/search_product", before=before)
    assert store.knowledge.product_search.asked == ["warm thingy toddler"]


async def test_words_that_name_a_product_ask_about_it(store, act):
    """A named product is not searched for when the store's knowledge answers the question."""
    store.knowledge.product_search.names = ("rain-jacket",)
    store.answers.found = answer("It is waterproof.")
    done = await act("action_search_products", "can you wear the Rain Jacket in a storm?")
    assert done.messages[0]["text"] == "It is waterproof."
    assert store.knowledge.product_search.asked == []


async def test_a_kind_of_product_is_searched_for_even_where_the_shop_has_one(store, act):
    """Words that may link to the shop's only jacket are a search all the same."""
    store.knowledge.product_search.names = ("rain-jacket",)
    store.answers.found = answer("It is waterproof.")
    store.knowledge.product_search.products = (product(),)
    done = await act("action_search_products", "best jacket under 80")
    assert done.responses == ["utter_one_product_found"]


async def test_a_card_says_how_it_meets_a_wish(store, act):
    """The catalogue's own words on a feature that was asked for are the reason."""
    made = product(attributes={"Waterproof": "yes, 10,000 mm", "Care": "cold wash"})
    store.knowledge.product_search.products = (made,)
    store.knowledge.product_search.wishes = ("waterproof",)
    done = await act("action_search_products", "a waterproof jacket")
    (card,) = done.messages[0]["custom"]["products"]
    assert card["reason"] == "Waterproof: yes, 10,000 mm"


async def test_a_named_product_without_an_answer_is_shown(store, act):
    """Where knowledge has no answer, the card itself is the answer."""
    store.knowledge.product_search.names = ("rain-jacket",)
    store.knowledge.product_search.products = (product(),)
    done = await act("action_search_products", "do you have the Rain Jacket?")
    assert done.responses == ["utter_one_product_found"]
