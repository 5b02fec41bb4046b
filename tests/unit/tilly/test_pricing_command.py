"""`tilly insights pricing`: the merchant's files in, elasticities and proposals out."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from commerce import Catalogue, Product, Variant
from database import connect
from migrations import upgrade
from tilly.cli import main


@pytest.fixture
def pricing(tmp_path, monkeypatch):
    """The command on a store with one product and no sales."""
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TILLY_DATABASE_URL", "")
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    upgrade(url)
    engine = connect(url)
    cup = Product("cup", "Cup", "", "Cups", "", {}, (Variant("c-1", {}, Decimal(9)),))
    Catalogue(engine).upsert([cup])
    engine.dispose()
    return lambda *words: CliRunner().invoke(main, ["insights", "pricing", *words])


def test_files_are_taken_and_too_few_sales_refused(pricing, tmp_path):
    assert "tilly insights refresh" in pricing().output

    costs = tmp_path / "costs.csv"
    costs.write_text("product,cost\ncup,4.00\nhat,1.00\n")
    taken = pricing("--costs", str(costs))
    assert taken.exit_code == 0
    assert "costs of 1 products taken" in taken.output
    assert "costs.csv, row 3, product: the shop has no product 'hat'" in taken.output
    assert "No category has enough price changes yet" in " ".join(taken.output.split())

    told = json.loads(pricing("--json").output)
    assert told["products"] == []


def test_a_file_or_rules_that_are_none_are_refused(pricing, tmp_path, monkeypatch):
    missing = pricing("--competitors", str(tmp_path / "no.csv"))
    assert missing.exit_code == 1
    assert "no.csv" in missing.output

    rules = tmp_path / "rules.yml"
    rules.write_text("largest_step: 5\n")
    monkeypatch.setenv("TILLY_PRICING", str(rules))
    costs = tmp_path / "costs.csv"
    costs.write_text("product,cost\ncup,4.00\n")
    refused = pricing("--costs", str(costs))
    assert refused.exit_code == 1
    assert "largest_step is not known" in refused.output
