"""Purchase intent: which visits end in a purchase, told by what was done in them.

With --train alone, stratified 5-fold cross-validation; with --test, fitted on the one file and
judged on the other. PageValues is what pages earned before, which follows the outcome: all
figures stand beside those without it. A logistic model stands beside the trees.

Data set: "Online Shoppers Purchasing Intention", Sakar et al. 2018, UCI 468.
"""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer

from signals.boosted import BoostedTrees

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Fit = Callable[[Numbers, Numbers], Callable[[Numbers], Numbers]]

FOLDS: Final = 5
OUTCOME: Final = "Revenue"
LEAKS: Final = "PageValues"
FIGURES: Final = (
    "Administrative", "Administrative_Duration", "Informational", "Informational_Duration",
    "ProductRelated", "ProductRelated_Duration", "BounceRates", "ExitRates", "PageValues",
    "SpecialDay", "OperatingSystems", "Browser", "Region", "TrafficType",
)  # fmt: skip
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov",
                 "Dec")  # fmt: skip
VISITORS: Final = ("Returning_Visitor", "New_Visitor", "Other")
CATEGORIES: Final = ("Browser", "Month", "Region", "TrafficType")
"""Columns whose figures are names."""
LEAST_RATE: Final = 0.005
"""Exit rates are added to it before they divide; below it they are hardly told apart."""
TIMED_ROWS: Final = 200


@dataclass(frozen=True)
class Visits:
    """Features of visits by name, and whether each ended in a purchase."""

    columns: Mapping[str, Numbers]
    bought: Numbers

    def names(self, *, leaking: bool) -> list[str]:
        """The columns, without those that tell PageValues unless `leaking`."""
        return [name for name in self.columns if leaking or LEAKS not in name]

    def rows(self, *, leaking: bool) -> Numbers:
        """Shape (n, d)."""
        return np.column_stack([self.columns[name] for name in self.names(leaking=leaking)])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks propensity`."""
    parser.add_argument("--train", type=Path, required=True, help="CSV as at UCI")
    parser.add_argument("--test", type=Path, help="the same; without it 5-fold cross-validation")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Fit and judge; the figures of the run."""
    train = read(options.train)
    test = read(options.test) if options.test else None
    figures: dict[str, float] = {"n": len((test or train).bought)}
    for suffix, leaking in (("", True), ("_without_page_values", False)):
        names = train.names(leaking=leaking)
        categories = [names.index(name) for name in CATEGORIES]
        trees = _judged(partial(_trees, categories), train, test, leaking=leaking)
        figures[f"auc{suffix}"] = _mean(roc_auc_score(*part) for part in trees)
        figures[f"average_precision{suffix}"] = _mean(
            average_precision_score(*part) for part in trees
        )
        linear = _judged(_logistic, train, test, leaking=leaking)
        figures[f"auc_logistic{suffix}"] = _mean(roc_auc_score(*part) for part in linear)
        if leaking:
            figures["f1"] = _mean(f1_score(bought, odds > 0) for bought, odds in trees)
            figures["calibration_error"] = _mean(_calibration(*part) for part in trees)
    figures["ms_per_row"] = _time_of_a_row(train)
    return {name: round(figure, 4) for name, figure in figures.items()}


def read(path: Path) -> Visits:
    """The visits of a CSV file; ends the program when it cannot be used."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    try:
        columns = {name: _numbers(row[name] for row in rows) for name in FIGURES}
        columns["Month"] = _numbers(MONTHS.index(row["Month"]) for row in rows)
        columns["Visitor"] = _numbers(VISITORS.index(row["VisitorType"]) for row in rows)
        columns["Weekend"] = _numbers(_true(row["Weekend"]) for row in rows)
        bought = _numbers(_true(row[OUTCOME]) for row in rows)
    except (KeyError, ValueError) as error:
        raise SystemExit(f"propensity: {path} is not the data set: {error}") from error
    if len(set(bought.tolist())) == 1:
        raise SystemExit(f"propensity: all visits of {path} ended the same way.")
    return Visits(columns | _derived(columns), bought)


def _derived(of: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """What pages, times and rates say together; the rates are means over the pages viewed."""
    pages = of["Administrative"] + of["Informational"] + of["ProductRelated"]
    seconds = (
        of["Administrative_Duration"] + of["Informational_Duration"] + of["ProductRelated_Duration"]
    )
    return {
        "pages": pages,
        "seconds": seconds,
        "seconds a page": seconds / (pages + 1),
        "seconds a product page": of["ProductRelated_Duration"] / (of["ProductRelated"] + 1),
        "seconds an account page": of["Administrative_Duration"] / (of["Administrative"] + 1),
        "share of product pages": of["ProductRelated"] / (pages + 1),
        "exits that are no bounces": of["ExitRates"] - of["BounceRates"],
        "bounces of exits": of["BounceRates"] / (of["ExitRates"] + 1e-6),
        "ExitRates, summed": of["ExitRates"] * pages,
        "BounceRates, summed": of["BounceRates"] * pages,
        "ExitRates of product pages, summed": of["ExitRates"] * of["ProductRelated"],
        "ExitRates of account pages, summed": of["ExitRates"] * of["Administrative"],
        "product pages an exit": of["ProductRelated"] / (of["ExitRates"] + LEAST_RATE),
        "seconds on products an exit": (
            of["ProductRelated_Duration"] / (of["ExitRates"] + LEAST_RATE)
        ),
        "seconds an information page": of["Informational_Duration"] / (of["Informational"] + 1),
        "share of seconds on products": of["ProductRelated_Duration"] / (seconds + 1),
        "seconds a page that was left": seconds / np.maximum(pages - 1, 1),
        "new in this month": (of["Visitor"] == VISITORS.index("New_Visitor")) * of["Month"],
        **{
            f"PageValues {name}": of["PageValues"] * by
            for name, by in {
                "a page": 1 / (pages + 1),
                "a product page": 1 / (of["ProductRelated"] + 1),
                "an account page": 1 / (of["Administrative"] + 1),
                "an exit": 1 / (of["ExitRates"] + LEAST_RATE),
                "summed": pages,
                "by product pages": of["ProductRelated"],
                "by account pages": of["Administrative"],
                "by seconds": of["ProductRelated_Duration"],
                "by seconds a page": seconds / (pages + 1),
                "by exits": of["ExitRates"],
                "by bounces": of["BounceRates"],
            }.items()
        },
    }


def _judged(
    fit: Fit, train: Visits, test: Visits | None, *, leaking: bool
) -> list[tuple[Numbers, Numbers]]:
    """Outcomes and log-odds of each part that was held out."""
    rows, bought = train.rows(leaking=leaking), train.bought
    if test is not None:
        return [(test.bought, fit(rows, bought)(test.rows(leaking=leaking)))]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, bought)
    return [(bought[out], fit(rows[kept], bought[kept])(rows[out])) for kept, out in folds]


def _trees(
    categories: Sequence[int], rows: Numbers, bought: Numbers
) -> Callable[[Numbers], Numbers]:
    return BoostedTrees.fit(rows, bought, categorical=categories).log_odds


def _logistic(rows: Numbers, bought: Numbers) -> Callable[[Numbers], Numbers]:
    even = QuantileTransformer(n_quantiles=200, output_distribution="normal", random_state=0)
    model = make_pipeline(even, LogisticRegression(max_iter=2000)).fit(rows, bought)
    log_odds: Callable[[Numbers], Numbers] = model.decision_function
    return log_odds


def _calibration(bought: Numbers, log_odds: Numbers, bins: int = 10) -> float:
    """The mean difference of what was said and what happened over equal bins (ECE)."""
    said = 1 / (1 + np.exp(-log_odds))
    which = np.minimum((said * bins).astype(int), bins - 1)
    sums = np.bincount(which, said - bought, minlength=bins)
    return float(np.abs(sums).sum() / len(said))


def _time_of_a_row(visits: Visits) -> float:
    """Milliseconds that one visit's score takes with all its contributions, one at a time."""
    rows = visits.rows(leaking=True)
    trees = BoostedTrees.fit(rows, visits.bought)
    trees.contributions(rows[:1])
    began = time.process_time()
    for at in range(TIMED_ROWS):
        trees.contributions(rows[at % len(rows)][None])
    return (time.process_time() - began) / TIMED_ROWS * 1000


def _numbers(values: Iterator[object]) -> Numbers:
    return np.array([float(value) for value in values])  # type: ignore[arg-type]


def _true(text: str) -> bool:
    return {"true": True, "false": False, "1": True, "0": False}[text.strip().lower()]


def _mean(values: Iterator[float] | Sequence[float]) -> float:
    return float(np.mean(list(values)))
