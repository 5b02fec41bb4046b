"""The store contradicts itself nowhere: every figure in its texts is its policy's."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from demo.figure_check import allowed, contradictions
from demo.figures import read_figures
from demo.policy import load_policy, version_until

KNOWLEDGE = Path(__file__).parents[3] / "demo" / "knowledge"
# A guide is about products: its figures are no policy's.
EVERY = {
    path.relative_to(KNOWLEDGE).as_posix(): path
    for folder in ("faq", "policies")
    for path in sorted((KNOWLEDGE / folder).rglob("*.md"))
}
ENDED = {
    name: date.fromisoformat(found[1])
    for name, path in EVERY.items()
    if (found := re.search(r"^valid_until: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))
}
FILES = {name: path for name, path in EVERY.items() if name not in ENDED}
POLICY = load_policy()


def figures_of_the_store():
    return [
        figure
        for name, path in FILES.items()
        for figure in read_figures(path.read_text(encoding="utf-8"), name)
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_figure_is_the_policys(name):
    """Each amount, percentage, span and time of day is the one that policy.yml has."""
    found = contradictions(FILES[name].read_text(encoding="utf-8"), name, POLICY)
    assert [] == [str(each) for each in found]


@pytest.mark.parametrize("name", ENDED)
def test_every_figure_of_an_old_text_is_its_versions(name):
    """What no longer holds was the policy once."""
    policy = version_until(POLICY, ENDED[name])
    found = contradictions(EVERY[name].read_text(encoding="utf-8"), name, policy)
    assert [] == [str(each) for each in found]


def test_no_figure_of_the_store_can_stand_in_for_another():
    """Putting any figure of the store in the place of any other of its unit is caught."""
    figures = figures_of_the_store()
    of_unit = defaultdict(set)
    for figure in figures:
        of_unit[figure.unit].add(figure.value)
    unnoticed = [
        f"{figure.around[-1]}:{figure.line} {figure.value} -> {value}"
        for figure in figures
        for value in of_unit[figure.unit] - {figure.value}
        if value in allowed(replace(figure, value=value), POLICY)
    ]
    assert [] == unnoticed
    assert len(figures) > 100


@pytest.mark.parametrize(
    ("name", "said", "altered"),
    [
        ("faq/returns.md", "You have 14 days", "You have 30 days"),
        ("faq/returns.md", "29 days and Gold members 44", "29 days and Gold members 45"),
        ("faq/returns.md", "pay $6.95 for the label", "pay $5.95 for the label"),
        ("faq/shipping.md", "Spend $60 or more", "Spend $50 or more"),
        ("faq/shipping.md", "1 to 2 business days and costs", "1 to 3 business days and costs"),
        ("faq/shipping.md", "Order by 2 pm", "Order by 3 pm"),
        ("faq/warranty.md", "At least 2 years", "At least three years"),
        ("faq/gift-cards.md", "from $10 to $500", "from $10 to $300"),
        ("faq/payment.md", "10% off", "15% off"),
        ("faq/store.md", "from 8 am to 8 pm", "from 8 am to 6 pm"),
        ("faq/store.md", "+1 207 555 0142", "+1 207 555 0124"),
        ("policies/refunds.md", "within 5 business days of", "within 5 days of"),
    ],
)
def test_an_altered_figure_is_caught(name, said, altered):
    """One figure changed in one text is reported with its file and line."""
    text = FILES[name].read_text(encoding="utf-8")
    assert said in text
    found = contradictions(text.replace(said, altered), name, POLICY)
    assert found
    assert all(str(each).startswith(f"{name}:") for each in found)


def test_a_policy_figure_altered_is_caught_in_every_text_that_says_it():
    """The check runs both ways: the texts are held against the data."""
    changed = {**POLICY, "warranty": {**POLICY["warranty"], "reply_business_days": 9}}
    wrong = [
        name
        for name, path in FILES.items()
        if contradictions(path.read_text(encoding="utf-8"), name, changed)
    ]
    assert ["faq/warranty.md", "policies/warranty.md"] == wrong


def test_a_figure_about_nothing_known_is_refused():
    """A number that the policy cannot vouch for has no place in the store's texts."""
    text = "# Trees\n\nWe plant 3 trees for every order.\nThey grow for 40 years.\n"
    assert ["x.md:3 states 3 (number)", "x.md:4 states 40 (year)"] == [
        str(each).partition(";")[0] for each in contradictions(text, "x.md", POLICY)
    ]


def test_figures_are_read_with_their_units():
    """Ranges, number words, amounts and times are told apart; list marks are no figures."""
    text = (
        "1. A two-year warranty.\n2. Takes 3 to 5 business days, or 6-10 to Canada.\n"
        "3. From $1,000 to $1,250.50, 8 am to 8 pm.\n"
    )
    assert [
        ("2", "year"),
        ("3-5", "business day"),
        ("6", "number"),
        ("10", "number"),
        ("1000.00-1250.50", "dollars"),
        ("8 am-8 pm", "clock"),
    ] == [(figure.value, figure.unit) for figure in read_figures(text, "x.md")]
