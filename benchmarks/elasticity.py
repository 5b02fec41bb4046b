"""Price elasticities: the published log-log slopes, and what is left of them once more is held.

    python -m benchmarks elasticity --data oj_dominicks

FOLDER or FILE: CSV, plain or gzip, with a row for each store, brand and week, and the columns
sales, price, brand and perhaps feat, deal, store, week; or logmove, brand (a number n whose price
is in column price<n>) and perhaps the same. For each brand it fits

- `log(sales) ~ log(price)`, which is the brand's slope in `log(sales) ~ log(price) * brand`;
- the same with advertising and display held (feat, deal);
- the same with store and week levels held besides: week is what season and holidays do to all;
- Poisson regression of sales, plain and with all of this held;
- double machine learning, with the other brands' prices among the controls where they are known.

Intervals are of 95 %, by stores (without a store column by rows, which takes them for unrelated).
`confounded by` is how far holding all moves the plain slope. Data set: orange juice of 83
Dominick's stores (oj.csv of Taddy's Business Data Science; orangeJuice of the R package bayesm).
Published for oj.csv: dominicks -3.38, minute.maid -3.32, tropicana -2.71.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from insights.errors import DataUnusable, InsightError, TooLittleData
from insights.pricing.confounding import Step, shift
from insights.pricing.double_ml import double_ml
from insights.pricing.regression import least_squares, poisson

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    from insights.pricing.regression import Codes, Fit, Floats

PLAIN: Final = "log-log"
ADVERTISED: Final = "advertising and display held"
ALL: Final = "store and week held too"
LEAST_SQUARES: Final = (PLAIN, ADVERTISED, ALL)
HELD: Final = ("feat", "deal")
LEVELS: Final = ("store", "week")
LEAST_ROWS: Final = 50
FIRST_ROW: Final = 2
"""In the file: the header is row 1."""


@dataclass(frozen=True)
class Brand:
    """One brand's rows: logarithms of sales and price, and what may be held."""

    name: str
    sales: Floats
    price: Floats
    held: Floats
    """Columns of feat and deal, as far as there are any."""
    levels: Mapping[str, Codes]
    """Of store and week, as far as there are any."""
    rivals: Floats
    """Logarithms of the other brands' prices; no column where they are not known."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which data."""
    parser.add_argument("--data", type=Path, required=True, help="a folder or a file")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Fit every brand of every file that can be read; figures under file and brand."""
    figures: dict[str, float] = {}
    folder = options.data.is_dir()
    known = (*options.data.glob("*.csv"), *options.data.glob("*.csv.gz"))
    for path in sorted(known) if folder else [options.data]:
        try:
            of_file = _judged(_read(path))
        except InsightError as error:
            if not folder:
                raise SystemExit(f"elasticity: {path}: {error}") from error
            print(f"{path.name} left out: {error}")
            continue
        prefix = f"{path.name.partition('.')[0]}: " if folder else ""
        figures |= {prefix + name: round(figure, 4) for name, figure in of_file.items()}
    if not figures:
        raise SystemExit(f"elasticity: {options.data} has no sales with prices that can be read.")
    return figures


def _judged(table: pd.DataFrame) -> dict[str, float]:
    figures: dict[str, float] = {}
    for brand in _brands(table):
        fits: dict[str, Fit] = {}
        for held, fitted in _estimators(brand).items():
            try:
                fits[held] = fitted()
            except TooLittleData as error:
                print(f"{brand.name}, {held}: {error}")
        for each in (Step.of(held, fit) for held, fit in fits.items()):
            name = f"{brand.name}, {each.held}"
            figures |= {name: each.elasticity, f"{name}, low": each.low, f"{name}, high": each.high}
        by_least_squares = [fit for held, fit in fits.items() if held in LEAST_SQUARES]
        if len(by_least_squares) > 1:
            moved = shift(by_least_squares[0], by_least_squares[-1])
            name = f"{brand.name}, confounded by"
            figures |= {name: moved.by, f"{name}, low": moved.low, f"{name}, high": moved.high}
    return figures


def _estimators(brand: Brand) -> dict[str, Callable[[], Fit]]:
    """Every way to fit `brand` that its columns allow, by what it holds."""
    rows = len(brand.sales)
    clusters = brand.levels.get("store", np.arange(rows))
    levels = list(brand.levels.values())
    sold, once = np.exp(brand.sales - brand.sales.mean()), np.ones(rows)
    seasons = [codes for name, codes in brand.levels.items() if name == "week"]
    controls = np.column_stack([brand.held, brand.rivals, *seasons])
    price, sales, held = brand.price, brand.sales, brand.held
    ways: dict[str, tuple[bool, Callable[[], Fit]]] = {
        PLAIN: (True, lambda: least_squares(price, sales, clusters)),
        ADVERTISED: (held.size > 0, lambda: least_squares(price, sales, clusters, held=held)),
        ALL: (bool(levels), lambda: least_squares(price, sales, clusters, levels, held)),
        "Poisson": (True, lambda: poisson(price, sold, once, clusters)),
        "Poisson, all held": (
            held.size > 0 or bool(levels),
            lambda: poisson(price, sold, once, clusters, levels, held),
        ),
        "double machine learning": (
            controls.size > 0,
            lambda: double_ml(price, sales, controls, clusters),
        ),
    }
    return {held: fitted for held, (possible, fitted) in ways.items() if possible}


def _brands(table: pd.DataFrame) -> Iterator[Brand]:
    prices = [name for name in map(str, table) if name.startswith("price") and name != "price"]
    levels = [name for name in LEVELS if name in table]
    for name, rows in table.groupby("brand"):
        if len(rows) < LEAST_ROWS:
            print(f"{name} left out: {len(rows)} rows are too few.")
            continue
        yield Brand(
            name=str(name),
            sales=rows["logmove"].to_numpy(dtype=float),
            price=np.log(rows["price"].to_numpy(dtype=float)),
            held=rows[[one for one in HELD if one in rows]].to_numpy(dtype=float),
            levels={one: pd.factorize(rows[one], sort=True)[0] for one in levels},
            rivals=np.log(
                rows[[one for one in prices if one != f"price{name}"]].to_numpy(dtype=float)
            ),
        )


def _read(path: Path) -> pd.DataFrame:
    """The table with columns logmove, price, brand and what else there is. Raises DataUnusable."""
    try:
        table = pd.read_csv(path, dtype={"brand": str})
    except (ValueError, OSError, UnicodeError) as error:
        raise DataUnusable(f"It cannot be read as CSV: {error}.") from None
    table.columns = [str(name).strip().lower() for name in table]
    for name in {"brand", *LEVELS} & set(table):
        if table[name].isna().any():
            row = int(np.argmax(table[name].isna()))
            raise DataUnusable(f"Row {row + FIRST_ROW} has no {name}.")
    if {"sales", "price", "brand"} <= set(table):
        _check(table, [*{"sales", "price", *HELD} & set(table)], above={"sales", "price"})
        return table.assign(logmove=np.log(table["sales"].astype(float)))
    if not {"logmove", "brand", "price1"} <= set(table):
        raise DataUnusable(
            "Its columns are neither sales, price, brand nor logmove, brand, price1."
        )
    prices = [name for name in map(str, table) if name.startswith("price")]
    _check(table, ["logmove", *prices, *{*HELD} & set(table)], above=set(prices))
    own = "price" + table["brand"].str.strip()
    unknown = ~own.isin(prices)
    if unknown.any():
        row = int(np.argmax(unknown))
        raise DataUnusable(f"Row {row + FIRST_ROW} is of a brand without a column {own[row]}.")
    at = table.columns.get_indexer(pd.Index(own))
    return table.assign(price=table.to_numpy(dtype=object)[np.arange(len(table)), at].astype(float))


def _check(table: pd.DataFrame, names: list[str], above: set[str]) -> None:
    """Raise DataUnusable naming the first row with no number, or none above zero, in `names`."""
    for name in sorted(names):
        numbers = pd.to_numeric(table[name], errors="coerce")
        wrong = ~np.isfinite(numbers) | ((numbers <= 0) & (name in above))
        if wrong.any():
            row = int(np.argmax(wrong))
            told = f"{name} is {table[name].iloc[row]}"
            wanted = "a number above 0" if name in above else "a number"
            raise DataUnusable(f"Row {row + FIRST_ROW}: {told}, not {wanted}.")
