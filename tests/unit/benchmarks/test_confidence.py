"""The figures of the confidence, on quotes that are made up."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from benchmarks.confidence import Example, figures_of
from knowledge.sureness import Signs


def example(store, right, sign, *, contradicted=False):
    return Example(
        store,
        answerable=True,
        right=right,
        confidence=sign,
        signs=(sign,) * len(fields(Signs)),
        contradicted=contradicted,
    )


def many(store, seed):
    signs = np.random.default_rng(seed).random(200)
    rights = np.random.default_rng(seed + 1).random(200) < signs
    return [example(store, bool(r), float(s)) for r, s in zip(rights, signs, strict=True)]


def test_what_is_right_as_often_as_it_says_is_calibrated():
    """The surer the answers that are given, the fewer of them and the fewer wrong."""
    figures = figures_of([*many("one", 1), *many("two", 3)])
    assert figures["calibration_error"] < 0.1
    assert figures["area"] > 0.75
    assert figures["coverage_at_0.8"] < figures["coverage_at_0.4"]
    assert figures["risk_at_0.8"] < figures["risk_at_0.4"]


def test_what_contradicts_is_answered_less():
    """It is no example for the fit, and loses what it was rated."""
    sure = [*many("one", 1), *many("two", 3)]
    doubted = [*sure, *(example("three", right=False, sign=0.9, contradicted=True),) * 50]
    assert figures_of(doubted)["coverage_at_0.5"] < figures_of(sure)["coverage_at_0.5"]
