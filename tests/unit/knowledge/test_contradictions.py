"""What speaks against a sentence that has all its words from the sources."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck

PAGE = (
    "You pay the postage from abroad. "
    "Our warranty is non-transferable. "
    "Only shipping is added at checkout. "
    "You pay in 4 parts, one every 2 weeks. "
    "Avoid using abrasive cleaners or solvents that may damage the table."
)


@pytest.mark.parametrize(
    "lie",
    [
        "We pay the postage from abroad.",
        "The warranty is transferable.",
        "Sales tax is added at checkout.",
        "You pay one part after 2 weeks.",
        "Clean the table with abrasive cleaners and solvents.",
    ],
)
def test_another_party_case_or_polarity_is_refused(lie):
    """Who pays, what alone is added, what comes back, and what is denied by a prefix."""
    assert ClaimCheck([chunk(PAGE)], "How does it work?").check(lie).text == ""


@pytest.mark.parametrize(
    "honest",
    [
        "From abroad you pay the postage.",
        "The warranty is non-transferable.",
        "Shipping is added at checkout.",
        "Don't use abrasive cleaners or solvents.",
    ],
)
def test_the_same_in_other_words_passes(honest):
    """However it is worded."""
    assert ClaimCheck([chunk(PAGE)], "How does it work?").check(honest).text == honest
