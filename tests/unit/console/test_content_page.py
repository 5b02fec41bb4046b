"""The page of content: a lead reads, mends, approves and rejects; the check has the last word."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from commerce import Catalogue, Product, Variant
from insights.content.briefs import Brief, Channel, Draft
from insights.content.shelf import APPROVED, DRAFT, REJECTED, Shelf

HOSTILE = "<img src=x onerror=alert(1)>"
POT = Product(
    "pot", f"Hill Pot {HOSTILE}", "", "Pots", "A pot for two.",
    {"Material": "pure titanium", "Warranty": "3 years"}, (Variant("pot", {}, Decimal(40)),),
)  # fmt: skip


@pytest.fixture
def shelf(engine):
    Catalogue(engine).upsert([POT])
    return Shelf(engine)


@pytest.fixture
def card(shelf):
    """The id of a line for the pot that waits for a person."""
    return shelf.keep(
        POT, Brief(Channel.CARD), Draft("", "Made of pure titanium."), "templates", ()
    )


async def test_a_store_without_texts_says_how_to_get_them(lead):
    response, text = await lead.get("/console/content")
    assert response.status == 200
    assert "tilly insights content write" in text


async def test_an_approved_text_is_exported_and_on_record(lead, card, shelf, audit):
    _, text = await lead.get("/console/content")
    assert "Made of pure titanium." in text
    assert HOSTILE not in text
    _, text = await lead.get(f"/console/content/{card}")
    assert "Every sentence stands" in text

    response, _ = await lead.post(f"/console/content/{card}/approve")

    assert response.status == 303
    assert shelf.get(card).status == APPROVED
    entry = audit.entries(limit=1)[0]
    assert ("content.approved", "pot", card) == (
        entry.action, entry.subject, entry.details["text"],
    )  # fmt: skip
    _, text = await lead.get("/console/content.csv")
    (row,) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert ("pot", "card", "Made of pure titanium.") == (
        row["product"],
        row["channel"],
        row["text"],
    )
    response, text = await lead.post(f"/console/content/{card}/approve")
    assert response.status == 409


async def test_a_rejected_text_stays_so(lead, card, shelf, audit):
    await lead.get("/console/content")
    await lead.post(f"/console/content/{card}/reject")
    assert shelf.get(card).status == REJECTED
    assert audit.entries(limit=1)[0].action == "content.rejected"
    response, _ = await lead.post(f"/console/content/{card}/approve")
    assert response.status == 409


async def test_own_words_are_checked_and_wait_again(lead, card, shelf, audit):
    """A lie is not kept, whoever typed it; what holds is a draft of a person."""
    await lead.get("/console/content")
    response, text = await lead.post(f"/console/content/{card}", body="The best pot of steel.")
    assert response.status == 422
    assert "The best pot of steel." in text
    assert "superlatives" in text
    assert "/approve" not in text
    assert shelf.get(card).draft.body == "Made of pure titanium."

    response, _ = await lead.post(f"/console/content/{card}", body="Pure titanium.")
    assert response.status == 303
    assert (shelf.get(card).draft.body, shelf.get(card).status) == ("Pure titanium.", DRAFT)
    assert audit.entries(limit=1)[0].action == "content.edited"


async def test_a_text_of_changed_records_is_not_approved(lead, card, shelf, engine):
    Catalogue(engine).upsert([replace(POT, attributes={"Material": "steel"})])
    await lead.get("/console/content")
    response, text = await lead.post(f"/console/content/{card}/approve")
    assert response.status == 409
    assert "records have changed" in text
    assert shelf.get(card).status == DRAFT


async def test_the_report_is_on_the_page_and_in_json(lead, card, shelf):
    await lead.get("/console/content")
    await lead.post(f"/console/content/{card}/approve")
    shelf.count(shown=[card], followed=[card])
    _, text = await lead.get("/console/content?status=approved&channel=card")
    assert "What they bring" in text
    _, text = await lead.get("/console/content.json")
    told = json.loads(text)
    assert told["texts"][0]["followed"] == 1
    assert told["report"][0]["lines"][0]["rate"]["value"] == 1.0


async def test_an_unknown_text_is_not_found(lead):
    response, _ = await lead.get("/console/content/none")
    assert response.status == 404
