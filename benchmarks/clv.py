"""Repeat buying: the BG/NBD fit beside the published one, and what it foretells.

    python -m benchmarks clv --data cdnow

FOLDER or FILE. A summary (CSV with frequency or x, recency or t_x, and T, in weeks) is fitted as it
is. Purchases (CSV with a header naming date, customer or id, and perhaps amount; or CDNOW's text:
customer, yyyymmdd, items, dollars) are cut in the middle of their time: fitted to the first half,
judged on the second beside two simple forecasts, "as often as so far" and "everybody the same".

Data set: CDNOW, of Fader and Hardie (brucehardie.com). Published for its summary of 2,357
customers: r .243, alpha 4.414, a .793, b 2.426, log-likelihood -9582.4 (Fader, Hardie, Lee 2005).
"""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.errors import DataUnusable, InsightError
from insights.lifetime import BetaGeometric, GammaGamma, Histories, histories_of, lifetime_value
from insights.lifetime.histories import DAYS_A_WEEK, Purchase

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

NAMES: Final = {
    "customer": ("customer_id", "customer", "id"),
    "day": ("date", "day"),
    "amount": ("dollar_value", "amount", "monetary_value", "value"),
    "frequency": ("frequency", "x"),
    "recency": ("recency", "t_x"),
    "age": ("t",),
    "spend": ("zbar", "monetary_value", "m_x"),
}
"""How columns are called, in small letters."""
TEXT_COLUMNS: Final = {4: (-4, -3, -1), 5: (-5, -3, -1)}
"""CDNOW's text has the number of the customer in its sample before or after the customer's own."""
LEAST_ROWS: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which data."""
    parser.add_argument("--data", type=Path, required=True, help="a folder or a file")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Fit and judge each file that can be read; the figures under the file's name."""
    figures: dict[str, float] = {}
    folder = options.data.is_dir()
    known = (*options.data.glob("*.csv"), *options.data.glob("CD*.txt"))
    for path in sorted(known) if folder else [options.data]:
        try:
            of_file = _judged(path)
        except InsightError as error:
            if not folder:
                raise SystemExit(f"clv: {path}: {error}") from error
            print(f"{path.name} left out: {error}")
            continue
        prefix = f"{path.stem}: " if folder else ""
        figures |= {prefix + name: round(figure, 4) for name, figure in of_file.items()}
    if not figures:
        raise SystemExit(f"clv: {options.data} has no purchases that can be read.")
    return figures


def _judged(path: Path) -> dict[str, float]:
    """The figures of one file. Raises DataUnusable and TooLittleData."""
    rows = list(_rows(path))
    if len(rows) < LEAST_ROWS:
        raise DataUnusable(f"{len(rows)} rows are too few.")
    if "frequency" in rows[0]:
        histories = _summary(rows)
        return _fitted(BetaGeometric.fit(histories), histories)
    purchases = [_purchase(at, row) for at, row in enumerate(rows, 2)]
    days = [purchase.day for purchase in purchases]
    cut = min(days) + (max(days) - min(days)) / 2
    # As published: of those who began early, for the others were hardly observed.
    begun = {one.customer for one in purchases if one.day <= min(days) + timedelta(weeks=12)}
    of_cohort = [one for one in purchases if one.customer in begun]
    histories = histories_of(of_cohort, cut)
    model = BetaGeometric.fit(histories)
    return _fitted(model, histories) | _foretold(model, histories, of_cohort, cut)


def _fitted(model: BetaGeometric, histories: Histories) -> dict[str, float]:
    figures = {
        "customers": model.customers,
        "r": model.r,
        "alpha": model.alpha,
        "a": model.a,
        "b": model.b,
        "log_likelihood": model.log_likelihood,
    }
    if not histories.spend.any():
        return figures
    spending = GammaGamma.fit(histories)
    value = lifetime_value(model, spending, histories, weeks=52)
    return figures | {
        "p": spending.p,
        "q": spending.q,
        "v": spending.v,
        "spend_correlation": spending.correlation,
        "value_of_a_year_mean": float(value.mean()),
        "value_share_of_top_tenth": float(
            np.sort(value)[::-1][: len(value) // 10].sum() / value.sum()
        ),
    }


def _foretold(
    model: BetaGeometric, histories: Histories, purchases: Sequence[Purchase], cut: date
) -> dict[str, float]:
    """How well the purchases after `cut` were foretold."""
    end = max(purchase.day for purchase in purchases)
    weeks = (end - cut).days / DAYS_A_WEEK
    later = {(one.customer, one.day) for one in purchases if one.day > cut}
    counts = dict.fromkeys(histories.customers, 0)
    for customer, _ in later:
        counts[customer] = counts.get(customer, 0) + 1
    happened = np.array([counts[customer] for customer in histories.customers], dtype=float)
    expected = model.expected_purchases(weeks, histories)
    as_before = histories.frequency / np.maximum(histories.age, 1) * weeks
    same = np.full(len(happened), as_before.mean())
    return {
        "holdout_weeks": weeks,
        "holdout_total": happened.sum(),
        "holdout_total_expected": expected.sum(),
        "holdout_mae": _error(expected, happened),
        "holdout_mae_as_before": _error(as_before, happened),
        "holdout_mae_all_the_same": _error(same, happened),
        "holdout_correlation": float(np.corrcoef(expected, happened)[0, 1]),
        "holdout_correlation_as_before": float(np.corrcoef(as_before, happened)[0, 1]),
    }


def _error(expected: NDArray[np.float64], happened: NDArray[np.float64]) -> float:
    return float(np.abs(expected - happened).mean())


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The cells of each row by our names. Raises DataUnusable."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if "," in lines[0]:
        for cells in csv.DictReader(lines):
            small = {(name or "").strip().lower(): cell for name, cell in cells.items()}
            yield {
                ours: small[theirs]
                for ours, known in NAMES.items()
                for theirs in known
                if theirs in small
            }
        return
    for line in lines:
        words = line.split()
        if len(words) in TEXT_COLUMNS and words[-1].replace(".", "", 1).isdigit():
            customer, day, amount = (words[at] for at in TEXT_COLUMNS[len(words)])
            yield {"customer": customer, "day": day, "amount": amount}


def _summary(rows: Sequence[Mapping[str, str]]) -> Histories:
    try:
        return Histories(
            tuple(row.get("customer", str(at)) for at, row in enumerate(rows)),
            frequency=np.array([float(row["frequency"]) for row in rows]),
            recency=np.array([float(row["recency"]) for row in rows]),
            age=np.array([float(row["age"]) for row in rows]),
            spend=np.array([float(row.get("spend") or 0) for row in rows]),
        )
    except (KeyError, ValueError) as error:
        message = f"A summary wants numbers for frequency, recency and T: {error}."
        raise DataUnusable(message) from None


def _purchase(at: int, row: Mapping[str, str]) -> Purchase:
    try:
        day = datetime.fromisoformat(row["day"]).date()
        return Purchase(row["customer"], day, float(row.get("amount") or 0))
    except (KeyError, ValueError) as error:
        raise DataUnusable(f"Row {at} is no purchase: {error}.") from None
