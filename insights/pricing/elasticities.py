"""Price elasticities of a shop's categories and products, from its product-days.

Units are Poisson given the price, with a level for each product and one for each week of its
category, and promotions held: what is left is that some products of a category were dearer than
usual in a week in which others were not. Categories are pooled towards the shop, products towards
their category (`pooling`); without pooling one product's few sales would tell little.

Rows of one product with the same week, price and promotion are put together, which changes nothing
of a Poisson likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from insights.errors import TooLittleData
from insights.pricing.confounding import Shift, Step, shift
from insights.pricing.pooling import pool
from insights.pricing.regression import Fit, poisson, reach, taken_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insights.pricing.regression import Codes

__all__ = ["Elasticities", "Elasticity", "Refused", "elasticities_of"]

DAYS_A_WEEK: Final = 7
LEAST_CHANGE: Final = 0.01
"""Of the logarithm of a price; less is rounding."""
LEAST_CHANGES, LEAST_PRODUCTS, LEAST_UNITS = 8, 3, 60
LARGE_SAMPLE: Final = 1000
STEPS: Final = (
    "the product only",
    "season too: each week of its category",
    "promotions and display too",
    "how often it was looked at, too",
)
"""What is held, in the order of the check; the third is what is used."""
USED: Final = 2


@dataclass(frozen=True)
class Elasticity:
    """By how many per cent units change when the price rises by one, with a 95 % interval.

    `name` is a category or product. `own_part` is how much of it is its own and not that of what
    it was pooled towards.
    """

    name: str
    category: str
    elasticity: float
    error: float
    low: float
    high: float
    own_part: float
    units: int
    price_changes: int
    alone: Step | None = None
    """Before pooling."""


@dataclass(frozen=True)
class Refused:
    """A category of which nothing can be said, and why."""

    category: str
    reason: str


@dataclass(frozen=True)
class Elasticities:
    """What was found; `steps` are the confounding check over the whole shop."""

    categories: tuple[Elasticity, ...]
    products: tuple[Elasticity, ...]
    refused: tuple[Refused, ...]
    steps: tuple[Step, ...]
    moved: Shift
    """From the first step to the one that is used."""
    moved_by_category: Mapping[str, Shift]
    centre: float
    spread: float
    """Between categories, as a standard deviation; not a number when they are too few."""


def elasticities_of(days: pd.DataFrame) -> Elasticities:
    """The elasticities told by product-days. Raises TooLittleData where no category has any."""
    if days.empty:
        raise TooLittleData(_missing())
    rows = _together(days)
    fits: dict[str, list[Fit]] = {}
    refused: list[Refused] = []
    for category, theirs in rows.groupby("category"):
        try:
            _check_enough(theirs)
            fits[str(category)] = _ladder(theirs, STEPS[: USED + 1])
        except TooLittleData as error:
            refused.append(Refused(str(category), str(error)))
    if not fits:
        raise TooLittleData(_missing())
    used = [each[-1] for each in fits.values()]
    pooled = pool(np.array([fit.slope for fit in used]), np.array([fit.error for fit in used]))
    categories = tuple(
        _elasticity(name, name, rows[rows["category"] == name], mean, error, part, fit)
        for (name, (*_, fit)), mean, error, part in zip(
            fits.items(), pooled.means, pooled.errors, pooled.own_part, strict=True
        )
    )
    all_rows = rows[rows["category"].isin(fits)]
    whole = _ladder(all_rows, STEPS)
    return Elasticities(
        categories=categories,
        products=_of_products(all_rows, categories),
        refused=tuple(refused),
        steps=tuple(Step.of(held, fit) for held, fit in zip(STEPS, whole, strict=True)),
        moved=shift(whole[0], whole[USED]),
        moved_by_category={name: shift(each[0], each[USED]) for name, each in fits.items()},
        centre=pooled.centre,
        spread=pooled.spread,
    )


def _missing() -> str:
    return (
        f"No category has enough price changes yet: it takes {LEAST_CHANGES} over"
        f" {LEAST_PRODUCTS} products, and {LEAST_UNITS} pieces sold."
    )


def _together(days: pd.DataFrame) -> pd.DataFrame:
    """Days of one product, week, price and promotion as one row, with how many they are."""
    begin = days["day"].min()
    rows = days.assign(
        week=(days["day"] - begin).dt.days // DAYS_A_WEEK,
        log_price=np.log(days["price"]).round(3),
    )
    before = rows.groupby("product")["log_price"].shift()
    rows["changed"] = (rows["log_price"] - before).abs() > LEAST_CHANGE
    keys = ["category", "product", "week", "log_price", "promoted"]
    return rows.groupby(keys, as_index=False).agg(
        units=("units", "sum"), looks=("looks", "sum"), days=("day", "size"),
        changes=("changed", "sum"),
    )  # fmt: skip


def _check_enough(rows: pd.DataFrame) -> None:
    outside = rows[~rows["promoted"]]
    changes, units = int(outside["changes"].sum()), int(rows["units"].sum())
    products = int((outside.groupby("product")["changes"].sum() > 0).sum())
    if changes < LEAST_CHANGES or products < LEAST_PRODUCTS:
        message = (
            f"{changes} price changes of {products} products outside promotions are too few: it"
            f" takes {LEAST_CHANGES} of {LEAST_PRODUCTS} products at least."
        )
        raise TooLittleData(message)
    if units < LEAST_UNITS:
        raise TooLittleData(f"{units} pieces sold are too few: it takes {LEAST_UNITS}.")


def _ladder(rows: pd.DataFrame, steps: Sequence[str]) -> list[Fit]:
    """A fit for each step, by products."""
    products = _codes(rows["product"])
    weeks = _codes(rows["category"] + "\0" + rows["week"].astype(str))
    price, units, looks, days = (
        rows[name].to_numpy(dtype=float) for name in ("log_price", "units", "looks", "days")
    )
    shown = rows[["promoted"]].to_numpy(dtype=float)
    fits = [
        poisson(price, units, days, products, [products]),
        poisson(price, units, days, products, [products, weeks]),
        poisson(price, units, days, products, [products, weeks], shown),
    ]
    if len(steps) > len(fits):
        seen = looks > 0
        fits.append(
            poisson(
                price[seen], units[seen], looks[seen], products[seen],
                [products[seen], weeks[seen]], shown[seen],
            )
        )  # fmt: skip
    return fits


def _of_products(rows: pd.DataFrame, categories: Sequence[Elasticity]) -> tuple[Elasticity, ...]:
    """One Newton step from the category's slope for each product, pooled towards the category.

    The step needs no fit of its own, which a product that hardly sold would not have.
    """
    found: list[tuple[str, Elasticity, float, float]] = []
    for category in categories:
        theirs = rows[rows["category"] == category.name]
        products, weeks = _codes(theirs["product"]), _codes(theirs["week"])
        slope, left = taken_out(
            theirs["log_price"].to_numpy(), theirs["units"].to_numpy(),
            theirs["days"].to_numpy(dtype=float), [products, weeks],
            theirs[["promoted"]].to_numpy(dtype=float),
        )  # fmt: skip
        codes, count = products[left.kept], int(products.max()) + 1
        score = np.bincount(codes, left.x * left.residuals, count)
        told = np.bincount(codes, left.x**2 * left.weights, count)
        dispersion = max(float((left.residuals**2 / left.weights).mean()), 1.0)
        names = theirs["product"].unique()
        found += [
            (str(names[at]), category, slope + score[at] / told[at], (dispersion / told[at]) ** 0.5)
            for at in np.flatnonzero(told > 0)
        ]
    own = np.array([one[2] for one in found])
    errors = np.array([one[3] for one in found])
    centres = np.array([one[1].elasticity for one in found])
    pooled = pool(own, errors, centres)
    by_product = dict(iter(rows.groupby("product")))
    return tuple(
        _elasticity(
            name, category.name, by_product[name], mean,
            float(np.hypot(error, (1 - part) * category.error)), part,
        )
        for (name, category, *_), mean, error, part in zip(
            found, pooled.means, pooled.errors, pooled.own_part, strict=True
        )
    )  # fmt: skip


def _elasticity(
    name: str,
    category: str,
    rows: pd.DataFrame,
    mean: float,
    error: float,
    part: float,
    fit: Fit | None = None,
) -> Elasticity:
    half = reach(LARGE_SAMPLE if fit is None else fit.clusters) * error
    return Elasticity(
        name=name,
        category=category,
        elasticity=float(mean),
        error=float(error),
        low=float(mean - half),
        high=float(mean + half),
        own_part=float(part),
        units=int(rows["units"].sum()),
        price_changes=int(rows["changes"].sum()),
        alone=None if fit is None else Step.of(STEPS[USED], fit),
    )


def _codes(values: pd.Series[str]) -> Codes:
    return np.asarray(pd.factorize(values)[0], dtype=np.intp)
