"""A search that is narrowed, widened and taken elsewhere turn by turn."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from knowledge.constraints import Constraints
from knowledge.refinement import (
    Wish,
    leans_on_search,
    like,
    of_something,
    refined,
    without,
)
from tests.unit.knowledge.shop import product


def in_sizes(price, colour, *sizes, stock=3):
    return [
        {"sku": f"{colour}-{size}", "options": {"Colour": colour, "Size": size}, "price": price,
         "stock": stock}
        for size in sizes
    ]  # fmt: skip


@pytest.fixture
def stocked(shop):
    shop.products(
        product("storm", "Stormline Rain Jacket", category="Clothing", brand="Northfell",
                variants=in_sizes("189.00", "Navy", "M", "L"), rating=3.9, rating_count=8,
                attributes={"Waterproof": "yes", "Hood": "adjustable", "Weight": "420 g"}),
        product("drizzle", "Drizzle Rain Jacket", category="Clothing", brand="Larkmoor",
                variants=in_sizes("69.00", "Black", "S", "M"), rating=4.4, rating_count=5,
                attributes={"Waterproof": "yes", "Hood": "none", "Weight": "265 g"}),
        product("field", "Harbour Field Jacket", "59.00", category="Clothing", brand="Larkmoor",
                rating=4.1, rating_count=3,
                attributes={"Waterproof": "no", "Weight": "2.5 lb (1.15 kg)"}),
        product("boots", "Marsh Rain Boots", "64.00", category="Footwear", brand="Bramblefoot",
                attributes={"Waterproof": "yes"}),
        product("pack", "Ramble Daypack", "98.00", category="Outdoor", tags=["backpack"],
                attributes={"Capacity": "28 L"}),
        product("duffel", "Roamer Backpack", "149.00", category="Outdoor", tags=["backpack"],
                attributes={"Capacity": "40 L"}),
    )  # fmt: skip
    shop.ingest()
    return shop


class Shopping:
    """Searches as the dialogue does: each turn goes on from the one before."""

    def __init__(self, shop):
        self.search = shop.knowledge.product_search
        self.catalogue = shop.catalogue
        self.found = None
        self.wish = None

    def say(self, text, *, of=None):
        if self.wish is None:
            self.found = self.search.search(text)
            self.wish = Wish(self.found.constraints, text)
        else:
            shown = [self.catalogue.get(of)] if of else self.found.products
            vocabulary, features = self.search.vocabulary, self.search.features
            self.wish = refined(self.wish, text, vocabulary, shown, features)
            without = self.wish.seen if self.wish.further else ()
            self.found = self.search.find(self.wish.constraints, self.wish.said, without=without)
        ids = [one.id for one in self.found.products]
        self.wish = replace(self.wish, seen=(*self.wish.seen, *ids))
        return ids


@pytest.fixture
def shopping(stocked):
    return Shopping(stocked)


@pytest.mark.parametrize(
    ("then", "left"),
    [
        ("only the waterproof ones", {"storm", "drizzle"}),
        ("without a hood", {"drizzle", "field"}),
        ("with a hood", {"storm"}),
        ("in black please", {"drizzle"}),
        ("in stock in L", {"storm"}),
        ("only 4 stars and up", {"drizzle", "field"}),
        ("rated at least 4.2", {"drizzle"}),
        ("under seventy dollars", {"drizzle", "field"}),
        ("just Larkmoor", {"drizzle", "field"}),
        ("anything but Larkmoor", {"storm"}),
        ("not from Larkmoor", {"storm"}),
    ],
)
def test_a_search_is_narrowed(shopping, then, left):
    """What was searched for stays, and what is said now is added."""
    shopping.say("show me jackets")
    assert left == set(shopping.say(then))
    assert "jacket" == shopping.wish.constraints.category
    assert () == shopping.found.relaxed


@pytest.mark.parametrize(
    ("then", "of", "left"),
    [
        ("do you have anything cheaper?", "drizzle", {"field"}),
        ("that's too expensive", "storm", {"drizzle", "field"}),
        ("something a bit more expensive", "drizzle", {"storm"}),
        ("a lighter one", "storm", {"drizzle"}),
        ("too light, I want a heavier one", "drizzle", {"storm", "field"}),
    ],
)
def test_a_wish_compares_with_what_was_pointed_at(shopping, then, of, left):
    """Cheaper, dearer, lighter or heavier than this one."""
    shopping.say("show me jackets")
    assert left == set(shopping.say(then, of=of))
    assert () == shopping.found.relaxed


def test_nothing_is_cheaper_than_the_cheapest(shopping):
    """The limit that had to be let go of says so."""
    shopping.say("show me jackets")
    shopping.say("cheaper")
    assert "cheaper" == shopping.wish.relative
    assert ("price",) == shopping.found.let_go


def test_wishes_add_up_over_turns(shopping):
    """Three turns, three conditions, all of them kept."""
    shopping.say("a jacket")
    shopping.say("waterproof ones only")
    shopping.say("under 100")
    assert ["drizzle"] == shopping.say("and in M")
    assert ("m", Decimal(100)) == (
        shopping.wish.constraints.size,
        shopping.wish.constraints.max_price,
    )


def test_a_wish_is_taken_back(shopping):
    """What does not matter any more is no condition any more."""
    shopping.say("a black jacket under 100")
    assert {"drizzle", "field"} <= set(shopping.say("the colour doesn't matter"))
    assert {"storm", "drizzle", "field"} == set(shopping.say("forget the price"))


def test_a_later_wish_replaces_the_earlier_one(shopping):
    """Another colour, another limit, and what was excluded is wanted after all."""
    shopping.say("a black jacket under 70")
    shopping.say("or in navy")
    assert "navy" == shopping.wish.constraints.colour
    assert ["storm"] == shopping.say("up to 200 is fine")


@pytest.mark.parametrize(
    ("then", "first"),
    [
        ("sort them by price", "field"),
        ("most expensive first please", "storm"),
        ("best rated first", "drizzle"),
        ("the ones with the best reviews first", "drizzle"),
    ],
)
def test_what_was_found_is_sorted(shopping, then, first):
    """All of it, in the order asked for."""
    shopping.say("show me jackets")
    found = shopping.say(then)
    assert first == found[0]
    assert 3 == len(found)


def test_more_shows_what_was_not_shown_yet(shopping):
    """Nothing is shown twice when more is asked for."""
    shopping.wish = Wish(Constraints(category="jacket"), "jacket", ("storm",))
    shopping.found = shopping.search.search("a rain jacket")
    assert {"drizzle", "field"} == set(shopping.say("show me more"))
    shopping.say("anything else?")
    assert shopping.wish.further
    assert ("category",) == shopping.found.let_go


def test_a_bigger_size_is_the_next_one(shopping):
    """Where a size was asked for it is the size that grows."""
    shopping.say("a rain jacket in size M")
    assert ["storm"] == shopping.say("a bigger one")
    assert "l" == shopping.wish.constraints.size


def test_a_bigger_thing_holds_more(shopping):
    """Where there is no size, the capacity tells it."""
    shopping.say("a backpack")
    assert ["duffel"] == shopping.say("a bigger one than the first", of="pack")


def test_another_kind_keeps_what_still_makes_sense(shopping):
    """Boots after jackets: as cheap and as waterproof, but the jacket's size is forgotten."""
    shopping.say("a waterproof jacket in M under 100")
    assert ["boots"] == shopping.say("what about boots?")
    assert ("boot", "") == (shopping.wish.constraints.category, shopping.wish.constraints.size)


def test_more_like_one_of_them(shopping, stocked):
    """Of its kind, and not itself."""
    wish = like(stocked.catalogue.get("storm"), shopping.search.vocabulary)
    found = shopping.search.find(wish.constraints, wish.said, without=wish.seen)
    assert "drizzle" == found.products[0].id
    assert "storm" not in [one.id for one in found.products]


def test_what_leans_on_the_search_is_no_search_of_its_own(shopping):
    """A kind of thing begins anew, a condition does not."""
    vocabulary = shopping.search.vocabulary
    assert leans_on_search("do you have it in blue?", vocabulary)
    assert leans_on_search("cheaper ones", vocabulary)
    assert not leans_on_search("I need a backpack", vocabulary)
    assert not leans_on_search("a present for my wife", vocabulary)


def test_what_had_to_be_let_go_of_is_not_looked_for_again(shopping):
    """Each kind of constraint, the rest is kept."""
    shopping.say("a waterproof jacket for men in red, size M, under 20, without a hood, 5 stars")
    names = ("price", "rating", "colour", "attributes:Waterproof", "excluded:hood", "audience")
    left = without(shopping.wish, names).constraints
    assert Constraints(category="jacket", size="m", words=left.words) == left


def test_a_wish_survives_being_kept(shopping):
    """Rasa keeps slots as JSON; prices stay exact."""
    shopping.say("a waterproof jacket under 99.99 with 4 stars, not leather, size M")
    kept = json.loads(json.dumps(shopping.wish.as_json()))
    assert replace(shopping.wish, relative="") == Wish.from_json(kept)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("something under 100 dollars", set()),
        ("do you have anything for summer?", {"summer"}),
        ("something to cook with", None),
        ("something else", None),
        ("a tent for summer", None),
    ],
)
def test_something_is_of_the_kind_looked_for(shop, text, words):
    """What is said of it is for the kind to bear out; a use, or another kind, is not of it."""
    vocabulary = shop.knowledge.product_search.vocabulary
    assert words == of_something(text, vocabulary)
