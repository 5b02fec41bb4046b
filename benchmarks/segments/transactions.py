"""Reads transactions in the format of UCI's Online Retail: one row for each line of an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from insights.errors import DataUnusable
from insights.records import LOOK_COLUMNS, MOMENTS, ShopRecords

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Transactions", "read_transactions"]

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "order": ("invoiceno", "invoice"),
    "product": ("stockcode",),
    "quantity": ("quantity",),
    "at": ("invoicedate",),
    "unit_price": ("unitprice", "price"),
    "customer": ("customerid",),
}
"""How columns are called, in small letters and without blanks: in the first edition, the second."""
CANCELLATION: Final = "C"
FINITE: Final = (-1e9, 1e9)
GOODS: Final = r"\d{5}"
"""What the code of a product begins with; postage, fees and vouchers have words."""


@dataclass(frozen=True)
class Transactions:
    """What was read; `refusals` name each row that is not what it should be, the first being 1."""

    records: ShopRecords
    rows: int
    refusals: tuple[str, ...]
    left_out: Mapping[str, int]
    """Rows that are sound and tell nothing of a customer's purchases, by why."""


def read_transactions(path: Path) -> Transactions:
    """Read a CSV or Parquet file. Raises DataUnusable when it is none, or nothing is left of it."""
    told = _columns(_table(path))
    table = told.assign(
        quantity=pd.to_numeric(told["quantity"], errors="coerce"),
        unit_price=pd.to_numeric(told["unit_price"], errors="coerce"),
        at=pd.to_datetime(told["at"], errors="coerce", format="mixed", utc=True),
        customer=told["customer"].str.removesuffix(".0"),
        cancels=told["order"].str.upper().str.startswith(CANCELLATION),
    )
    refusals: dict[int, str] = {}
    for wrong, column, reason in _faults(table):
        for at in np.flatnonzero(wrong.fillna(value=False)):
            said = f"row {at + 1}: {column} {told[column].iloc[at]!r} {reason}"
            refusals.setdefault(int(at), said)
    refused = tuple(refusals[at] for at in sorted(refusals))
    kept, left_out = table.drop(index=list(refusals)), {}
    for name, tells_nothing in _untelling(kept):
        left_out[name] = int(tells_nothing[kept.index].sum())
        kept = kept[~tells_nothing[kept.index]]
    if kept.empty:
        raise DataUnusable("; ".join(["There is no purchase", *refused[:1]]) + ".")
    return Transactions(_records(kept), len(table), refused, left_out)


def _table(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path).astype("string")
        try:
            return pd.read_csv(path, dtype="string", keep_default_na=True)
        except UnicodeDecodeError:
            return pd.read_csv(path, dtype="string", encoding="latin-1")
    except (OSError, ValueError) as error:
        raise DataUnusable(f"{path} cannot be read as a table: {error}.") from error


def _columns(table: pd.DataFrame) -> pd.DataFrame:
    """The columns by our names, as text without blanks around it; empty where nothing was told."""
    by_name = {str(name).strip().lower().replace(" ", ""): name for name in table.columns}
    found: dict[str, Any] = {}
    for ours, known in NAMES.items():
        theirs = next((by_name[name] for name in known if name in by_name), None)
        if theirs is None:
            raise DataUnusable(f"There is no column {known[0]!r}; there are {list(table.columns)}.")
        found[ours] = table[theirs].str.strip().fillna("").to_numpy()
    return pd.DataFrame(found, index=range(len(table)), dtype="string")


def _faults(table: pd.DataFrame) -> Iterator[tuple[pd.Series[bool], str, str]]:
    """Which rows are wrong in which column, and why."""
    quantity, price = (table[name].astype(float) for name in ("quantity", "unit_price"))
    yield table["order"] == "", "order", "is no invoice"
    yield table["product"] == "", "product", "is no product"
    yield table["at"].isna(), "at", "is no moment"
    yield ~quantity.between(*FINITE) | (quantity % 1 != 0), "quantity", "is no whole number"
    yield ~price.between(*FINITE), "unit_price", "is no amount"
    yield quantity == 0, "quantity", "is nothing"
    # Corrections of the stock and of old debts have no customer, and are left out with the guests.
    named, cancels = table["customer"] != "", table["cancels"]
    yield named & (price < 0), "unit_price", "is below nothing"
    yield named & (quantity < 0) & ~cancels, "quantity", "is negative, and nothing is cancelled"
    yield named & (quantity > 0) & cancels, "quantity", "is positive in a cancellation"


def _untelling(table: pd.DataFrame) -> Iterator[tuple[str, pd.Series[bool]]]:
    """Rows that tell nothing of what a customer bought."""
    yield "without a customer", table["customer"] == ""
    yield "postage, fees, vouchers", ~table["product"].str.match(GOODS)
    yield "given away", table["unit_price"] == 0


def _records(table: pd.DataFrame) -> ShopRecords:
    table = table.sort_values("at", kind="stable").reset_index(drop=True)
    bought = table[~table["cancels"]].reset_index(drop=True)
    lines = pd.DataFrame(
        {
            "customer": bought["customer"].astype(str),
            "order": bought["order"].astype(str),
            "at": bought["at"].astype(MOMENTS),
            "product": bought["product"].astype(str),
            "category": "",
            "quantity": bought["quantity"].astype(int),
            "unit_price": bought["unit_price"].astype(float),
            "back": _came_back(bought, table[table["cancels"]]),
        }
    )
    looks = pd.DataFrame(columns=list(LOOK_COLUMNS)).astype({"at": MOMENTS})
    until = (table["at"].max() + pd.Timedelta(seconds=1)).to_pydatetime()
    return ShopRecords(lines, looks, until)


def _came_back(
    bought: pd.DataFrame, cancelled: pd.DataFrame
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which lines were cancelled: of each cancellation the customer's last of that product."""
    keys = ["at", "customer", "product"]
    matched = pd.merge_asof(
        cancelled[keys], bought[keys].assign(line=bought.index), on="at", by=keys[1:]
    )["line"].dropna()
    return np.isin(bought.index, matched.astype(int))
