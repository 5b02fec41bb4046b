"""How a turn sounds, from what its words add up to."""

from __future__ import annotations

import math
import random
import re
from pathlib import Path

import pytest

from signals import Feeling, sentiment_training
from signals.errors import ModelUnusable
from signals.sentiment import ExplainedSentiment, LazySentiment, load_sentiment
from signals.sentiment_texts import Example, joined, phrases, read_examples, split
from signals.sentiment_training import prepared, shipped_folder
from signals.sentiment_transformers import feelings_of, three_of

ROOT = Path(__file__).resolve().parents[3]
TRAINING = ROOT / "signals" / "training" / "sentiment.csv"
TESTS = sorted((ROOT / "tests" / "golden").glob("sentiment_turns*.csv"))
ADDS = {"rubbish": (3.0, 0.0, -1.0), "late": (1.0, 0.0, -0.5), "lovely": (-2.0, 0.0, 2.5)}


class WordClassifier:
    """Adds up what is known of words; everything else says nothing."""

    def __init__(self):
        self.texts = []

    def logits(self, texts):
        self.texts += texts
        return [self._one(text.lower().split()) for text in texts]

    def _one(self, words):
        parts = [ADDS[word] for word in words if word in ADDS]
        return [base + sum(one) for base, *one in zip((0.0, 1.0, 0.0), *parts, strict=True)]


@pytest.fixture
def classifier():
    return WordClassifier()


@pytest.fixture
def model(classifier):
    return ExplainedSentiment(classifier, "words@1")


@pytest.mark.parametrize(
    ("text", "feeling", "words"),
    [
        ("rubbish and late", Feeling.NEGATIVE, ("rubbish",)),
        ("a lovely thing", Feeling.POSITIVE, ("lovely",)),
        ("where is it", Feeling.NEUTRAL, ()),
    ],
)
def test_the_likeliest_feeling_is_told_with_the_words_that_carry_it(model, text, feeling, words):
    """A neutral text is carried by none; a weak word beside a strong one is not named."""
    (found,) = model.score([text])
    assert (feeling, words) == (found.feeling, found.evidence.words)


@pytest.mark.parametrize("text", ["rubbish, but lovely", "where is it", "…"])
def test_probabilities_add_up_and_so_does_the_evidence(model, text):
    """The score is the log odds of the feeling against the others."""
    (found,) = model.score([text])
    assert math.isclose(1, found.negative + found.neutral + found.positive)
    value = max(found.negative, found.neutral, found.positive)
    assert math.isclose(value, 1 / (1 + math.exp(-found.evidence.score)))
    assert "words@1" == found.evidence.model


def test_a_neutral_text_is_read_once(model, classifier):
    """There is nothing to explain, and most turns are neutral."""
    model.score(["where is it"])
    assert ["where is it"] == classifier.texts


def test_a_model_is_loaded_once_and_a_text_read_once(classifier, model):
    """The first text loads it, whoever asks again waits for nothing."""
    loaded = []
    lazy = LazySentiment("words@1", lambda: loaded.append(1) or model)
    assert [] == loaded
    lazy.score(["when", "where"])
    lazy.score(["where"])
    assert ([1], ["when", "where"]) == (loaded, classifier.texts)


def test_the_shipped_model_is_named_by_what_it_was_trained_from(tmp_path):
    """Another text, recipe or line of code gives another folder and another version."""
    folder = shipped_folder(tmp_path)
    assert tmp_path == folder.parent
    assert folder.name in load_sentiment("", folder).version
    assert "my/classifier" == load_sentiment("my/classifier", folder).version


def test_the_shipped_model_is_trained_once(tmp_path, monkeypatch):
    """And nothing of the training is left beside it."""
    trained = []

    class Trained:
        def save(self, folder):
            trained.append(folder.name)
            (folder / "weights").touch()

    monkeypatch.setattr(sentiment_training, "train", lambda *_: Trained())
    folder = prepared(tmp_path / "models")
    assert folder == prepared(tmp_path / "models")
    assert ([folder.name], [folder]) == (trained, list(folder.parent.iterdir()))
    assert (folder / "weights").exists()


@pytest.mark.parametrize(
    ("labels", "feelings"),
    [
        (["NEGATIVE", "POSITIVE"], "negative positive"),
        (["pos", "neu", "neg"], "positive neutral negative"),
        (["LABEL_0", "LABEL_1", "LABEL_2"], "negative neutral positive"),
        (["LABEL_0", "LABEL_1"], "negative positive"),
        (
            ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
            "negative negative neutral positive positive",
        ),
    ],
)
def test_a_classifiers_labels_are_told_by_their_names(labels, feelings):
    """As the classifiers in use name them."""
    assert feelings.split() == list(feelings_of(dict(enumerate(labels))))


def test_a_classifier_of_something_else_is_refused():
    """Rather than guessed at."""
    with pytest.raises(ModelUnusable, match="joy, anger say nothing"):
        feelings_of({0: "joy", 1: "anger"})


def test_doubt_between_two_labels_is_neutral():
    """A classifier that knows no middle is in the middle when it cannot tell."""
    two = (Feeling.NEGATIVE, Feeling.POSITIVE)
    likely = [math.exp(one) for one in three_of(two, (0.4, 0.6))]
    assert pytest.approx([0.0, 0.8, 0.2], abs=1e-4) == likely


def test_a_tenth_of_each_label_is_held_out():
    """The same tenth every time."""
    examples = [Example(f"{label} {at}", label) for label in "ab" for at in range(30)]
    kept, held_out = split(examples)
    assert (54, 6) == (len(kept), len(held_out))
    assert ["a", "a", "a", "b", "b", "b"] == sorted(one.label for one in held_out)
    assert (kept, held_out) == split(examples)


def test_too_few_texts_of_a_label_are_refused():
    """Nothing could be held out."""
    with pytest.raises(ModelUnusable, match="needs 10 texts"):
        split([Example("a", "a")] * 20 + [Example("b", "b")] * 3)


def test_words_of_praise_and_blame_are_put_into_phrases():
    """Not those that a turn without feeling uses too."""
    written = [Example("my lamp is broken", "neutral"), Example("awful", "negative")]
    made = {one.text.split()[-1]: one.label for one in phrases(written, random.Random(0))}
    assert ("negative", "positive") == (made["dreadful"], made["superb"])
    assert "broken" not in made


def test_pairs_sound_as_the_part_that_has_a_feeling():
    """Praise and blame together are left out: which of them decides, the words do not say."""
    written = [Example("where is it", "neutral"), Example("awful", "negative")]
    plain = [Example("where is it", "neutral"), Example("when", "neutral")]
    both = [Example("lovely", "positive"), Example("awful", "negative")]
    labels = [
        {one.label for one in joined(texts, 9, random.Random(0))}
        for texts in (written, plain, both)
    ]
    assert [{"negative"}, {"neutral"}, set()] == labels


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.stem)
def test_training_and_test_share_no_text(test):
    """However it is written; nor does a text have two labels."""
    training = read_examples(TRAINING)
    texts = [one.text for one in training]
    assert len(texts) == len(set(texts))
    assert not set(map(_letters, texts)) & {_letters(one.text) for one in read_examples(test)}
    assert set(Feeling) == {one.label for one in training}


def _letters(text):
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))
