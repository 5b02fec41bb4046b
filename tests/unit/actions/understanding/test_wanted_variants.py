"""Which variant a sentence wants."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.requests.variant_fit import fit
from actions.understanding.variants import variant_wish
from commerce import Variant


def variants(names, *values, sold_out=()):
    return [
        Variant(
            "-".join(each), dict(zip(names, each, strict=True)), Decimal(100 + number),
            stock=0 if each in sold_out else 3,
        )
        for number, each in enumerate(values)
    ]  # fmt: skip


KEYBOARDS = variants(
    ("switch type", "backlight", "size"),
    ("linear", "RGB", "full size"), ("clicky", "RGB", "full size"), ("clicky", "none", "full size"),
    ("clicky", "white", "80%"), ("tactile", "none", "60%"),
)  # fmt: skip
TEES = variants(
    ("Size", "Colour"),
    *[
        (size, colour)
        for colour in ("White", "Ink", "Moss")
        for size in ("XS", "S", "M", "L", "XL")
    ],
    sold_out=[("L", "Moss")],
)
BOOTS = variants(
    ("Size", "Colour"), *[(str(size), c) for c in ("Walnut", "Slate") for size in range(7, 12)]
)
LAPTOPS = variants(
    ("screen size", "processor", "storage"),
    ("15-inch", "i5", "256GB SSD"), ("15-inch", "i7", "1TB SSD"), ("13-inch", "i5", "256GB SSD"),
)  # fmt: skip
PUZZLES = variants(
    ("pieces", "theme"), ("1000", "art"), ("500", "art"), ("2000", "art"), ("500", "animals")
)
BOTTLES = variants(("capacity", "colour"), ("500ml", "blue"), ("1000ml", "blue"), ("1000ml", "red"))
SPEAKERS = variants(("water resistance", "color"), ("no", "red"), ("yes", "red"), ("yes", "blue"))


def found(text, of, now):
    current = next(one for one in of if tuple(one.options.values()) == now)
    wish = variant_wish(text, of, current.options, whole=len(text.split()) <= 3)
    assert wish, "nothing was heard, and what comes nearest to that would pass for it"
    return fit(wish, of, current.options, current.sku)


@pytest.mark.parametrize(
    ("text", "of", "now", "expected"),
    [
        ("a size m, xs is too smaall please", TEES, 0, ("M", "White")),
        ("make it L please, I think", TEES, 0, ("L", "White")),
        ("clicky switches instead of linear", KEYBOARDS, 0, ("clicky", "RGB", "full size")),
        ("clicky, no backlight", KEYBOARDS, 0, ("clicky", "none", "full size")),
        ("a large", TEES, 2, ("L", "White")),
        ("L", TEES, 2, ("L", "White")),
        ("the same but in green", TEES, 2, ("M", "Moss")),
        ("black, XL", TEES, 2, ("XL", "Ink")),
        ("from M to S", TEES, 2, ("S", "White")),
        ("one size up", TEES, 2, ("L", "White")),
        ("it's too big", TEES, 2, ("S", "White")),
        ("for a size 9", BOOTS, 3, ("9", "Walnut")),
        ("9", BOOTS, 3, ("9", "Walnut")),
        ("not walnut but slate", BOOTS, 3, ("10", "Slate")),
        ("the 13 inch one", LAPTOPS, 0, ("13-inch", "i5", "256GB SSD")),
        ("i7 and 1 TB", LAPTOPS, 0, ("15-inch", "i7", "1TB SSD")),
        ("500 pieces less", PUZZLES, 0, ("500", "art")),
        ("1000 more pieces", PUZZLES, 0, ("2000", "art")),
        ("one litre", BOTTLES, 0, ("1000ml", "blue")),
        ("1 litre", BOTTLES, 0, ("1000ml", "blue")),
        ("a bigger one", BOTTLES, 0, ("1000ml", "blue")),
        ("with water resistance", SPEAKERS, 0, ("yes", "red")),
        ("the cheapest one", KEYBOARDS, 3, ("linear", "RGB", "full size")),
        ("the most expensive", KEYBOARDS, 0, ("tactile", "none", "60%")),
    ],
)  # fmt: skip
def test_what_is_not_spoken_of_stays(text, of, now, expected):
    """The named options change, all others are kept; prices decide where they are named."""
    fitting = found(text, of, tuple(of[now].options.values())).variant
    assert (tuple(fitting.options.values()) if fitting else None) == expected


def test_a_value_in_millilitres_is_heard_only_where_it_is_said():
    """A bottle of "1000ml" holds "1 litre", but "in red" says nothing of how much it holds."""
    wish = variant_wish("do you have it in red?", BOTTLES, BOTTLES[0].options)
    assert {"colour": ("red",)} == wish.options


def test_the_very_same_again():
    """A replacement is the same variant."""
    assert found("a new one just like it", TEES, ("M", "White")).variant.sku == "M-White"


def test_what_is_sold_out_is_told_with_what_comes_nearest():
    """The nearest first: one wished option less."""
    fitting = found("in moss and size L", TEES, ("M", "White"))
    assert fitting.variant is None
    assert fitting.sold_out.sku == "L-Moss"
    assert {"L", "Moss"} & set(fitting.near[0].options.values())


def test_several_that_fit_are_offered():
    """When an option that was not spoken of cannot be kept."""
    fitting = found("80% size please", KEYBOARDS, ("linear", "RGB", "full size"))
    assert [one.sku for one in fitting.near] == ["clicky-white-80%"]
