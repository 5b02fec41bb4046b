"""`tilly insights` on a small seeded shop, and on an empty one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from commerce import Catalogue
from database import connect
from demo.seed import read_products
from demo.year import world
from demo.year.seeding import seed_year
from migrations import upgrade
from tilly.cli import main


@pytest.fixture
def tilly(tmp_path, monkeypatch):
    """The command on a store of its own."""
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TILLY_DATABASE_URL", "")
    return lambda *words: CliRunner().invoke(main, ["insights", *words])


@pytest.fixture
def seeded(tmp_path, monkeypatch):
    # They take their time elsewhere.
    monkeypatch.setattr("insights.refreshing.ANALYSES", {})
    monkeypatch.setattr("tilly.pricing_command.build_pricing", lambda _: lambda *_: {})
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    upgrade(url)
    engine = connect(url)
    products = read_products()
    Catalogue(engine).upsert(products)
    seed_year(engine, products, datetime.now(UTC).date(), replace(world(), shoppers=200))
    engine.dispose()


def test_an_empty_store_is_told_so(tilly):
    result = tilly("refresh")

    assert result.exit_code == 1
    assert "There is no order yet" in result.output


@pytest.mark.usefixtures("seeded")
def test_segments_and_customers_are_shown(tilly):
    refreshed = tilly("refresh")
    assert refreshed.exit_code == 0, refreshed.output
    assert "buyers" in refreshed.output

    report = json.loads(tilly("segments", "--json").output)
    assert sum(each["size"] for each in report["segments"]) == report["customers"]

    customer = tilly("customer", "C-20001").output
    assert "mean value of an order" in customer
    assert "Nothing is known" in tilly("customer", "C-1").output
