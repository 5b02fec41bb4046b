from __future__ import annotations

import json

import numpy as np

from knowledge.calibration.__main__ import QUESTIONS
from knowledge.calibration.fitting import area, calibration_error, cross_validated, fit


def test_the_fit_finds_the_function_that_made_the_labels():
    """Labels drawn from a known logistic function give its coefficients back."""
    random = np.random.default_rng(1)
    features = random.normal(size=(20_000, 2))
    chance = 1 / (1 + np.exp(-(-1 + features @ np.array([2.0, -0.5]))))
    labels = (random.random(20_000) < chance).astype(float)
    assert np.allclose([-1, 2, -0.5], fit(features, labels), atol=0.1)
    scores = cross_validated(features, labels)
    assert calibration_error(labels, scores) < 0.02
    assert area(labels, scores) > 0.8


def test_the_area_is_the_share_of_pairs_in_order():
    """1 when every true one is above every false one, half for ties."""
    labels = np.array([1.0, 1.0, 0.0])
    assert 1.0 == area(labels, np.array([0.9, 0.8, 0.1]))
    assert 0.75 == area(labels, np.array([0.9, 0.1, 0.1]))


def test_the_questions_are_of_both_sorts_and_asked_once():
    """Enough of each to fit on, none twice."""
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len({line["question"] for line in lines})
    assert sum(bool(line["has"]) for line in lines) >= 100
    assert sum(not line["has"] for line in lines) >= 60
