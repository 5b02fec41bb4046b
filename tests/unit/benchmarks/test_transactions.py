"""Transactions of a shop as a file: what is broken is named, what tells nothing is counted."""

from __future__ import annotations

import pytest

from benchmarks.segments.transactions import read_transactions
from insights.errors import DataUnusable

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
SOUND = """\
1001,22423,CAKESTAND,2,2011-01-03 09:00:00,12.75,17850,France
1001,85123A,LIGHT HOLDER,6,2011-01-03 09:00:00,2.55,17850,France
1002,22423,CAKESTAND,1,2011-02-03 09:00:00,12.75,,France
1003,POST,POSTAGE,1,2011-02-04 09:00:00,18,17850,France
1004,22423,CAKESTAND,1,2011-02-05 09:00:00,0,17850,France
C1005,22423,CAKESTAND,-2,2011-03-05 09:00:00,12.75,17850,France
"""
BROKEN = (
    ("1006,22423,CAKESTAND,two,2011-03-05,12.75,17850,France", "quantity 'two' is no whole number"),
    ("1006,22423,CAKESTAND,1.5,2011-03-05,12.75,17850,France", "quantity '1.5' is no whole number"),
    ("1006,22423,CAKESTAND,1,last week,12.75,17850,France", "at 'last week' is no moment"),
    ("1006,22423,CAKESTAND,1,2011-03-05,inf,17850,France", "unit_price 'inf' is no amount"),
    ("1006,22423,CAKESTAND,1,2011-03-05,-1,17850,France", "unit_price '-1' is below nothing"),
    ("1006,22423,CAKESTAND,-1,2011-03-05,1,17850,France", "quantity '-1' is negative"),
    ("C106,22423,CAKESTAND,1,2011-03-05,1,17850,France", "quantity '1' is positive in a cancel"),
    (",22423,CAKESTAND,1,2011-03-05,1,17850,France", "order '' is no invoice"),
)


def test_purchases_are_read_and_what_came_back_is_marked(tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text(HEAD + SOUND)

    read = read_transactions(file)

    lines = read.records.order_lines
    assert [("22423", 2, 12.75, True), ("85123A", 6, 2.55, False)] == list(
        lines[["product", "quantity", "unit_price", "back"]].itertuples(index=False, name=None)
    )
    assert (6, ()) == (read.rows, read.refusals)
    assert [1, 1, 1] == list(read.left_out.values())


@pytest.mark.parametrize(("row", "said"), BROKEN)
def test_a_broken_row_is_named_and_the_others_are_kept(tmp_path, row, said):
    file = tmp_path / "sales.csv"
    file.write_text(HEAD + SOUND + row + "\n")

    read = read_transactions(file)

    assert len(read.refusals) == 1
    assert f"row 7: {said}" in read.refusals[0]
    assert len(read.records.order_lines) == 2


def test_the_second_edition_has_other_names_for_its_columns(tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text(
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n" + SOUND,
        encoding="latin-1",
    )

    assert len(read_transactions(file).records.order_lines) == 2


def test_what_is_no_table_of_transactions_is_refused(tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(DataUnusable, match="no column 'invoiceno'"):
        read_transactions(file)
    file.write_text(HEAD + BROKEN[0][0] + "\n")
    with pytest.raises(DataUnusable, match="no purchase; row 1: quantity 'two'"):
        read_transactions(file)
    with pytest.raises(DataUnusable, match="cannot be read"):
        read_transactions(tmp_path / "nowhere.parquet")
