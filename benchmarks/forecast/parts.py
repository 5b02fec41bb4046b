"""Spare parts: counts that are mostly zero, a row for each month, a column for each part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from insights.errors import DataUnusable, TooLittleData
from insights.forecasting.backtests import choose, origins
from insights.forecasting.series import classify
from insights.forecasting.univariate import METHODS, SPARSE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from insights.forecasting.series import Numbers

__all__ = ["found", "judge"]

MONTHS: Final = 12
LEAST_KNOWN: Final = 24


def found(path: Path) -> Path | None:
    """The table, where `path` is or has one: its first line counts the parts."""
    tables = sorted(path.glob("*.csv*")) if path.is_dir() else [path]
    return next((each for each in tables if ".csv" in each.name and _is_counts(each)), None)


def judge(path: Path, say: Callable[[str], None]) -> dict[str, float]:
    """The last year of every part that was ever wanted before. Raises DataUnusable."""
    counts = _read(path)
    known, wanted = counts[:-MONTHS], counts[-MONTHS:]
    if len(known) < LEAST_KNOWN:
        raise TooLittleData(f"{len(known)} months are too few: {LEAST_KNOWN} are needed.")
    parts = [at for at in range(counts.shape[1]) if _whole(known[:, at]).any()]
    told: dict[str, list[Numbers]] = {name: [] for name in (*SPARSE, "chosen", "naive")}
    kinds: list[str] = []
    for done, at in enumerate(parts, 1):
        history = _whole(known[:, at])
        kinds.append(classify(history))
        for name in SPARSE:
            told[name].append(METHODS[name](history, 1, MONTHS))
        told["chosen"].append(told[_chosen(history)][-1])
        told["naive"].append(np.full(MONTHS, history[-1]))
        if done % 1000 == 0:
            say(f"{done:,} of {len(parts):,} parts")
    truth = wanted[:, parts].T
    errors = {name: np.nanmean((np.array(each) - truth) ** 2) for name, each in told.items()}
    naive = errors.pop("naive")
    shares = pd.Series(kinds).value_counts(normalize=True)
    return (
        {"parts": len(parts)}
        | {f"squared error {name}": float(error / naive) for name, error in errors.items()}
        | {f"share {kind}": float(share) for kind, share in shares.items()}
    )


def _chosen(history: Numbers) -> str:
    begins = origins(len(history), MONTHS // 2)
    return choose(history, 1, MONTHS // 2, begins, methods=SPARSE).method if begins else "TSB"


def _read(path: Path) -> Numbers:
    table = pd.read_csv(path).apply(pd.to_numeric, errors="coerce")
    counts: Numbers = table.to_numpy(dtype=np.float64)
    if (counts < 0).any():
        line = int(np.argmax((counts < 0).any(axis=1))) + 2
        raise DataUnusable(f"{path.name}, line {line}: a count is below nothing.")
    return counts


def _whole(history: Numbers) -> Numbers:
    """From the first month that is known on."""
    return np.asarray(history[~np.isnan(history)], dtype=np.float64)


def _is_counts(path: Path) -> bool:
    try:
        heads = pd.read_csv(path, nrows=0).columns
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        return False
    return len(heads) > 1 and all(str(head).isdigit() for head in heads)
