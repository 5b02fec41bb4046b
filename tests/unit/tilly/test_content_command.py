"""`tilly insights content`: drafts in bulk, the approved ones in a file, and what they brought."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from commerce import Catalogue, Product, Variant
from database import connect, writing
from insights.content.briefs import Channel, Length, Persona, Tone
from insights.content.shelf import APPROVED, Shelf, decide
from migrations import upgrade
from tilly import cli_insights
from tilly.cli import main

ATTRIBUTES = {"Material": "cast iron", "Weight": "5.0 lb (2.25 kg)", "Warranty": "2 years"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store with a pan, and nothing written on it."""
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TILLY_DATABASE_URL", "")
    monkeypatch.setenv("TILLY_LLM", "extractive")
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    upgrade(url)
    engine = connect(url)
    variants = (Variant("pan", {}, Decimal(40)),)
    pan = Product(
        "pan",
        "Ember Skillet",
        "",
        "Pots",
        "A heavy pan with a spout on both sides.",
        ATTRIBUTES,
        variants,
    )
    Catalogue(engine).upsert([pan])
    yield engine
    engine.dispose()


def content(*words):
    return CliRunner().invoke(main, ["insights", "content", *words])


def test_drafts_are_written_approved_exported_and_reported(store, tmp_path):
    written = content("write", "--channel", "card", "--variants", "3")
    assert written.exit_code == 0
    assert "2  written by templates" in written.output
    assert "1  the same as another text" in written.output
    assert "there already" in content("write", "--channel", "card", "--variants", "3").output
    assert "No approved text" in content("report").output

    shelf = Shelf(store)
    one = shelf.all()[0]
    with writing(store) as connection:
        decide(connection, one.id, "lead", APPROVED)
    shelf.count(shown=[one.id], followed=[one.id])
    path = tmp_path / "texts.csv"
    assert content("export", str(path)).exit_code == 0
    (row,) = csv.DictReader(path.read_text().splitlines())
    assert (row["product"], row["text"], row["shown"]) == ("pan", one.draft.body, "1")
    assert content("export", str(path), "--json", "--status", "draft").exit_code == 0
    assert len(json.loads(path.read_text())) == 1
    (told,) = json.loads(content("report", "--json").output)
    assert told["lines"][0]["rate"]["shown"] == 1
    assert "pan" in content("report").output


def test_wrong_products_and_claims_are_refused(store, tmp_path, monkeypatch):
    assert "no such product" in content("write", "--product", "cup").output
    monkeypatch.setenv("TILLY_CONTENT_CLAIMS", str(tmp_path / "none.yml"))
    refused = content("write")
    assert refused.exit_code == 1
    assert "none.yml" in refused.output


def test_the_options_are_what_can_be_ordered():
    """The command line names the choices without loading them."""
    for choice, words in (
        (cli_insights.CHANNELS, Channel),
        (cli_insights.PERSONAS, Persona),
        (cli_insights.TONES, Tone),
        (cli_insights.LENGTHS, Length),
    ):
        assert list(choice.choices) == [word.value for word in words]
