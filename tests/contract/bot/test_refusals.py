"""Every refusal that the shop knows has words, and every word of it a refusal."""

from __future__ import annotations

import pytest
import request_gaps
import yaml

from actions.requests.refusals import FIELD_OF, SOLD_AS
from tilly.settings import ROOT

RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text())["responses"]
CODES = request_gaps.refusal_codes()


@pytest.mark.parametrize("code", sorted(CODES.keys() | request_gaps.OWN_CODES))
def test_a_refusal_has_words(code):
    """Whatever refuses a request is told; nobody is left with silence."""
    assert f"utter_refused_{code}" in RESPONSES


def test_words_have_a_refusal():
    """A refusal that no rule raises is dead wording."""
    endings = {f"_{name}" for name in SOLD_AS.values()} | {"_address", "_nothing_else"}
    known = CODES.keys() | request_gaps.OWN_CODES
    for name in RESPONSES:
        if name.startswith("utter_refused_"):
            code = name.removeprefix("utter_refused_")
            assert code in known or any(code.removesuffix(end) in known for end in endings), name


def test_fields_to_ask_again_belong_to_refusals():
    """What can be answered differently is a refusal that there is."""
    assert set(FIELD_OF) <= CODES.keys() | request_gaps.OWN_CODES
