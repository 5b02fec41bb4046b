"""What a question leaves unsaid is taken from the talk before it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.rewriting import Focus, adds_nothing, rewrite

PAIRS = yaml.safe_load((Path(__file__).parent / "rewriting_pairs.yml").read_text(encoding="utf-8"))


def in_focus(pair):
    return Focus(pair["focus"], tuple(pair.get("others", ()))) if "focus" in pair else None


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['before']} / {pair['then']}")
def test_the_second_of_two_questions_reads_alone(pair):
    """The question before it and the product that is spoken of say what it leaves out."""
    assert pair["alone"] == rewrite(pair["then"], [pair["before"]], in_focus(pair))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["then"])
def test_a_rewriting_says_nothing_of_its_own(pair):
    """Every word of it was said, or is of a product's title."""
    given = (pair["before"], pair["then"], pair.get("focus", ""), *pair.get("others", ()))
    assert adds_nothing(rewrite(pair["then"], [pair["before"]], in_focus(pair)), given)


def test_a_chain_of_fragments_goes_back_to_the_first_question():
    """Each of them is completed by what the one before became."""
    earlier = ["Do you ship to Canada?", "and Mexico?"]
    assert rewrite("and Australia?", earlier) == "Do you ship to Australia?"


@pytest.mark.parametrize("added", ["within 30 days", "to Paris", "the waterproof"])
def test_a_new_figure_name_or_matter_is_noticed(added):
    """Nothing that nobody said may come into a question."""
    given = ["Can I return shoes?", "and boots?"]
    assert not adds_nothing(f"Can I return boots {added}?", given)
