"""Uplift: whom an e-mail moves, by models and baselines, on held-out customers.

    python -m benchmarks uplift --data hillstrom

FOLDER or FILE: a CSV with a row for each customer of a randomised test, a column `segment` naming
what they got (the one that begins with "no" got nothing), the outcomes `visit`, `conversion` and
`spend` (at least one of them), and what was known before. Each mail is compared with no mail. Every
customer is scored by models that have not seen them (five folds), and all rankings are judged on
the same customers: Qini, for 1,000 treated customers, with a 95 % bootstrap interval; normalised
Qini as in scikit-uplift; AUUC as in causalml; the effect in the best 30 %; and the slope of the
real on the foretold differences, 1 where these are right (insights/promotions/qini.py and
heterogeneity.py define them).

Data set: Hillstrom's e-mail challenge of 2008 (minethatdata.com).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from benchmarks.uplift_table import printed
from insights.errors import DataUnusable
from insights.promotions.heterogeneity import best_linear_predictor
from insights.promotions.learners import LEARNERS, cross_fitted, response
from insights.promotions.qini import Ranking, normalised_qini
from insights.promotions.trial import Trial

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from insights.promotions.trial import Floats

ARM: Final = "segment"
OUTCOMES: Final = ("visit", "conversion", "spend")
LEAST_ROWS: Final = 200
"""Of each arm."""
THOUSAND: Final = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which data."""
    parser.add_argument("--data", type=Path, required=True, help="a folder or a file")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Every mail, outcome and ranking; the figures under "mail, outcome, ranking: figure"."""
    figures: dict[str, float] = {}
    try:
        for mail, outcome, trial in _trials(_read(options.data)):
            under = f"{mail}, {outcome}"
            effect = trial.effect()
            figures[f"{under}: customers"] = len(trial)
            figures[f"{under}: effect"] = effect.value
            figures[f"{under}: effect error"] = effect.error
            for ranking, scores in _rankings(trial):
                for name, value in _judged(trial, scores).items():
                    figures[f"{under}, {ranking}: {name}"] = value
    except DataUnusable as error:
        raise SystemExit(f"uplift: {options.data}: {error}") from error
    printed(figures)
    return {name: round(value, 5) for name, value in figures.items() if np.isfinite(value)}


def _rankings(trial: Trial) -> Iterator[tuple[str, Floats]]:
    """Baselines, then models: a score for each customer."""
    yield "treat all", np.zeros(len(trial))
    yield "random", np.random.default_rng(0).random(len(trial))
    yield "response model", cross_fitted(trial, response)
    for name, learner in LEARNERS.items():
        yield name, cross_fitted(trial, learner)


def _judged(trial: Trial, scores: Floats) -> dict[str, float]:
    ranking = Ranking(trial, scores)
    found = asdict(ranking.ranks()) | {"normalised": normalised_qini(trial, scores)}
    low, high = (asdict(each) for each in ranking.intervals())
    slope = best_linear_predictor(trial, scores).slope
    found |= {f"{name} low": value for name, value in low.items()}
    found |= {f"{name} high": value for name, value in high.items()}
    found |= {"slope": slope.value, "slope error": slope.error}
    return {
        name: value * THOUSAND if name.startswith("qini") else value
        for name, value in found.items()
    }


def _trials(rows: pd.DataFrame) -> Iterator[tuple[str, str, Trial]]:
    """Each mail against none, for each outcome. Raises DataUnusable."""
    outcomes = [name for name in OUTCOMES if name in rows.columns]
    counts = rows[ARM].value_counts()
    without = [arm for arm in counts.index if arm.lower().startswith("no")]
    if len(without) != 1 or len(counts) == 1:
        raise DataUnusable(f"Of {sorted(counts.index)} exactly one must begin with “no”.")
    if counts.min() < LEAST_ROWS:
        raise DataUnusable(
            f"Each arm wants {LEAST_ROWS} customers; the smallest has {counts.min()}."
        )
    for mail in sorted(set(counts.index) - set(without)):
        both = rows[rows[ARM].isin([mail, *without])]
        for name in outcomes:
            traits = both.drop(columns=[ARM, *outcomes])
            yield mail, name, Trial(traits, (both[ARM] == mail).to_numpy(), both[name].to_numpy())


def _read(path: Path) -> pd.DataFrame:
    """The rows, with small column names and numbers for outcomes. Raises DataUnusable."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if len(files) != 1 or not files[0].is_file():
        raise DataUnusable(f"There must be one CSV; there are {len(files)}.")
    try:
        rows = pd.read_csv(files[0], encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise DataUnusable(f"It is no CSV: {error}.") from error
    rows.columns = [str(name).strip().lower() for name in rows.columns]
    outcomes = [name for name in OUTCOMES if name in rows.columns]
    if ARM not in rows.columns or not outcomes:
        raise DataUnusable(f"It wants a column {ARM!r} and one of {', '.join(OUTCOMES)}.")
    for name in (*outcomes, ARM):
        values = rows[name] if name == ARM else pd.to_numeric(rows[name], errors="coerce")
        wrong = values.isna() if name == ARM else ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            at = int(wrong.to_numpy().argmax())
            raise DataUnusable(f"Row {at + 2}: {name} is “{rows[name].iloc[at]}”.")
        rows[name] = rows[name].astype(str).str.strip() if name == ARM else values.astype(float)
    numbers = rows.select_dtypes("number").columns
    return rows.fillna(dict.fromkeys(numbers, 0.0)).fillna("none")
