"""The elasticity benchmark: both shapes of its data, and rows that it refuses by number."""

from __future__ import annotations

from argparse import Namespace

import numpy as np
import pandas as pd
import pytest

from benchmarks import elasticity


@pytest.fixture
def rows() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    shape = (4, 30)
    store, week = (codes.ravel() for codes in np.indices(shape))
    price = np.exp(rng.normal(0, 0.2, store.size))
    return pd.DataFrame(
        {
            "sales": np.exp(5 + week / 30 - 2.5 * np.log(price) + rng.normal(0, 0.01, week.size)),
            "price": price,
            "brand": "plain",
            "store": store,
            "week": week,
        }
    )


def test_sales_and_prices_by_brand(tmp_path, rows):
    path = tmp_path / "sales.csv"
    rows.to_csv(path, index=False)
    figures = elasticity.run(Namespace(data=path))
    assert figures["plain, store and week held too"] == pytest.approx(-2.5, abs=0.02)
    assert figures["plain, log-log, low"] < figures["plain, log-log"]
    assert "plain, advertising and display held" not in figures  # no such columns


def test_a_folder_with_prices_of_all_brands_in_each_row(tmp_path, rows):
    wide = pd.DataFrame(
        {
            "logmove": np.log(rows["sales"]),
            "brand": 2,
            "price1": 1.5,
            "price2": rows["price"],
        }
    )
    wide.to_csv(tmp_path / "panel.csv.gz", index=False)
    (tmp_path / "else.csv").write_text("store,income\n1,2\n")
    figures = elasticity.run(Namespace(data=tmp_path))
    assert figures["panel: 2, log-log"] == pytest.approx(-2.5, abs=0.5)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("price", "0", "Row 5: price is 0.0, not a number above 0"),
        ("sales", "many", "Row 5: sales is many, not a number above 0"),
        ("store", "", "Row 5 has no store"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, rows, column, value, message):
    wrong = rows.astype({column: str})
    wrong.loc[3, column] = value
    path = tmp_path / "sales.csv"
    wrong.to_csv(path, index=False)
    with pytest.raises(SystemExit, match=message):
        elasticity.run(Namespace(data=path))
