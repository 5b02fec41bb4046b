"""What shoppers' wishes come to, in many ways of saying them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Product, Variant
from signals import Polarity
from tilly.wishes import CatalogueWords, wish_reader


def product(title, brand, category, *colours, **attributes):
    variants = tuple(
        Variant(f"{title} {colour}", {"Colour": colour, "Size": "M"}, Decimal("50.00"), None, 3)
        for colour in colours or ("Black",)
    )
    told = {name.replace("_", " "): value for name, value in attributes.items()}
    return Product(title, title, brand, category, f"A {title}.", told, variants)


class Catalogue:
    def all(self):
        return [
            product("Fellgate Rain Jacket", "Northfell", "Clothing", "Navy", "Teal", Hood="yes"),
            product("Skerry Wool Jumper", "Harbour & Pine", "Clothing", "Oat", Material="wool"),
            product("Bramble Leather Boots", "Larkmoor", "Footwear", "Brown", Material="leather"),
            product("Merle Watering Can", "Rosewater", "Garden", "Green", Material="steel"),
            product("Tumble Wooden Blocks", "Otterby", "Toys", Material="beech"),
            product("Dune Desk Lamp", "Lumo", "Lighting", "White", Dimmable="yes"),
            product("Cairn Backpack", "Northfell", "Bags", "Green", Laptop_sleeve="yes"),
            product("Pebble Cotton Towel", "Harbour & Pine", "Home", "White", Material="cotton"),
        ]


READ = wish_reader(CatalogueWords(Catalogue()))


def told(text):
    """Each preference as "+price ..40", "-brand northfell"; the kind of thing as "a jacket"."""
    wishes = READ(text)
    found = {f"a {wishes.category}"} if wishes.category else set()
    for one in wishes.preferences:
        sign = "+" if one.polarity is Polarity.LIKES else "-"
        limits = one.range
        value = one.value
        if limits is not None:
            low = "" if limits.low is None else f"{limits.low:g}"
            high = "" if limits.high is None else f"{limits.high:g}"
            value = f"{low}{'..<' if limits.below else '..'}{high}"
        found.add(f"{sign}{one.attribute} {value}")
    return found


AT_MOST = [
    ("things, nothing over 40", {"+price ..40"}),
    ("nothing above 60 euros please", {"+price ..60"}),
    ("nothing more than 25", {"+price ..25"}),
    ("a lamp that costs no more than 30", {"a lamp", "+price ..30"}),
    ("a jumper, I don't want to spend more than 70", {"a jumper", "+price ..70"}),
    ("don't show me anything over 100", {"+price ..100"}),
    ("can't go above 45", {"+price ..45"}),
    ("a backpack that isn't over 90", {"a backpack", "+price ..90"}),
    ("it shouldn't be more than fifty dollars", {"+price ..50"}),
    ("boots for 80 at most", {"a boot", "+price ..80"}),
    ("towels, 20 tops", {"a towel", "+price ..20"}),
    ("jacket, must be less than 120", {"a jacket", "+price ..<120"}),
    ("anything below thirty quid", {"+price ..<30"}),
    ("keep it under 15", {"+price ..<15"}),
    ("a lamp not exceeding 55", {"a lamp", "+price ..55"}),
    ("I have a budget of 65", {"+price ..65"}),
    ("60 is my limit", {"+price ..60"}),
    ("nothing over 40 and nothing under 10", {"+price 10..40"}),
]
AT_LEAST = [
    ("nothing under 20", {"+price 20.."}),
    ("nothing cheaper than 50", {"+price 50.."}),
    ("a jacket, not less than 100", {"a jacket", "+price 100.."}),
    ("no less than 35 dollars", {"+price 35.."}),
    ("something over 80", {"+price 80.."}),
    ("a lamp from 40 upwards", {"a lamp", "+price 40.."}),
    ("boots, 60 or more", {"a boot", "+price 60.."}),
    ("at least 25 euros", {"+price 25.."}),
]
AROUND = [
    ("around $50", {"+price 40..60"}),
    ("a jumper for about 100 euros", {"a jumper", "+price 80..120"}),
    ("between 20 and 35", {"+price 20..35"}),
    ("a backpack, 50-80 dollars", {"a backpack", "+price 50..80"}),
    ("somewhere between fifty and seventy", {"+price 50..70"}),
]
EXCLUDED = [
    ("a jacket, not from Northfell", {"a jacket", "-brand Northfell"}),
    ("anything but Northfell", {"-brand Northfell"}),
    ("no Harbour & Pine please", {"-brand Harbour & Pine"}),
    ("towels not by Harbour & Pine", {"a towel", "-brand Harbour & Pine"}),
    ("boots, other than Larkmoor", {"a boot", "-brand Larkmoor"}),
    ("nothing made by Northfell or Larkmoor", {"-brand Northfell", "-brand Larkmoor"}),
    ("a jumper without wool", {"a jumper", "-feature wool"}),
    ("no leather, no wool", {"-feature leather", "-feature wool"}),
    ("boots that are not made of leather", {"a boot", "-feature leather"}),
    ("a jacket but not in navy", {"a jacket", "-colour navy"}),
    ("nothing green or brown", {"-colour green", "-colour brown"}),
    ("a lamp, anything except white", {"a lamp", "-colour white"}),
    ("a jacket that doesn't have a hood", {"a jacket", "-feature hood"}),
    ("a wool-free jumper", {"a jumper", "-feature wool"}),
]
WANTED = [
    ("a Northfell jacket in teal", {"a jacket", "+brand Northfell", "+colour teal"}),
    ("something by Harbour & Pine", {"+brand Harbour & Pine"}),
    ("a dimmable lamp", {"a lamp", "+feature Dimmable"}),
    ("a backpack with a laptop sleeve", {"a backpack", "+feature Laptop sleeve"}),
    ("toys for my four year old", {"a toy", "+age 4..<5"}),
    ("for my niece who just turned 7", {"+age 7..<8", "+audience children"}),
    ("a jumper for my husband, size M", {"a jumper", "+audience men", "+size m"}),
    ("at least 4 stars, under 30", {"+rating 4..", "+price ..<30"}),
    ("the cheapest towel", {"a towel", "+price low"}),
    ("nothing too pricey", {"+price low"}),
    ("not too bulky, under 2 kg", {"+weight ..2000"}),
]
REQUESTS = [
    ("can you recommend something?", set()),
    ("what can you recommend?", set()),
    ("could you please show me what you can offer", set()),
    ("hi, can I see lamps", {"a lamp"}),
    ("something we can use in the kitchen", set()),
    ("a backpack that can hold my laptop", {"a backpack"}),
    ("can you show me a watering can?", {"a watering can"}),
    ("do you have watering cans", {"a watering can"}),
]


@pytest.mark.parametrize(
    ("text", "expected"), [*AT_MOST, *AT_LEAST, *AROUND, *EXCLUDED, *WANTED, *REQUESTS]
)
def test_a_wish_is_what_was_said(text, expected):
    """Limits, what must not be, makers, people, and requests that name no kind of thing."""
    assert expected == told(text)
