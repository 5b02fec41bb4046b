"""What `benchmarks forecast` reads, and what it refuses."""

from __future__ import annotations

import gzip
import json
import struct

import numpy as np
import pytest

from benchmarks.forecast import competition, parts, sales
from benchmarks.forecast.competition import Series, smape
from benchmarks.forecast.r_data import MAGIC, read_rda
from insights.errors import DataUnusable

HEADS = "store,brand,week,logmove,price1,price2,deal,feat"


def whole(number):
    return struct.pack(">i", number)


def words(*texts):
    each = (whole(9 | 1 << 18) + whole(len(text)) + text.encode() for text in texts)
    return whole(16) + whole(len(texts)) + b"".join(each)


def symbol(name):
    return whole(1) + whole(9) + whole(len(name)) + name.encode()


@pytest.fixture
def rda(tmp_path):
    """A file with one list: a = (1.5, missing), b = ("x")."""
    reals = whole(14) + whole(2) + struct.pack(">dd", 1.5, float("nan"))
    names = whole(2 | 1 << 10) + symbol("names") + words("a", "b") + whole(254)
    told = whole(19 | 1 << 9) + whole(2) + reals + words("x") + names
    pairs = whole(2 | 1 << 10) + symbol("told") + told + whole(254)
    path = tmp_path / "told.rda"
    path.write_bytes(gzip.compress(MAGIC + whole(2) + whole(0) + whole(0) + pairs))
    return path


def test_a_data_file_of_r_is_read(rda):
    told = read_rda(rda)["told"].named()

    assert told["a"].value[0] == 1.5
    assert np.isnan(told["a"].value[1])
    assert told["b"].value == ["x"]


def test_a_broken_data_file_is_refused(rda, tmp_path):
    short = tmp_path / "short.rda"
    short.write_bytes(gzip.compress(gzip.decompress(rda.read_bytes())[:-20]))
    with pytest.raises(DataUnusable, match=r"short\.rda"):
        read_rda(short)
    other = tmp_path / "other.rda"
    other.write_bytes(b"no data")
    with pytest.raises(DataUnusable, match=r"other\.rda"):
        read_rda(other)


def test_sales_are_a_panel_with_the_price_of_the_own_brand(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(
        f"{HEADS}\n1,1,40,5.0,2.0,3.0,0,0\n1,2,40,6.0,2.0,3.0,1,0\n1,2,42,7.0,2,4,0,0\n"
    )
    panel = sales.read(path)

    assert sales.found(tmp_path) == path
    assert list(panel.sold.index) == [40, 41, 42]
    assert panel.sold.isna().sum().sum() == 3
    assert np.exp(panel.prices.loc[40]).round(6).tolist() == [2, 3]
    assert panel.promotions["deal"].loc[40].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,1,41,,2.0,3.0,0,0", "line 3: no number"),
        ("1,7,41,5.0,2.0,3.0,0,0", "line 3: a brand without a price column"),
        ("1,1,41,5.0,0,3.0,0,0", "line 3: a price of nothing"),
        ("1,1,40,5.0,2.0,3.0,0,0", "line 3: the same week again"),
    ],
)
def test_a_broken_row_is_named(tmp_path, row, problem):
    path = tmp_path / "sales.csv"
    path.write_text(f"{HEADS}\n1,1,40,5.0,2.0,3.0,0,0\n{row}\n")
    with pytest.raises(DataUnusable, match=problem):
        sales.read(path)


def test_series_are_read_and_a_broken_one_is_named(tmp_path):
    path = tmp_path / "series.json"
    one = {"x": [1, 2, 3], "xx": [4], "h": [1], "period": ["QUARTERLY"]}
    path.write_text(json.dumps({"N1": one}))
    (series,) = competition.read(path)
    assert (series.id, series.season, series.wanted.tolist()) == ("N1", 4, [4])

    for broken in ({"xx": []}, {"period": ["FORTNIGHTLY"]}, {"x": [1, None]}):
        path.write_text(json.dumps({"N1": one, "N2": one | broken}))
        with pytest.raises(DataUnusable, match="series N2"):
            list(competition.read(path))


def test_smape_is_the_mean_over_forecasts_not_over_series():
    long = Series("a", np.ones(1), np.array([1.0, 1.0, 1.0]), 1)
    short = Series("b", np.ones(1), np.array([3.0]), 1)
    told = {"a": np.array([1.0, 1.0, 1.0]), "b": np.array([1.0])}
    assert smape([long, short], told) == pytest.approx((0 + 0 + 0 + 100) / 4)


def test_counts_are_told_by_their_heads(tmp_path):
    path = tmp_path / "parts.csv"
    path.write_text("0,1\n0,2\n-1,0\n")
    assert parts.found(path) == path
    assert sales.found(path) is None
    with pytest.raises(DataUnusable, match="line 3"):
        parts.judge(path, print)
