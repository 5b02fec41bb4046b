"""The uplift benchmark reads what it is given, or names the row that is wrong."""

from __future__ import annotations

from argparse import Namespace

import numpy as np
import pandas as pd
import pytest

from benchmarks import uplift

ROWS = 1100


@pytest.fixture
def rows():
    """A test of one e-mail, as Hillstrom's: it moves nobody."""
    chance = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "recency": chance.integers(1, 13, ROWS),
            "channel": chance.choice(["Web", "Phone"], ROWS),
            "segment": np.where(np.arange(ROWS) % 2, "Mens E-Mail", "No E-Mail"),
            "visit": (chance.random(ROWS) < 0.2).astype(int),
        }
    )


def run(path, rows):
    rows.to_csv(path / "test.csv", index=False)
    return uplift.run(Namespace(data=path))


def test_every_ranking_is_judged_on_the_same_customers(tmp_path, rows, monkeypatch):
    """Models and baselines, each with its interval, under the mail and the outcome."""
    monkeypatch.setattr("insights.promotions.qini.DRAWS", 20)
    monkeypatch.setattr(uplift, "LEARNERS", {"T-learner": uplift.LEARNERS["T-learner"]})
    figures = run(tmp_path, rows)

    assert figures["Mens E-Mail, visit: customers"] == ROWS
    assert figures["Mens E-Mail, visit, treat all: qini"] == 0
    for ranking in ("random", "response model", "T-learner"):
        under = f"Mens E-Mail, visit, {ranking}"
        assert figures[f"{under}: qini low"] < figures[f"{under}: qini high"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("visit", "often", "Row 7: visit is “often”"),
        ("visit", "-1", "Row 7: visit is “-1”"),
        ("segment", "", "Row 7: segment is"),
        ("segment", "Womens E-Mail", "the smallest has 1"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path, rows, column, value, said):
    """By its line in the file."""
    changed = rows.astype({column: object})
    changed.loc[5, column] = value
    with pytest.raises(SystemExit, match=said):
        run(tmp_path, changed)


def test_a_file_of_something_else_is_refused(tmp_path, rows):
    """Without outcomes, without a control group, without a file."""
    for other in (
        rows.drop(columns="visit"),
        rows.assign(segment="Mens E-Mail"),
    ):
        with pytest.raises(SystemExit, match="uplift: "):
            run(tmp_path, other)
    with pytest.raises(SystemExit, match="one CSV"):
        uplift.run(Namespace(data=tmp_path / "nothing.csv"))
