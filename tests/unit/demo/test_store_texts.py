"""The FAQ is worth reading: enough entries, each short, none a copy of another."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from demo.policy import load_policy
from demo.seed import read_products

FAQ = Path(__file__).parents[3] / "demo" / "knowledge" / "faq"
RUN = 8


def faq_entries():
    entries = {}
    for path in sorted(FAQ.glob("*.md")):
        _, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for part in parts:
            question, _, answer = part.partition("\n")
            entries[f"{path.stem}: {question}"] = answer.strip()
    return entries


def shared_runs(texts):
    """Runs of eight words, letter case and punctuation aside, that two of the texts have."""
    seen = defaultdict(set)
    for name, text in texts.items():
        words = re.findall(r"[\w$%.'-]*\w", text.lower())
        for start in range(len(words) - RUN + 1):
            seen[" ".join(words[start : start + RUN])].add(name)
    return {run: names for run, names in seen.items() if len(names) > 1}


def test_there_are_at_least_eighty_faq_entries():
    """Shoppers find an answer to most of what they ask."""
    assert len(faq_entries()) >= 80


def test_every_faq_entry_is_a_question_with_a_short_answer():
    """One to four sentences, in one paragraph."""
    for name, answer in faq_entries().items():
        assert name.endswith(("?", ".", "What now?")), name
        assert "?" in name, name
        assert "\n" not in answer, name
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", answer)) <= 4, name


def test_no_two_faq_entries_share_eight_words_in_a_row():
    """Each entry is its own, question and answer."""
    assert {} == shared_runs({name: f"{name}\n{text}" for name, text in faq_entries().items()})


def test_a_shared_run_is_noticed():
    """The comparison sees through case and punctuation, and needs all eight words."""
    one = "Please send it back, within the window we gave."
    assert shared_runs({"a": one, "b": "Now PLEASE send it back within the window we gave"})
    assert {} == shared_runs({"a": one, "b": "Please send it back within the window she gave"})


def test_no_product_has_a_shorter_warranty_than_the_policy():
    """A product page may promise more years than the policy, never fewer."""
    warranty = load_policy()["warranty"]
    for product in read_products():
        kind = warranty["type_of_category"].get(product.category, "general")
        stated = re.match(r"(\d+) years?\b", product.attributes.get("Warranty", ""))
        assert stated is None or int(stated[1]) >= warranty["years"][kind], product.title
