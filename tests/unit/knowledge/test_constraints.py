from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.constraints import Vocabulary, understand
from knowledge.shopping_words import ages_in

WORDS = Vocabulary(
    kinds=frozenset({"jacket", "boot", "tent", "bag", "shoe", "toy"}),
    phrases=frozenset({("sleeping", "bag"), ("rain", "jacket")}),
    labels=frozenset(),
    features={("waterproof",): "Waterproof", ("noise", "cancelling"): "Noise cancelling"},
    brands={("northfell",): "Northfell", ("harbour", "pine"): "Harbour & Pine"},
    colours=frozenset({"moss", "navy"}),
    sizes=frozenset({"m", "l"}),
)


def said(text, **expected):
    constraints = understand(text, WORDS)
    return {name: getattr(constraints, name) for name in expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 40", {"max_price": Decimal(40), "below": True}),
        ("a tent below $1,200.50", {"max_price": Decimal("1200.50"), "below": True}),
        ("up to 60 dollars", {"max_price": Decimal(60), "below": False}),
        ("no more than 25", {"max_price": Decimal(25), "excluded": ()}),
        ("$30 or less", {"max_price": Decimal(30)}),
        ("between 20 and 50", {"min_price": Decimal(20), "max_price": Decimal(50)}),
        ("$20-$50", {"min_price": Decimal(20), "max_price": Decimal(50)}),
        ("over 100 euros", {"min_price": Decimal(100), "max_price": None}),
        ("around $100", {"min_price": Decimal(80), "max_price": Decimal(120)}),
        ("my budget is 75", {"max_price": Decimal(75)}),
        ("under 2 kg", {"max_price": None}),
        ("a bag under 40 l", {"max_price": None}),
        ("more than 5 people", {"min_price": None}),
        ("under 5 years", {"max_price": None}),
    ],
)
def test_prices_are_told_from_other_figures(text, expected):
    """A limit is a price unless a unit says otherwise."""
    assert expected == said(text, **expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("something warm for a toddler", {"audience": "toddlers", "words": ("warm",)}),
        ("toys for a 2 year old", {"ages": (2.0, 3.0), "category": "toy"}),
        ("for an 18-month-old", {"ages": (1.5, 1.5 + 1 / 12)}),
        ("boots for my wife", {"audience": "women", "category": "boot"}),
        ("a waterproof jacket", {"attributes": ("Waterproof",), "category": "jacket"}),
        ("a rain jacket with noise cancelling",
         {"category": "rain jacket", "attributes": ("Noise cancelling",)}),
        ("a sleeping bag in moss", {"category": "sleeping bag", "colour": "moss"}),
        ("blue shoes size 42 in stock",
         {"category": "shoe", "colour": "blue", "size": "42", "in_stock": True}),
        ("a jacket in M", {"size": "m"}),
        ("a jacket in size extra large", {"size": "xl"}),
        ("Northfell boots", {"brand": "Northfell", "category": "boot"}),
        ("a harbour & pine bag", {"brand": "Harbour & Pine"}),
        ("the cheapest tent", {"order": "price", "category": "tent"}),
        ("best rated boots", {"order": "rating"}),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_understood(text, expected):
    """Audience, age, kind, feature, colour, size, stock, brand and order."""
    assert expected == said(text, **expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a jacket, not leather", ("leather",)),
        ("a jacket that isn't made of leather or wool", ("leather", "wool")),
        ("boots without laces", ("lace",)),
        ("PVC-free boots", ("pvc",)),
        ("toys not for babies", ("baby",)),
        ("not too expensive boots", ()),
        ("I'm not sure, a tent", ()),
        ("no more than 50", ()),
    ],
)
def test_what_must_not_be_is_told_from_other_negations(text, expected):
    """A denied thing is excluded; a denied degree or limit is not a thing."""
    assert expected == understand(text, WORDS).excluded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 to 36 months", (0.5, 3.0)), ("1 to 5 years", (1.0, 5.0)), ("8 and up", (8.0, 99.0)),
        ("6 months to 4 years", (0.5, 4.0)), ("9 months and up", (0.75, 99.0)),
        ("from birth", (0.0, 99.0)), ("adults", None),
    ],
)  # fmt: skip
def test_age_ranges_are_read_in_years(text, expected):
    """Months, years and open ends."""
    assert expected == ages_in(text)
