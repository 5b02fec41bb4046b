from __future__ import annotations

import numpy as np

from knowledge.calibration.choice import fit_choice, share_right


def choices(number, weights, seed):
    """Choices among five alternatives, drawn as a conditional logit with these weights says."""
    random = np.random.default_rng(seed)
    found = []
    for features in random.normal(size=(number, 5, len(weights))):
        raised = np.exp(features @ weights)
        right = np.zeros(5, dtype=bool)
        right[random.choice(5, p=raised / raised.sum())] = True
        found.append((features, right))
    return found


def test_the_fit_finds_the_weights_that_chose():
    """And what they choose is right more often than what others do."""
    truth = np.array([1.5, -0.8, 0.0])
    drawn = choices(4000, truth, 1)
    fitted = fit_choice(drawn)
    assert np.allclose(truth, fitted, atol=0.15)
    assert share_right(fitted, drawn) > share_right(-fitted, drawn)


def test_of_several_that_are_right_one_is_enough():
    """An alternative that is right and unlike the other one does not pull the weights apart."""
    one = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    assert fit_choice([(one, np.array([True, True, False]))]).min() > 0
