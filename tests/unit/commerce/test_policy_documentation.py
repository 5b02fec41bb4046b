"""The pages for shop owners and the rules' list of refusals say what the code does."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
import yaml

from commerce import Order, codec, rules
from commerce.commands import VERBS, command_from_json
from commerce.policy_file import DEFAULT_POLICY, load_policy
from commerce.policy_sections import RequestRule

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "policy.md").read_text()
PROTOCOL = (ROOT / "docs" / "order-system.md").read_text()


def test_every_key_of_the_default_policy_is_described():
    """Sections as headings, their keys in code."""
    for section, keys in yaml.safe_load(DEFAULT_POLICY.read_text()).items():
        assert re.search(rf"^## .*\b{section}\b", PAGE, re.MULTILINE), section
        for key in keys:
            assert re.search(rf"`(?:\w+\.)?{key}`", PAGE), f"{section}.{key}"


@pytest.mark.parametrize("name", [*VERBS, *(each.name for each in dataclasses.fields(RequestRule))])
def test_every_request_and_its_options_are_described(name):
    """What can be written is told."""
    assert f"`{name}`" in PAGE


def test_the_example_of_the_page_is_a_policy(tmp_path):
    """It can be copied."""
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "policy.yml"
    file.write_text(example)
    assert ("change_items",) == load_policy(file).rule("cancel_order").not_after


def test_the_examples_of_the_protocol_are_an_order_and_a_command():
    """What a shop copies from the page is understood."""
    order, letter = re.findall(r"```json\n(.*?)```", PROTOCOL, re.DOTALL)
    assert "HP-10234" == codec.from_json(Order, json.loads(order)).number
    (command,) = re.findall(r'"command": (\{.*?\}),\n', letter)
    assert command_from_json(json.loads(command))


def raised():
    """Every code that NotAllowed is raised with by the desk and its rules."""
    found = set()
    for path in (ROOT / "commerce").rglob("*.py"):
        found |= set(re.findall(r'NotAllowed\(\s*"([a-z_]+)"', path.read_text()))
    return found - {"out_of_stock", "cart_full", "cart_empty"}


def test_every_refusal_is_listed():
    """Whoever words refusals finds them all in one place."""
    listed = set(re.findall(r"^([a-z_]+)(?: {2,}|\s+\[)", rules.__doc__, re.MULTILINE))
    codes = {code for code in raised() if not code.startswith("coupon_")}
    assert codes <= listed
