"""`tilly insights promotions` and `power`."""

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
    """The command on a store whose year had three campaigns."""
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TILLY_DATABASE_URL", "")
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    upgrade(url)
    engine = connect(url)
    products = read_products()
    Catalogue(engine).upsert(products)
    seed_year(engine, products, datetime.now(UTC).date(), replace(world(), shoppers=60))
    engine.dispose()
    return lambda *words: CliRunner().invoke(main, ["insights", *words])


def test_campaigns_are_told_with_their_bounds(tilly):
    """As a table, and as JSON in which a bound that is not known yet is null."""
    told = json.loads(tilly("promotions", "--json").output)

    assert [each["code"] for each in told] == ["AUTUMN15", "SUMMER10", "THANKS10"]
    assert {each["status"] for each in told} == {"ended"}
    for each in told:
        low = each["newest"]["bought"]["low"] if each["newest"] else None
        assert low is None or low < each["newest"]["bought"]["value"]
    assert "Autumn letter" in tilly("promotions").output


def test_power_is_told_and_nonsense_refused():
    """Looking at any time takes more customers."""

    def tilly(*words):
        return CliRunner().invoke(main, ["insights", *words])

    told = tilly("power", "--rate", "0.1", "--lift", "0.02", "--holdout", "0.5").output
    assert "if you look whenever you like" in told
    refused = tilly("power", "--rate", "0", "--lift", "0.02")
    assert refused.exit_code == 1
    assert "no shares" in refused.output
