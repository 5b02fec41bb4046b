"""No text of the templates says what the demo catalogue does not."""

from __future__ import annotations

from itertools import product as every

import pytest

from demo.seed import read_products
from insights.content.briefs import Brief, Channel, Length, Persona, Tone
from insights.content.checking import ContentCheck, lines_of
from insights.content.choosing import facts_for
from insights.content.rules import load_forbidden_claims
from insights.content.templates import VARIANTS, write

LEAST_SAYABLE = 0.95
"""The part of what the phrases make that the check has to carry: the rest is left out."""
LEAST_WRITTEN = 0.97


@pytest.fixture(scope="module")
def checks():
    forbidden = load_forbidden_claims()
    return [(product, ContentCheck(product, forbidden)) for product in read_products()]


@pytest.mark.slow
def test_every_sentence_on_every_product_passes_the_check(checks):
    """All channels, tones, lengths and plans, for personas in turn: none is refused afterwards."""
    orders = list(every(Channel, Tone, Length, range(VARIANTS)))
    personas = list(Persona)
    written = wanted = 0
    for product, check in checks:
        for place, (channel, tone, length, variant) in enumerate(orders):
            persona = personas[place % len(personas)]
            draft = write(product, Brief(channel, persona, tone, length, variant), check)
            wanted += 1
            if draft is None:
                continue
            written += 1
            assert check.judge(draft, channel).fit
            assert not [line for line in lines_of(draft) if check.trouble(line)]
    assert written / wanted >= LEAST_WRITTEN


def test_what_the_phrases_make_of_attributes_holds(checks):
    """The check carries nearly all that is made of the demo catalogue's attributes."""
    said = [
        check.trouble(fact.sentence or f"It {fact.predicate}.")
        for product, check in checks
        for fact in facts_for(product, Persona.ANYBODY)
    ]
    assert sum(not trouble for trouble in said) / len(said) >= LEAST_SAYABLE
    assert len(said) > 500


def test_a_swapped_figure_is_refused_on_every_product(checks):
    """What is true of one product is not carried by another's records: weights, in turn."""
    weighed = [
        (product, check, product.attributes["Weight"])
        for product, check in checks
        if product.attributes.get("Weight", " ")[0].isdigit()
    ]
    others = [weight for _, _, weight in weighed[1:]] + [weighed[0][2]]
    for (product, check, own), other in zip(weighed, others, strict=True):
        assert not check.trouble(f"It weighs {own}."), product.id
        assert check.trouble(f"It weighs {other}."), product.id
