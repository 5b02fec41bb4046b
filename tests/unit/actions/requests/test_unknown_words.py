"""Words of no meaning in the middle of a request, which NLU takes for a search."""

from __future__ import annotations

import pytest
from action_fakes import FakeAnswers
from counter import Counter
from shop_records import product

ASKED = {"request": "return_items", "facts": {"order": "SH-2002"}, "asked": "items"}


@pytest.fixture
def counter(shop):
    """An open question of a return, at a shop whose texts say nothing."""
    counter = Counter(shop)
    counter.services.answers = FakeAnswers()
    counter.slots["request_memory"] = ASKED
    counter.before.append({"event": "active_loop", "name": "request_form"})
    return counter


async def test_they_are_asked_about_and_then_given_to_a_person(counter):
    """As any other answer that is not understood."""
    said = await counter.ask("snozzle wobbins", "validate_request_form", intent="search_product")
    assert ["utter_request_not_understood", "utter_request_which_items"] == said
    said = await counter.ask("grandle foss", "validate_request_form", intent="refine_search")
    assert ["utter_request_offer_person"] == said


@pytest.mark.parametrize("text", ["show me tents", "do you have tents?"])
async def test_a_plain_search_is_one(counter, text):
    """The rules answer it, even if it finds nothing."""
    await counter.ask(text, "validate_request_form", intent="search_product")
    assert [] == counter.events


async def test_what_the_shop_has_is_searched_for(counter):
    """However briefly it is said."""
    counter.services.knowledge.product_search.products = (product(),)
    await counter.ask("rain jackets", "validate_request_form", intent="search_product")
    assert [] == counter.events
