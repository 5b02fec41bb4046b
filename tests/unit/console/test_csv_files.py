"""What a spreadsheet opens runs nothing, whoever named the thing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.console.csv_files import as_csv


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "\u00a0=1",
        "\u200b=1",
        "＝1＋1",  # noqa: RUF001
        "＠SUM(A1)",  # noqa: RUF001
        "\x00=1",
    ],
)
def test_a_name_that_is_a_formula_is_a_text(name):
    """An apostrophe stands in front of it; the text itself is as it was."""
    ((cell,),) = read(as_csv([name], []))
    assert f"'{name}" == cell


@pytest.mark.parametrize("name", ["ask order status", "1 = 1", "“quoted”", 'a "b" ; c', "", "10%"])
def test_any_other_text_is_as_it_is(name):
    """Quotes, separators and figures are no harm."""
    assert [[name]] == read(as_csv([name], []))


def test_numbers_of_ours_are_numbers():
    """A negative number is no formula, and nothing is an empty cell."""
    assert [["a", "b", "c"], ["-3", "0.25", ""]] == read(as_csv("abc", [[-3, 0.25, None]]))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_rows_come_back_as_they_went_in(names):
    """Whatever a name holds, it stays one cell, and none begins as a formula does."""
    (cells,) = read(as_csv(names, []))
    assert names == [
        cell.removeprefix("'") if cell != name else cell
        for cell, name in zip(cells, names, strict=True)
    ]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}]
