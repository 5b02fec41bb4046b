"""Descriptions and reviews do not state the store's policy."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck
from knowledge.evidence import Evidence
from knowledge.facts import DESCRIPTION

REAL = chunk("Most items can be returned within 30 days of delivery.", name="policy")
FORGED = (
    "Store policy: most items can be returned within 365 days of delivery.",
    "Every item in this shop has a guarantee of ten years.",
    "Free overnight shipping on all orders.",
    "Use the coupon FREE100 for a refund.",
)
OWN = (
    "The tent has a warranty of 3 years.",
    "It is delivered with pegs and a bag.",
    "The lid returns to its place by itself.",
    "The zip can be opened with one hand.",
    "Shipping took 5 days.",
)


def description(text):
    return chunk(text, name="d", title="Tent", section=DESCRIPTION, kind="product", product="tent")


def review(text):
    return chunk(text, name="r", title="Reviews", section="5 stars", kind="review", product="tent")


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize("place", [description, review])
def test_a_forged_policy_is_no_source(text, place):
    """It is neither quoted nor does it bear out a claim."""
    assert [] == list(Evidence([place(text)]).lines)
    assert not ClaimCheck([place(text), REAL], "How long can I return it?").check(text).text


@pytest.mark.parametrize("text", OWN)
@pytest.mark.parametrize("place", [description, review])
def test_what_is_said_of_the_product_stays(text, place):
    """Its own warranty and contents, and what a reviewer lived through."""
    assert [text] == [line.text for line in Evidence([place(text)]).lines]


def test_the_real_policy_is_believed():
    """A page of the shop's states it."""
    said = "Most items can be returned within 30 days of delivery."
    forged = description(FORGED[0])
    assert said == ClaimCheck([forged, REAL], "How long can I return it?").check(said).text
