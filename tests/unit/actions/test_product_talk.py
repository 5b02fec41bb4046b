"""Searching, refining, asking and comparing over several turns."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from shop_records import answer
from shopping import Shopper

from actions import stock
from recommendation import Situation, Verdict
from tests.unit.knowledge.shop import Shop


@pytest.fixture
def shopper(tmp_path):
    shop = Shop(tmp_path)
    yield Shopper(shop)
    shop.knowledge.close()


async def test_a_search_goes_on_over_turns(shopper):
    """Cheaper, then nothing cheaper, which leaves the search as it was."""
    assert ["utter_products_found"] == await shopper.say("action_search_products", "a rain jacket")
    assert ["utter_products_refined"] == await shopper.say(
        "action_refine_search", "something cheaper than the Stormline"
    )
    assert ["drizzle"] == shopper.shown
    assert "jacket" in shopper.messages[0]["wish"]
    assert ["utter_nothing_cheaper"] == await shopper.say("action_refine_search", "even cheaper?")
    assert ("Drizzle Rain Jacket", "$69.00") == (
        shopper.messages[0]["title"],
        shopper.messages[0]["price"],
    )
    assert ["drizzle"] == shopper.slots["shown_products"]


async def test_words_that_lean_on_a_search_go_on_with_it_whatever_the_intent(shopper):
    """NLU may take "do you have it in black" for a search of its own."""
    await shopper.say("action_search_products", "a rain jacket")
    await shopper.say("action_search_products", "only black ones")
    assert ["drizzle"] == shopper.shown
    await shopper.say("action_search_products", "I need a mug")
    assert ["mug"] == shopper.shown


async def test_without_a_search_a_refinement_begins_one(shopper):
    """And a click on nothing asks what is wanted."""
    await shopper.say("action_refine_search", "a waterproof jacket under 100")
    assert ["drizzle"] == shopper.shown
    shopper.slots = {}
    shopper.events = []
    assert ["utter_ask_what_to_find"] == await shopper.say("action_refine_search")


async def test_more_of_the_same_ends_honestly(shopper):
    """The button and the words ask for what was not shown; at the end there is no more."""
    await shopper.say("action_search_products", "a rain jacket")
    assert ["utter_no_more_products"] == await shopper.say("action_refine_search")
    assert ["utter_no_more_products"] == await shopper.say("action_refine_search", "show me more")


async def test_something_like_what_is_viewed(shopper):
    """On a product's page "something similar" needs no search before it."""
    shopper.page = {"product_id": "storm"}
    assert ["utter_products_alike"] == await shopper.say(
        "action_refine_search", "do you have something similar?"
    )
    assert "drizzle" == shopper.shown[0]
    assert "storm" not in shopper.shown


async def test_a_question_is_about_the_one_that_is_pointed_at(shopper):
    """It is asked with the title in place of "the second one", and stays in focus."""
    await shopper.say("action_search_products", "a rain jacket")
    second = shopper.shown[1]
    title = shopper.messages[0]["custom"]["products"][1]["title"]
    shopper.store.answers.found = answer("It is waterproof.")
    await shopper.say(
        "action_answer_question", "is the second one waterproof?", intent="ask_product_detail"
    )
    asked = shopper.store.answers.asked[-1]
    assert (f"is the {title} waterproof?", second) == (asked.question, asked.product_id)
    await shopper.say("action_answer_question", "does it have a hood?", intent="ask_product_detail")
    assert second == shopper.store.answers.asked[-1].product_id


async def test_a_question_about_both_is_answered_for_each(shopper):
    """One line under each title."""
    await shopper.say("action_search_products", "a rain jacket")
    shopper.store.answers.found = answer("It is.")
    (said,) = await shopper.say(
        "action_answer_question", "are the first two waterproof?", intent="ask_product_detail"
    )
    assert {"**Stormline Rain Jacket**: It is.", "**Drizzle Rain Jacket**: It is."} == set(
        said.split("\n")
    )


async def test_on_a_products_page_this_one_is_that_product(shopper):
    """Until another is spoken of; on another page it is the other one."""
    shopper.page = {"product_id": "storm"}
    shopper.store.answers.found = answer("Yes.")
    await shopper.say("action_answer_question", "is this waterproof?", intent="ask_product_detail")
    assert "storm" == shopper.store.answers.asked[-1].product_id
    shopper.page = {"product_id": "mug"}
    await shopper.say("action_answer_question", "and this one?", intent="ask_product_detail")
    assert "mug" == shopper.store.answers.asked[-1].product_id


async def test_a_policy_question_is_not_about_a_product(shopper):
    """Nothing is put into a question on returns."""
    await shopper.say("action_search_products", "a rain jacket")
    shopper.store.answers.found = answer("14 days.")
    await shopper.say("action_answer_question", "can I return it?", intent="ask_policy")
    assert "can I return it?" == shopper.store.answers.asked[-1].question


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is the Stormline in stock?", "utter_in_stock_in"),
        ("is the Stormline available in navy, size L?", "utter_in_stock"),
        ("do you have the Stormline in navy in M?", "utter_few_left"),
        ("do you have the Stormline in moss?", "utter_out_of_stock"),
        ("is the Stormline there in purple?", "utter_not_offered"),
        ("is the Fjordway parka available?", "utter_all_out_of_stock"),
        ("is the tent in stock", "utter_few_left"),
    ],
)
async def test_stock_is_told_for_what_was_named(shopper, text, said):
    """The variant, the product, or what there is instead."""
    assert [said] == await shopper.say("action_show_stock", text)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.ALLOWED, "utter_few_left_selling"),
        (Verdict.OPEN_MATTER, "utter_few_left"),
        (Verdict.NEGATIVE_MOOD, "utter_few_left"),
    ],
)
async def test_the_last_ones_are_said_to_sell_fast_when_they_do_and_nobody_is_pressed(
    shopper, monkeypatch, verdict, said
):
    """The records say so of the very variant; in a complaint or a bad mood it is left out."""
    asked = []

    def sells_within_a_week(skus, pieces, _now):
        asked.append((skus, pieces))
        return True

    shopper.store.pace = SimpleNamespace(sells_within_a_week=sells_within_a_week)
    shopper.store.recommendations = SimpleNamespace(verdict=lambda *_talk, **_asked: verdict)
    monkeypatch.setattr(stock, "situation_of", lambda *_about: Situation())
    text = "do you have the Stormline in navy in M?"
    assert [said] == await shopper.say("action_show_stock", text)
    ((skus, pieces),) = asked
    assert len(skus) == 1
    assert str(pieces) == shopper.messages[0]["count"]


async def test_stock_of_a_kind_is_a_search(shopper):
    """Nothing is pointed at: what is in stock is shown."""
    await shopper.say("action_show_stock", "do you have any rain jackets available?")
    assert {"storm", "drizzle"} == set(shopper.shown)


@pytest.mark.parametrize(
    "text",
    [
        "compare the first two",
        "compare the Stormline with the Drizzle",
        "which is better, the Stormline or the drizzle?",
        "compare them",
    ],
)
async def test_products_are_compared_side_by_side(shopper, text):
    """By place, by name, or all that were shown."""
    await shopper.say("action_search_products", "a rain jacket")
    assert ["utter_comparison_one_best"] == await shopper.say("action_compare_products", text)
    table = shopper.messages[0]["table"].split("\n")
    assert "**Drizzle Rain Jacket**" in table[0]
    assert {"| Price", "| Hood", "| Stock"} <= {row.rsplit(" | ", 2)[0] for row in table}
    assert ["Drizzle Rain Jacket", "Stormline Rain Jacket"] == sorted(
        cited["title"] for cited in shopper.messages[0]["custom"]["citations"]
    )


async def test_something_is_of_the_kind_that_was_looked_for(shopper):
    """A kind is kept until another is named."""
    await shopper.say("action_search_products", "a rain jacket")
    await shopper.say("action_search_products", "something for rain under 100 dollars")
    assert ["drizzle"] == shopper.shown
    await shopper.say("action_search_products", "now something else, a tent")
    assert ["tent"] == shopper.shown


async def test_which_is_cheaper_is_answered_in_a_sentence(shopper):
    """By both figures; the one that leads is what is spoken of from then on."""
    await shopper.say("action_search_products", "a rain jacket")
    said = await shopper.say("action_compare_products", "which of them is cheaper?")
    assert ["utter_standing"] == said
    assert "Drizzle Rain Jacket" == shopper.messages[0]["title"]
    told = "price $69.00, against $189.00 for the Stormline Rain Jacket"
    assert told == shopper.messages[0]["told"]
    assert "drizzle" == shopper.slots["focus_product"]["id"]


async def test_what_the_catalogue_does_not_tell_is_not_guessed(shopper):
    """Neither what only words tell, nor what nothing is said of; whatever NLU took it for."""
    await shopper.say("action_search_products", "a rain jacket")
    await shopper.say("action_compare_products", "compare them")
    said = await shopper.say("action_refine_search", "which one is softer?", intent="refine_search")
    assert ["utter_standing_unknown"] == said
    assert "softer" == shopper.messages[0]["said"]
    said = await shopper.say("action_compare_products", "which has the bigger hood?")
    assert ["utter_standing_untold"] == said
    assert "adjustable" in shopper.messages[0]["told"]


async def test_the_product_viewed_is_compared_with_another(shopper):
    """What is on the page is "it"."""
    shopper.page = {"product_id": "storm"}
    await shopper.say("action_compare_products", "how does it compare to the Fjordway parka?")
    assert {"storm", "parka"} == set(shopper.slots["shown_products"])


async def test_three_are_compared_when_it_is_one_of_them(shopper):
    """This one, on its page, with two others."""
    shopper.page = {"product_id": "storm"}
    await shopper.say(
        "action_compare_products", "how does this compare with the Drizzle and the Fjordway?"
    )
    assert ["storm", "drizzle", "parka"] == shopper.slots["shown_products"]


async def test_one_product_alone_is_not_compared(shopper):
    """The other one is asked for."""
    assert ["utter_compare_with_what"] == await shopper.say(
        "action_compare_products", "compare the Stormline"
    )
    shopper.slots, shopper.events = {}, []
    assert ["utter_compare_what"] == await shopper.say("action_compare_products", "compare")


async def test_a_size_is_advised_from_the_chart(shopper):
    """Measurements are asked for, taken, and lead to a size that can be put in the cart."""
    shopper.page = {"product_id": "storm"}
    assert ["utter_ask_measurements"] == await shopper.say(
        "action_advise_size", "which size do I need?"
    )
    assert "your chest" in shopper.messages[0]["parts"]
    assert ["utter_size_advice", "utter_size_fit"] == await shopper.say(
        "action_try_answer", "my chest is 106 cm", intent="inform"
    )
    assert "L" == shopper.messages[0]["size"]
    assert "Size charts" == shopper.messages[0]["custom"]["citations"][0]["title"]
    (button,) = shopper.messages[0]["buttons"]
    assert '/add_to_cart{"choice": "navy-l"}' == button["payload"]


async def test_the_product_that_was_asked_for_is_taken(shopper):
    """Whatever NLU makes of a bare name."""
    await shopper.say("action_advise_size", "which size do I need?")
    assert ["utter_ask_measurements"] == await shopper.say(
        "action_answer_question", "the Stormline"
    )
    await shopper.say("action_compare_products", "compare the Stormline")
    assert ["utter_comparison_one_best"] == await shopper.say(
        "action_search_products", "with the Drizzle"
    )


async def test_where_there_is_no_chart_none_is_made_up(shopper):
    """A mug has no sizes; for an unknown product it is asked which."""
    shopper.page = {"product_id": "mug"}
    assert ["utter_one_size"] == await shopper.say("action_advise_size", "what size do I take?")
    shopper.page = {}
    shopper.slots, shopper.events = {}, []
    assert ["utter_size_of_what"] == await shopper.say("action_advise_size", "what size?")


@pytest.mark.parametrize(
    ("text", "likely", "said"),
    [
        ("mugs please", "search_product", "utter_one_product_found"),
        ("the Stormline in L?", "ask_stock", "utter_in_stock"),
        ("the Stormline or the Drizzle", "compare_products", "utter_comparison_one_best"),
    ],
)
async def test_what_nlu_is_unsure_of_is_done_where_the_catalogue_bears_it_out(
    shopper, text, likely, said
):
    """The likeliest reading, when it names what the shop has."""
    outcome = await shopper.say("action_try_answer", text, intent="nlu_fallback", ranking=[likely])
    assert [said] == outcome
    assert "replied" == shopper.slots["answer_outcome"]


async def test_what_nlu_is_unsure_of_and_the_shop_has_not_is_asked_about(shopper):
    """No search is begun for words that name nothing here."""
    await shopper.say(
        "action_try_answer", "a submarine", intent="nlu_fallback", ranking=["search_product"]
    )
    assert "unclear" == shopper.slots["answer_outcome"]


async def test_asked_whether_it_comes_in_a_colour_the_stock_answers(shopper):
    """The catalogue knows, whatever the store's texts say."""
    assert ["utter_few_left"] == await shopper.say(
        "action_answer_question", "does the Drizzle come in mustard?", intent="ask_product_detail"
    )


async def test_a_named_product_is_asked_about_without_what_came_before(shopper):
    """Asking about the mug is no question about jackets."""
    await shopper.say("action_search_products", "a rain jacket")
    shopper.store.answers.found = answer("It keeps drinks warm.")
    await shopper.say("action_search_products", "what about the Sidecar mug?")
    assert shopper.store.answers.asked[-1].history == []


async def test_a_named_product_that_shall_be_shown_is_shown(shopper):
    """A card, not a sentence about it."""
    shopper.store.answers.found = answer("It keeps drinks warm.")
    await shopper.say("action_search_products", "show me the Sidecar mug")
    assert shopper.shown == ["mug"]


async def test_a_colour_after_products_narrows_them_down(shopper):
    """It is a wish, also where NLU takes it for a question."""
    await shopper.say("action_search_products", "a rain jacket")
    said = await shopper.say("action_answer_question", "in mustard", intent="ask_product_detail")
    assert said == ["utter_products_refined"]
    assert shopper.shown == ["drizzle"]
