"""Who does something, and who must, is for the sources to say."""

from __future__ import annotations

import pytest
from answering import chunk

from knowledge.claims import ClaimCheck
from knowledge.clauses import clauses
from knowledge.evidence import Evidence
from knowledge.parties import done_by_another

PAGE = chunk(
    "We polish worn lenses, and you post them to us in their case. "
    "You can pick the frame up or have it posted. "
    "Do not rub the lens dry, use the cloth.",
    name="page", title="Lenses",
)  # fmt: skip


def said_of(question, said):
    return ClaimCheck([PAGE], question).check(said).text


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("you polish the lenses", ["you polish"]),
        ("we gladly polish the lenses", []),
        ("the lenses are polished", []),
        ("we post them in their case", ["we post"]),
        ("we pay for the case", ["we pay"]),
        ("we look at the lenses", []),
    ],
)
def test_a_deed_of_the_other_party_is_found(said, found):
    """What a shop's customers do is the shop's only where a source says so."""
    assert found == list(done_by_another(said, Evidence([PAGE]).lines))


def test_a_choice_is_no_duty():
    """What one can do may be repeated, but not as what one must."""
    question = "How do I get the frame?"
    assert said_of(question, "You can pick up the frame or have it posted.")
    assert not said_of(question, "You must pick up the frame.")


def test_what_to_do_instead_is_not_forbidden_with_what_not_to_do():
    """Only what follows "or" is denied too."""
    parts = clauses("Do not rub the lens dry, use the cloth.")
    assert [True, False] == [part.negated for part in parts]
    assert said_of("How do I dry the lens?", "Don't rub the lens dry, use the cloth.")
    assert all(part.negated for part in clauses("Do not rub the lens or scratch the case."))
