"""The intent head and its calibration, on features small enough to think through."""

from __future__ import annotations

import numpy as np
import pytest

from bot.components.calibration import (
    Calibration,
    choose_threshold,
    held_out_tenth,
    share_out,
)
from bot.components.errors import TrainingDataError
from bot.components.intent_head import RARE, IntentHead, framed

TEXTS = ["where is my parcel", "track my parcel", "hello there", "good morning"]
LABELS = ["track", "track", "greet", "greet"]
DENSE = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], np.float32)


def guesses(head: IntentHead, texts: list, dense: list) -> list:
    scores = head.scores(texts, np.array(dense, np.float32))
    return [head.labels[column] for column in scores.argmax(axis=1)]


def test_both_views_count():
    """Where the meaning is undecided the wording decides, and the other way round."""
    head = IntentHead.fit(TEXTS, DENSE, LABELS)
    assert ["track", "greet"] == guesses(
        head, ["my parcel", "good morning there"], [[0.5, 0.5], [0.5, 0.5]]
    )
    assert ["track", "greet"] == guesses(head, ["xx", "xx"], [[1, 0], [0, 1]])


def test_a_frame_is_known_around_any_word():
    """What a sentence says of a thing decides, though the thing was never named before."""
    things = [f"thing{letter}" for letter in "abcdefghijkl"][: RARE + 1]
    texts = [f"where is {one} now" for one in things] + [f"put {one} in now" for one in things]
    labels = ["track"] * len(things) + ["add"] * len(things)
    head = IntentHead.fit(texts, np.ones((len(texts), 2), np.float32), labels)
    unseen = ["where is sofa now", "put sofa in now"]
    assert ["track", "add"] == guesses(head, unseen, [[1, 1], [1, 1]])


def test_rare_words_are_alike_in_a_frame():
    """Ends are marked, for what opens a sentence says much."""
    assert ["^ where is my _ $", "^ $"] == framed(["Where is my sofa?", "!"], ["where", "is", "my"])


def test_texts_without_letters_are_learnt_by_meaning():
    """Training texts that hold no word leave the dense view alone in charge."""
    head = IntentHead.fit(["", " ", "", ""], DENSE, LABELS)
    assert ["track"] == guesses(head, [""], [[1, 0]])


def test_one_intent_is_refused():
    """A classifier needs something to tell apart."""
    with pytest.raises(TrainingDataError, match="1 intents"):
        IntentHead.fit(["a", "b"], DENSE[:2], ["greet", "greet"])


def test_three_intents_have_a_score_each():
    """Two intents and three have scores of the same shape."""
    head = IntentHead.fit([*TEXTS, "bye now"], np.vstack([DENSE, [[1, 1]]]), [*LABELS, "bye"])
    assert (1, 3) == head.scores(["x"], DENSE[:1]).shape


def test_the_tenth_is_stratified_and_leaves_one_of_each():
    """Each label lends its share, a single example stays."""
    labels = ["many"] * 200 + ["some"] * 20 + ["one"]
    chosen = held_out_tenth(labels)
    assert (20, 2, 0) == tuple(
        sum(labels[row] == name for row in chosen) for name in ("many", "some", "one")
    )
    assert chosen == held_out_tenth(labels)


def test_confidence_is_the_rate_of_being_right():
    """Guesses of like evidence that are right three times in four are given 0.75."""
    evidence = np.tile([2.0, 8.0], 100)
    right = np.array([True, True, True, True, True, True, False, True] * 25)
    calibration = Calibration.fit(evidence, right)
    low, high = calibration.probability(np.array([2.0, 8.0]))
    assert abs(low - 0.75) < 0.03
    assert high > 0.95


def test_a_faultless_validation_still_tells_guesses_apart():
    """Without a single error the slope stays near 1 and doubt stays possible."""
    calibration = Calibration.fit(np.linspace(8, 14, 50), np.ones(50, bool))
    assert 0.5 < calibration.slope < 2
    assert calibration.probability(np.array([0.0]))[0] < 0.5


def test_confidences_become_the_greatest_shares():
    """The order stays, no share exceeds the greatest, none adds up to more than 1."""
    shares = np.array([[0.6, 0.4], [0.6, 0.4]])
    lower, higher = share_out(shares, np.array([0.3, 0.9]))
    assert np.allclose([0.3, 0.2], lower)
    assert np.allclose([0.9, 0.1], higher)


def test_far_from_all_examples_there_is_less_evidence():
    """Of two messages with equal shares the one like an example has more for it."""
    head = IntentHead.fit(TEXTS, DENSE, LABELS)
    shares = np.tile([0.1, 0.9], (2, 1))
    near, far = head.evidence(shares, np.array([[1, 0.05], [-1, 0.2]], np.float32))
    assert near > far + 5


def test_the_threshold_spends_what_it_may():
    """At a cost of a fifth of ten messages, two right ones fall below it."""
    confidences = np.arange(10) / 10
    right = np.array([False] * 3 + [True] * 7)
    threshold = choose_threshold(confidences, right, 0.2)
    assert 2 == (confidences[right] < threshold).sum()


def test_nothing_right_sets_no_threshold():
    """Without a right guess there is nothing to protect or to learn from."""
    assert choose_threshold(np.array([0.5]), np.array([False]), 0.1) == 0.0
