"""What a turn says that somebody wants."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from wish_fakes import read

from signals import Polarity, PreferenceScope, Range
from signals.dialogue import Dialogue, DialogueTurn
from signals.stated import stated_preferences

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def stated(text, intent="search_product", before=()):
    turns = [DialogueTurn(f"t{n}", said, "inform", NOW) for n, said in enumerate(before)]
    turns.append(DialogueTurn("now", text, intent, NOW))
    return stated_preferences(Dialogue("c1", tuple(turns)), read)


def told(*arguments, **options):
    """Each as "likes colour teal always", with "of daughter" where it is somebody else's."""
    found = []
    for one in stated(*arguments, **options):
        whose = f" of {one.recipient}" if one.recipient else ""
        what = one.value or f"{one.range.low}-{one.range.high}"
        found.append(f"{one.polarity} {one.attribute} {what} {one.scope}{whose}")
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("under 80", ["likes price None-80.0 this_search"]),
        (
            "a rain jacket under 80, no leather",
            ["dislikes feature leather session", "likes price None-80.0 this_search"],
        ),
        ("not too heavy please", ["likes weight light this_search"]),
        (
            "lighter than 1 kg and in teal",
            ["likes colour teal this_search", "likes weight None-1000.0 this_search"],
        ),
        ("I'd love a teal tent", ["likes colour teal this_search"]),
        ("I don't want pink", ["dislikes colour pink session"]),
        ("I want a jacket for hiking", []),
    ],
)
def test_what_a_search_asks_for(text, found):
    """A search's limits hold for it, what must not be holds for the visit."""
    assert found == told(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I hate pink", ["dislikes colour pink always"]),
        (
            "i don\u2019t like pink or purple",
            ["dislikes colour pink always", "dislikes colour purple always"],
        ),
        ("I'm allergic to wool", ["dislikes feature wool always"]),
        ("i never wear leather shoes", ["dislikes feature leather always"]),
        ("I'm vegan btw", ["likes feature vegan always"]),
        ("my shoe size is 9", ["likes size 9 always"]),
        ("my favourite colour is teal", ["likes colour teal always"]),
        ("we always buy Nordlys", ["likes brand Nordlys always"]),
        ("I love camping", ["likes interest camping always"]),
        ("i prefer blue over green", ["likes colour blue session"]),
        ("I hate jackets", ["dislikes kind jacket always"]),
        ("I hate waiting for parcels", []),
        ("I hate your service, where is my order", []),
        ("I don't like this jacket", []),
        ("I like the second one", []),
        ("I love it!", []),
        ("I like my new boots", []),
        ("I love the jacket I bought", []),
        ("I hate leather boots that fall apart after a week of rain", []),
        ("I hate the colour pink", ["dislikes colour pink always"]),
        ("would you like pink?", []),
        ("I would like to return it", []),
    ],
)
def test_a_taste_is_heard_in_any_turn(text, found):
    """Tastes are the shopper's own and last; what is pointed at and the shop itself are none."""
    assert found == told(text, "chitchat")


@pytest.mark.parametrize(
    ("before", "text", "found"),
    [
        (
            (),
            "something for my daughter, she is six",
            [
                "likes age 6.0-7.0 session of daughter",
                "likes audience children session of daughter",
            ],
        ),
        (
            (),
            "something for my mum, she loves gardening",
            ["likes audience women session of mum", "likes interest gardening session of mum"],
        ),
        (
            ("a gift for my dad",),
            "he hates wool and he's into fishing",
            ["dislikes feature wool session of dad", "likes interest fishing session of dad"],
        ),
        ((), "my son loves puzzles", ["likes kind puzzle session of son"]),
        ((), "she hates pink", []),
    ],
)
def test_what_is_said_of_others_is_theirs(before, text, found):
    """A daughter's age and a mother's hobby are kept apart from what the shopper wants."""
    assert set(found) <= set(told(text, "inform", before))
    assert not [one for one in told(text, "inform", before) if " of " not in one]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("not from Nordlys", ["dislikes brand Nordlys session"]),
        ("but nothing pink please", ["dislikes colour pink session"]),
        ("no thanks", []),
        ("no problem", []),
        ("not in teal?", []),
        ("not now, the pink one is fine", []),
    ],
)
def test_what_must_not_be_is_heard_in_any_turn(text, found):
    """A classifier takes it for anything; the catalogue knows the brand and the colour."""
    assert found == told(text, "ask_product_detail")


def test_a_return_is_no_search():
    """What was bought for whom, and what it cost, is no wish."""
    assert [] == told("return the jacket for my daughter, she is six, under 80", "return_items")


def test_a_question_of_fact_is_no_search():
    """Asking whether a thing is under 80 wants nothing yet."""
    assert [] == told("is that one under 80?", "ask_product_detail")


def test_doubt_lowers_confidence():
    """What is said with a maybe is said less surely."""
    (sure,), (unsure,) = stated("no pink"), stated("maybe no pink")
    assert unsure.confidence < sure.confidence


def test_a_preference_keeps_the_words_and_the_kind_of_thing():
    """The evidence is what was said; a limit counts for the kind of thing it was said of."""
    (price,) = stated("a rain jacket under 80")
    assert ("rain jacket", "a rain jacket under 80") == (price.category, price.words)
    assert price.range == Range(high=80.0, below=True)
    assert (price.range.holds(79.99), price.range.holds(80.0)) == (True, False)


def test_a_later_word_replaces_an_earlier_one():
    """In one message too, the taste counts before the search that names the same."""
    (only,) = stated("I hate pink so no pink")
    assert (Polarity.DISLIKES, PreferenceScope.ALWAYS) == (only.polarity, only.scope)


def test_a_click_states_nothing():
    """A button's payload is none of the shopper's words."""
    assert () == stated("")
