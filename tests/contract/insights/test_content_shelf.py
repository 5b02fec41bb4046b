"""Texts as they are kept: written in bulk, decided on, chosen, counted and compared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from commerce import Product, Variant
from database import writing
from insights.content.bandit import Counts
from insights.content.briefs import Brief, Channel, Draft
from insights.content.bulk import write_all
from insights.content.report import report_of
from insights.content.rules import load_forbidden_claims
from insights.content.shelf import APPROVED, DRAFT, REJECTED, Shelf, decide, edit
from insights.errors import ProposalSettled, TextMissing
from insights.tables import metadata

FORBIDDEN = load_forbidden_claims()
CARDS = [Brief(Channel.CARD, variant=n) for n in range(3)]
POT = Product(
    "pot", "Hill Pot", "", "Pots", "A pot for two, with a lid that strains.",
    {"Material": "pure titanium", "Capacity": "30 fl oz (900 ml)", "Warranty": "3 years",
     "Weight": "4.4 oz (124 g)"},
    (Variant("pot", {}, Decimal(40), stock=4),),
)  # fmt: skip


@pytest.fixture
def engine(database_of):
    return database_of(metadata)


@pytest.fixture
def shelf(engine):
    return Shelf(engine)


async def bulk(shelf, products=(POT,), briefs=CARDS):
    return [step async for step in write_all(shelf, products, briefs, FORBIDDEN)]


@pytest.fixture
async def approved(shelf, engine):
    """Three cards of the pot, each approved."""
    await bulk(shelf)
    for text in shelf.all():
        with writing(engine) as connection:
            decide(connection, text.id, "lead", APPROVED)
    return shelf


async def test_a_run_that_was_broken_off_goes_on_where_it_was(shelf):
    """What is there is not written again; what a changed product says is."""
    assert [step.kept for step in await bulk(shelf, briefs=CARDS[:2])] == [True, True]
    before = {text.id for text in shelf.all()}
    assert [step.kept for step in await bulk(shelf)] == [False, False, True]
    assert before < {text.id for text in shelf.all()}
    lighter = replace(POT, attributes={**POT.attributes, "Weight": "3.9 oz (111 g)"})
    assert any(step.kept for step in await bulk(shelf, [lighter]))


async def test_a_text_like_another_one_is_not_kept(shelf):
    """The same pot under another id has the same texts, and needs others."""
    await bulk(shelf)
    twin = replace(POT, id="twin")
    assert {step.kept for step in await bulk(shelf, [twin])} == {False}


async def test_only_what_a_person_approved_is_chosen(shelf, engine):
    """A draft is not shown, nor one that was rejected, nor one whose product has changed since."""
    await bulk(shelf)
    first, second, _ = shelf.all()
    assert shelf.chosen([POT], Channel.CARD, Random(1)) == {}
    with writing(engine) as connection:
        decide(connection, first.id, "lead", APPROVED)
        decide(connection, second.id, "lead", REJECTED)
    assert shelf.chosen([POT], Channel.CARD, Random(1))["pot"].id == first.id
    changed = replace(POT, attributes={"Material": "steel"})
    assert shelf.chosen([changed], Channel.CARD, Random(1)) == {}
    with pytest.raises(ProposalSettled), writing(engine) as connection:
        decide(connection, second.id, "lead", APPROVED)


async def test_words_of_a_person_wait_for_approval_again(approved, engine):
    text = approved.all()[0]
    approved.count(shown=[text.id])
    with writing(engine) as connection:
        edit(connection, text.id, Draft("", "Made of pure titanium."), ())
    found = approved.get(text.id)
    assert (found.status, found.draft.body, found.counts.shown) == (
        DRAFT, "Made of pure titanium.", 0,
    )  # fmt: skip
    with pytest.raises(TextMissing):
        approved.get("none")


async def test_shows_and_follows_are_counted_and_compared(approved):
    """A follow needs a show; the report has the texts of a product side by side."""
    good, poor, _ = (text.id for text in approved.all())
    for _ in range(200):
        approved.count(shown=[good, poor])
    for _ in range(120):
        approved.count(followed=[good])
    for _ in range(300):
        approved.count(followed=[poor, "unknown"])
    assert approved.get(poor).counts == Counts(200, 200)
    comparison, = report_of(approved.all(status=APPROVED))  # fmt: skip
    assert (comparison.product_id, comparison.shown) == ("pot", 400)
    best = [line.id for line in comparison.lines if line.best]
    assert best == []  # one was never shown: it may be better still


async def test_the_bandit_shows_what_is_followed(approved):
    """After enough shows the text that is followed is chosen nearly always."""
    random = Random(3)
    liked = approved.all()[1].id
    for _ in range(60):
        text = approved.chosen([POT], Channel.CARD, random)["pot"]
        approved.count(shown=[text.id], followed=[text.id] if text.id == liked else [])
    later = [approved.chosen([POT], Channel.CARD, random)["pot"].id for _ in range(20)]
    assert later.count(liked) >= 15
