"""What is said of a product's stock is judged by its record."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck
from knowledge.facts import OFFER
from knowledge.stock_records import misstated_stock

LAMP = chunk(
    "The Dawn Lamp by Lumo costs $40.00. The Dawn Lamp is in stock: only 4 left. "
    "Available in 2 colours: Red, Sand. Out of stock at the moment: Red.",
    name="lamp", title="Dawn Lamp", section=OFFER, kind="product", product="lamp",
)  # fmt: skip
SHIRT = chunk(
    "The Elm Shirt costs $30.00. The Elm Shirt is in stock. Available in 2 sizes: S, M. "
    "Available in 2 colours: Blue, Rust. Out of stock at the moment: M Blue; S Rust.",
    name="shirt", title="Elm Shirt", section=OFFER, kind="product", product="shirt",
)  # fmt: skip
KETTLE = chunk(
    "The Brook Kettle costs $50.00. The Brook Kettle is out of stock at the moment.",
    name="kettle", title="Brook Kettle", section=OFFER, kind="product", product="kettle",
)  # fmt: skip


def said_of(record, said, question="Is it in stock?"):
    return misstated_stock(said, question, [record], {record.product_id})


@pytest.mark.parametrize(
    ("record", "said", "question"),
    [
        (LAMP, "Yes, it is in stock.", ""),
        (LAMP, "It's sold out in Red.", ""),
        (LAMP, "The lamp is out of stock.", "Do you have the lamp in red?"),
        (LAMP, "Only 4 are left.", ""),
        (SHIRT, "M in Blue is sold out.", ""),
        (SHIRT, "It is available in M and Rust.", ""),
        (KETTLE, "The Brook Kettle isn't available right now.", ""),
        (KETTLE, "Sorry, it is sold out.", ""),
    ],
)
def test_what_the_record_says_passes(record, said, question):
    """As a whole, and of a version that the sentence or the question names."""
    assert [] == said_of(record, said, question)


@pytest.mark.parametrize(
    ("record", "said", "question"),
    [
        (LAMP, "It is sold out.", ""),
        (LAMP, "In Red it is in stock.", ""),
        (LAMP, "Good news, it is available!", "Do you have the lamp in red?"),
        (LAMP, "There are 14 left.", ""),
        (LAMP, "All colours are sold out.", "Do you have the lamp in red?"),
        (SHIRT, "S in Rust is ready to ship.", ""),
        (KETTLE, "You can order it, it is in stock.", ""),
        (KETTLE, "It is sold out but will be back in stock on Monday.", ""),
        (KETTLE, "The Brook Kettle is discontinued.", ""),
        (KETTLE, "We have plenty of them.", ""),
    ],
)
def test_what_it_does_not_say_is_found(record, said, question):
    """Neither stock that is not there, nor its lack, nor a date of return."""
    assert said_of(record, said, question)


def test_a_sentence_about_something_else_is_not_judged():
    """Nothing about stock, or no record, is None."""
    assert said_of(LAMP, "It costs $40.00.") is None
    assert misstated_stock("It is sold out.", "", [LAMP], {"kettle"}) is None


def test_the_claim_check_goes_by_the_record():
    """A wording of the record's passes, its opposite does not."""
    check = ClaimCheck([LAMP], "Is the Dawn Lamp in Red in stock?", products=["lamp"])
    assert (
        "The Dawn Lamp in Red is sold out." == check.check("The Dawn Lamp in Red is sold out.").text
    )
    assert "" == check.check("The Dawn Lamp in Red is in stock.").text
    assert "" == check.check("The Dawn Lamp 700 in Red is sold out.").text
