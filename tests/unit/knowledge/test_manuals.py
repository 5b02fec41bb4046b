from __future__ import annotations

from knowledge.manuals import manuals_in, named_in
from tests.unit.knowledge.answering import chunk

FREQUENCY = {"stealth": 9, "bike": 21, "helmet": 22, "arctic": 11, "explorer": 11, "care": 40}
ENTITLED = {"Stealth Bike Helmet": 9, "Arctic Explorer": 11, "Care": 4}


def manuals():
    pages = [chunk(title=title, kind="document") for title in ENTITLED]
    policy = chunk(title="Returns", kind="policy")
    return manuals_in([*pages, policy], FREQUENCY.__getitem__, ENTITLED.__getitem__)


def test_a_manual_is_called_by_the_words_that_only_it_has():
    """Not by those of its kind of thing, and a page without such a word has no name."""
    assert {
        "Stealth Bike Helmet": frozenset({"stealth"}),
        "Arctic Explorer": frozenset({"arctic", "explorer"}),
    } == manuals()


def test_a_question_names_a_manual_by_one_of_its_names():
    """As a possessive too; the kind of thing alone names none."""
    assert ("Stealth Bike Helmet",) == named_in("How do I clean the Stealth's pads?", manuals())
    assert () == named_in("How do I clean a bike helmet?", manuals())
