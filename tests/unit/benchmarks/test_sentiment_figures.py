"""The figures of `python -m benchmarks sentiment`."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.sentiment import EPOCHS, READINGS, figures, recipe_for

LABELS = ("negative", "neutral", "positive")


def told(*labels, sure=0.8):
    rows = np.full((len(labels), 3), (1 - sure) / 2)
    rows[range(len(labels)), [LABELS.index(label) for label in labels]] = sure
    return rows


def test_recall_and_false_alarms_are_of_the_negative():
    """Found among the negative, and taken for negative among all others."""
    truth = ["negative"] * 4 + ["neutral"] * 8 + ["positive"] * 2
    likely = told(*["negative"] * 3, "neutral", "negative", *["neutral"] * 7, *["positive"] * 2)
    found = figures(likely, truth, LABELS)
    assert (3 / 4, 1 / 10) == (found["negative_recall"], found["negative_false_alarms"])
    assert 12 / 14 == found["accuracy"]


def test_recall_at_two_percent_is_at_a_threshold_of_its_own():
    """However many alarms the likeliest label raises."""
    truth = ["negative", "neutral", "neutral"]
    likely = np.array([[0.9, 0.1, 0.0], [0.6, 0.4, 0.0], [0.7, 0.3, 0.0]])
    assert 1.0 == figures(likely, truth, LABELS)["negative_recall_at_2_percent"]
    assert 1.0 == figures(likely, truth, LABELS)["negative_false_alarms"]


def test_other_labels_have_accuracy_and_f1_only():
    """A set without a negative label has no recall of it."""
    found = figures(np.array([[0.9, 0.1], [0.2, 0.8]]), ["a", "b"], ("a", "b"))
    assert {"accuracy", "macro_f1", "calibration_error"} == found.keys()
    assert (1.0, 1.0) == (found["accuracy"], found["macro_f1"])


def test_calibration_error_is_what_sureness_exceeds_being_right():
    """Sure to 0.8 and right in half."""
    found = figures(told(*["negative"] * 4), ["negative", "neutral"] * 2, LABELS)
    assert pytest.approx(0.3) == found["calibration_error"]


def test_a_large_file_is_read_in_part():
    """So that a benchmark ends in the minutes that it states."""
    assert [3 * 100, READINGS] == [recipe_for(size).readings for size in (100, 100_000)]
    assert EPOCHS == recipe_for(100).epochs
