"""When a shop's rules call for a nudge, and what a file of them may say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shop_fakes import NOW

from recommendation import NudgesInvalid
from recommendation.nudges import (
    MadeNudge,
    NudgeMoment,
    NudgeRule,
    NudgeRules,
    due,
    load_nudges,
)
from tilly.settings import ROOT

CART = NudgeRule(name="cart", text="Still here.", cart_idle_seconds=300)
LOOK = NudgeRule(name="look", text="Still deciding?", product_seconds=60, propensity=0.2)
RULES = NudgeRules(rules=(CART, LOOK), per_visit=1, per_day=2)
LOOKING = NudgeMoment(product_seconds=60, propensity=0.2)
BEGAN = NOW - timedelta(minutes=20)


def called(moment, *made):
    rule = due(RULES, moment, made, BEGAN, NOW)
    return rule.name if rule else None


def nudged(rule, minutes_ago, *, shown=True):
    return MadeNudge(rule, NOW - timedelta(minutes=minutes_ago), shown)


@pytest.mark.parametrize(
    ("moment", "rule"),
    [
        (LOOKING, "look"),
        (NudgeMoment(product_seconds=59, propensity=0.9), None),
        (NudgeMoment(product_seconds=600, propensity=0.19), None),
        (NudgeMoment(cart_idle_seconds=300), "cart"),
        (NudgeMoment(product_seconds=60, propensity=0.2, cart_idle_seconds=300), "cart"),
        (NudgeMoment(product_seconds=10), None),
    ],
)
def test_a_rule_holds_when_all_it_names_is_reached(moment, rule):
    """The first that holds is taken; an empty cart is never idle."""
    assert rule == called(moment)


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        ([nudged("cart", 5)], None),
        ([nudged("cart", 5, shown=False)], "look"),
        ([nudged("look", 5, shown=False)], None),
        ([nudged("look", 300)], "look"),
        ([nudged("look", 300), nudged("cart", 200)], None),
        ([nudged("look", 26 * 60), nudged("cart", 25 * 60)], "look"),
    ],
)
def test_a_shopper_is_nudged_seldom(made, rule):
    """Once in a visit, twice in a day; a rule that came to nothing is not tried again in it."""
    assert rule == called(LOOKING, *made)


def test_the_demo_stores_file_is_right():
    """It is what the documentation shows."""
    rules = load_nudges(ROOT / "demo" / "nudges.yml")
    assert ("idle cart", 300) == (rules.rules[0].name, rules.rules[0].cart_idle_seconds)
    assert (1, 2) == (rules.per_visit, rules.per_day)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("rules: [", "cannot be read"),
        ("- 1", "must be keys and values"),
        ("per_visit: 1", "rules must be a list"),
        ("rules: []", "rules must be a list"),
        ("rules: [5]", r"rules\[0\] must be keys and values"),
        ("rules: [{name: a, text: b}]", "names nothing that has to be reached"),
        ("rules: [{name: a, text: b, mood: 3}]", "has no 'mood'"),
        ("rules: [{name: a, product_seconds: 3}]", "text must be a text"),
        ("rules: [{name: a, text: b, product_seconds: -3}]", "product_seconds must be a number"),
        ("rules: [{name: a, text: b, product_seconds: yes}]", "product_seconds must be a number"),
        ("{rules: [{name: a, text: b, propensity: 1}], per_day: 0.5}", "per_day must be a whole"),
        (
            "rules: [{name: a, text: b, propensity: 1}, {name: a, text: c, propensity: 1}]",
            "the same name",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_its_key(tmp_path, text, complaint):
    """Nothing is guessed: whoever wrote it is told where."""
    path = tmp_path / "nudges.yml"
    path.write_text(text)
    with pytest.raises(NudgesInvalid, match=complaint):
        load_nudges(path)
