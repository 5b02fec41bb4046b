"""What searches over three catalogues are understood to ask for, in shoppers' words.

The demo store's catalogue, one of electronics with the titles and attributes that such feeds
have, and one of outdoor goods that tells everything in its descriptions.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from commerce import Product, Variant
from knowledge.catalogue_spelling import Spelling
from knowledge.catalogue_words import listed_of, vocabulary_of
from knowledge.constraints import understand
from knowledge.importers.known import FoundProduct
from knowledge.importers.products import read_products
from knowledge.importers.tables import open_table
from knowledge.linking import ProductNames, naming_of

DEMO = Path(__file__).parents[3] / "demo" / "catalogue" / "products.jsonl"


def product(title, brand, category, **attributes):
    return Product(
        id=title, title=title, brand=brand, category=category, description="",
        attributes=attributes, variants=(Variant(title, {}, Decimal(1)),),
    )  # fmt: skip


def demo():
    with open_table(DEMO, DEMO.name) as table:
        return [one.product for one in read_products(table) if isinstance(one, FoundProduct)]


ELECTRONICS = [
    product('Corvid X510 notebook Grey 39.6 cm (15.6") 8 GB DDR4 256 GB SSD', "Corvid",
            "Notebooks", Touchscreen="No", Backlit="Yes"),
    product("Tarn G4 smartwatch GPS (satellite) Black", "Tarn", "Smartwatches", Waterproof="Yes"),
    product("Voltra 20000 mAh power bank White", "Voltra", "Power banks"),
    product('Lumo LM27 27" 4K Ultra HD LED computer monitor', "Lumo", "Computer Monitors"),
    product("Brack MFC-120 laser printer A4", "Brack", "Laser Printers", Duplex="Yes"),
    product("Brack TN-2110 toner cartridge Original Black 1 pc(s)", "Brack", "Toner Cartridges"),
    product("Voltra LR6 AA battery Alkaline 4 pcs", "Voltra", "Batteries"),
    product("Aurel H20 headphones Head-band Bluetooth Blue", "Aurel", "Headphones"),
    product("Corvid 64 GB micro SD card Class 10", "Corvid", "Memory Cards"),
    product("Nimbus 500 external hard drive 1000 GB Black", "Nimbus", "External Hard Drives"),
]  # fmt: skip
OUTDOOR = [
    product("Ridgeline X4 Tent", "Openfield", "Tents"),
    product("Skyhouse 8 Tent", "Openfield", "Tents"),
    product("Rover Pro Backpack", "Stride & Co", "Backpacks"),
    product("Summit Breeze Jacket", "Openfield", "Hiking Clothing"),
    product("Basecamp Folding Table", "Campmate", "Camping Tables"),
    product("Nightowl Sleeping Bag", "Campmate", "Sleeping Bags"),
    product("Blaze Camping Stove", "Campmate", "Camping Stoves"),
]
VOCABULARIES = {
    name: vocabulary_of(map(listed_of, products))
    for name, products in (("demo", demo()), ("electronics", ELECTRONICS), ("outdoor", OUTDOOR))
}


def dollars(figure):
    return Decimal(str(figure))


QUERIES = [
    # price
    ("demo", "waterproof jacket under 100",
     {"category": "jacket", "max_price": dollars(100), "below": True,
      "attributes": ("Waterproof",)}),
    ("demo", "headphones between $50 and $120",
     {"category": "headphone", "min_price": dollars(50), "max_price": dollars(120)}),
    ("demo", "gift for my wife around $40",
     {"min_price": dollars(32), "max_price": dollars(48), "audience": "women"}),
    ("demo", "toy for 18 month old under 25 bucks",
     {"category": "toy", "max_price": dollars(25), "ages": (1.5, 1.5 + 1 / 12)}),
    ("demo", "cheapest lamp", {"category": "lamp", "order": "price"}),
    ("outdoor", "a jacket for not more than 80 dollars",
     {"category": "jacket", "max_price": dollars(80), "below": False, "excluded": ()}),
    ("outdoor", "hiking jacket 80 to 120 dollars", {"category": "jacket"}),
    ("outdoor", "tent below 300 dollars", {"category": "tent", "max_price": dollars(300)}),
    ("electronics", "laptop under £500", {"category": "laptop", "max_price": dollars(500)}),
    ("electronics", "notebook over 1,000 dollars",
     {"category": "notebook", "min_price": dollars(1000)}),
    ("electronics", "headphones max 60 euros",
     {"category": "headphone", "max_price": dollars(60)}),
    # colour, size, audience, stock, rating
    ("demo", "a warm jumper for my 5 year old in red",
     {"category": "jumper", "ages": (5.0, 6.0), "colour": "red", "words": ("warm",)}),
    ("demo", "hiking boots for women with wide fit size 8.5",
     {"category": "hiking boot", "audience": "women", "size": "8.5"}),
    ("demo", "mens gloves size L", {"category": "glove", "audience": "men", "size": "l"}),
    ("demo", "kids bike helmet", {"category": "bike helmet", "audience": "children"}),
    ("demo", "noise cancelling headphones in stock",
     {"category": "headphone", "in_stock": True, "attributes": ("Noise cancelling",)}),
    ("demo", "lamp with at least 4 stars", {"category": "lamp", "min_rating": 4.0}),
    ("demo", "teal rug", {"category": "", "colour": "teal", "words": ("rug",)}),
    ("demo", "water bottle", {"colour": "", "words": ("water", "bottle")}),
    ("demo", "a charcoal sweater", {"category": "sweater", "colour": "charcoal"}),
    ("electronics", "blue headphones", {"category": "headphone", "colour": "blue"}),
    ("electronics", "a white power bank", {"category": "powerbank", "colour": "white"}),
    ("outdoor", "jacket for women", {"category": "jacket", "audience": "women"}),
    # brand
    ("demo", "a northfell jacket in blue",
     {"category": "jacket", "brand": "Northfell", "colour": "blue"}),
    ("electronics", "corvid notebook", {"category": "notebook", "brand": "Corvid"}),
    ("electronics", "brack tn-2110 toner", {"brand": "Brack"}),
    ("electronics", "CORVID", {"brand": "Corvid", "category": ""}),
    ("outdoor", "stride & co backpack", {"category": "backpack", "brand": "Stride & Co"}),
    ("outdoor", "openfield tents except the skyhouse",
     {"category": "tent", "brand": "Openfield", "excluded": ("skyhouse",)}),
    ("outdoor", "backpack not from Campmate", {"category": "backpack", "excluded": ("campmate",)}),
    ("demo", "anything but northfell jackets",
     {"category": "jacket", "brand": "", "excluded": ("northfell",)}),
    # negation
    ("demo", "rain jacket without a hood", {"category": "rain jacket", "excluded": ("hood",)}),
    ("demo", "jackets w/o hood", {"category": "jacket", "excluded": ("hood",)}),
    ("demo", "boots size 9 not leather",
     {"category": "boot", "size": "9", "excluded": ("leather",)}),
    ("demo", "something for a newborn, no wool", {"audience": "babies", "excluded": ("wool",)}),
    ("demo", "a mug that is not plastic", {"category": "mug", "excluded": ("plastic",)}),
    ("demo", "PVC-free rain boots", {"category": "rain boot", "excluded": ("pvc",)}),
    ("demo", "jacket that isn't black",
     {"category": "jacket", "colour": "", "excluded": ("black",)}),
    ("demo", "wireless earbuds, not white",
     {"category": "earbud", "attributes": ("wireless",), "excluded": ("white",)}),
    ("demo", "a sweater that's not wool and not too expensive",
     {"category": "sweater", "excluded": ("wool",), "order": "price"}),
    ("demo", "non-stick pan", {"category": "pan", "excluded": ()}),
    ("demo", "non-slip shoes", {"category": "shoe", "excluded": ()}),
    ("demo", "a non-leather belt", {"excluded": ("leather",)}),
    ("electronics", "notebook without touchscreen",
     {"category": "notebook", "excluded": ("touchscreen",)}),
    ("electronics", "a printer, not laser", {"category": "printer", "excluded": ("laser",)}),
    ("outdoor", "camping stove without butane",
     {"category": "camping stove", "excluded": ("butane",)}),
    # requests that name no kind of thing, in a shop that sells cans
    ("demo", "can you recommend something?", {"category": ""}),
    ("demo", "is there something you can suggest", {"category": ""}),
    ("demo", "can you show me a watering can?", {"category": "watering can"}),
    # limits of weight, volume and length
    ("demo", "sleeping bag lighter than 1 kg",
     {"category": "sleeping bag", "measures": [("weight", None, 1000)], "words": ()}),
    ("demo", "a jacket lighter than 500 grams",
     {"category": "jacket", "measures": [("weight", None, 500)], "words": ()}),
    ("demo", "no more than 3 lbs backpack",
     {"category": "backpack", "measures": [("weight", None, 1361)], "excluded": ()}),
    ("demo", "a blanket that weighs less than 2 pounds",
     {"category": "blanket", "measures": [("weight", None, 907)], "max_price": None}),
    ("demo", "backpack of at least 30 litres",
     {"category": "backpack", "measures": [("volume", 30000, None)]}),
    ("demo", "30 l or more backpack", {"measures": [("volume", 30000, None)]}),
    ("demo", "kettle under 1.5 l",
     {"category": "kettle", "measures": [("volume", None, 1500)], "max_price": None}),
    ("demo", "water bottle over 1 litre", {"measures": [("volume", 1000, None)]}),
    ("demo", "lamp less than 30 cm tall",
     {"category": "lamp", "measures": [("length", None, 300)]}),
    ("demo", "a tent that weighs less than 2kg under $300",
     {"category": "tent", "measures": [("weight", None, 2000)], "max_price": dollars(300)}),
    ("outdoor", "table under 20 lbs", {"category": "table", "measures": [("weight", None, 9072)]}),
    ("electronics", "monitor of at least 27 inches",
     {"category": "monitor", "measures": [("length", 686, None)], "min_price": None}),
    # figures that are no limit
    ("electronics", "micro sd card 64 GB", {"measures": [], "min_price": None}),
    ("electronics", "20000mah power bank", {"category": "powerbank", "max_price": None}),
    ("demo", "1.7 litre kettle", {"category": "kettle", "measures": []}),
    ("demo", "tent for 4 people", {"category": "tent", "max_price": None}),
    # features and plain words
    ("demo", "vegan boots", {"category": "boot", "attributes": ("Vegan",)}),
    ("electronics", "waterproof smartwatch",
     {"category": "smartwatch", "attributes": ("Waterproof",)}),
    ("electronics", "backlit laptop", {"category": "laptop", "attributes": ("Backlit",)}),
    ("electronics", "aa battery", {"category": "aa battery"}),
    ("electronics", "external hard drive", {"category": "hard drive"}),
    ("outdoor", "a sleeping bag for cold nights", {"category": "sleeping bag"}),
]  # fmt: skip


@pytest.mark.parametrize(("store", "text", "expected"), QUERIES)
def test_a_search_is_understood(store, text, expected):
    """Every constraint that is named holds; measures to the gram, millilitre or millimetre."""
    constraints = understand(text, VOCABULARIES[store])
    found = {name: getattr(constraints, name) for name in expected}
    if "measures" in expected:
        found["measures"] = [
            (one.kind, one.least and round(one.least), one.most and round(one.most))
            for one in constraints.measures
        ]
    assert expected == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("waterprof jaket", "waterproof jacket"),
        ("a slepping bag under 80", "a sleeping bag under 80"),
        ("bluetoth hedphones", "bluetooth headphone"),
        ("a rain jakcet", "a rain jacket"),
        ("a table", "a table"),
        ("something cheaper for my nephew", "something cheaper for my nephew"),
        ("Jackets, not leather", "Jackets, not leather"),
        ("a zeppelin", "a zeppelin"),
    ],
)
def test_slips_of_the_finger_are_put_right(text, expected):
    """Only what stands nowhere in the catalogue, and only by what it lists."""
    names = ProductNames(map(naming_of, demo()))
    spelling = Spelling(names.words, VOCABULARIES["demo"].labels)
    assert expected == spelling.put_right(text)
