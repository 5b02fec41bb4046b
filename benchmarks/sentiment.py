"""How texts sound: the shipped model judged, or one trained on other labelled texts.

    python -m benchmarks sentiment --test tests/golden/sentiment_turns.csv
    python -m benchmarks sentiment --train train.csv --validation dev.csv --test test.csv

Files are CSV with the columns `text` and `label`. With `--train` the packaged MiniLM is fine-tuned
by the same code that trains the shipped model; a tenth of the training texts, or `--validation`,
calibrates it and chooses the epoch. Of a large file so many texts are read that two cores need
about ten minutes. `negative_recall` is the share of the texts labelled "negative" that are found,
`negative_false_alarms` the share of all others that are taken for negative;
`negative_recall_at_2_percent` is the recall at the threshold with two false alarms in a hundred.
`cpu_ms_per_neutral_turn` and `cpu_ms_per_felt_turn` are what scoring a turn alone costs the shipped
model. SST-2 and GoEmotions: see docs/benchmarks.md for where they are and how they become CSV.
"""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.labelled import read_csv
from signals import Feeling
from signals.sentiment import ExplainedSentiment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.labelled import Utterance
    from signals.sentiment_network import Network
    from signals.sentiment_texts import Example
    from signals.sentiment_training import Recipe

READINGS: Final = 24_000
"""Texts read in training, all epochs together."""
EPOCHS: Final = 3
BINS: Final = 10
ALARMS: Final = 0.02
NEGATIVE: Final = "negative"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which texts."""
    parser.add_argument("--train", type=Path, help="a CSV; without it the shipped model is judged")
    parser.add_argument("--validation", type=Path, help="a CSV; default a tenth of --train")
    parser.add_argument("--test", type=Path, required=True, help="a CSV")
    parser.add_argument("--failures", type=Path, help="write what was judged wrong to this file")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Train if asked to, and judge."""
    began = time.monotonic()
    test = read_csv(options.test)
    network = _trained(options) if options.train else shipped()
    trained = time.monotonic()
    likely = _likely(network, [one.text for one in test])
    took = time.monotonic() - trained
    truth = [one.label for one in test]
    if options.failures is not None:
        _write_failures(options.failures, test, likely, network.labels)
    return {
        "n": len(test),
        **figures(likely, truth, network.labels),
        "train_seconds": round(trained - began, 1),
        "ms_per_text": 1000 * took / len(test),
        **({} if options.train else _cost_of_turns(network, [one.text for one in test])),
    }


def figures(
    likely: NDArray[np.float64], truth: Sequence[str], labels: Sequence[str]
) -> dict[str, float]:
    """Of probabilities of shape (texts, labels); a label never learnt counts as missed."""
    found = np.array([labels[at] for at in likely.argmax(1)])
    expected = np.array(truth)
    result = {
        "accuracy": float((found == expected).mean()),
        "macro_f1": float(np.mean([_f1(found, expected, one) for one in np.unique(expected)])),
        "calibration_error": _calibration_error(likely.max(1), found == expected),
    }
    negative = expected == NEGATIVE
    if negative.any() and not negative.all() and NEGATIVE in labels:
        degree = likely[:, list(labels).index(NEGATIVE)]
        threshold = np.quantile(degree[~negative], 1 - ALARMS, method="higher")
        result |= {
            "negative_recall": float((found[negative] == NEGATIVE).mean()),
            "negative_false_alarms": float((found[~negative] == NEGATIVE).mean()),
            "negative_recall_at_2_percent": float((degree[negative] > threshold).mean()),
        }
    return result


def _f1(found: NDArray[np.str_], expected: NDArray[np.str_], label: str) -> float:
    right = int(((found == label) & (expected == label)).sum())
    return 2 * right / int((found == label).sum() + (expected == label).sum())


def _calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The expected calibration error over ten bins (Guo et al. 2017, arXiv:1706.04599)."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == one).mean() * abs(sure[bins == one].mean() - right[bins == one].mean())
        for one in np.unique(bins)
    ]
    return float(np.sum(gaps))


def _likely(network: Network, texts: Sequence[str]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = network.predict(texts).softmax(-1).double().numpy()
    return probabilities


def _cost_of_turns(network: Network, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of processor time that a turn alone costs, its evidence included."""
    model = ExplainedSentiment(network, "benchmark")
    spent: defaultdict[bool, list[float]] = defaultdict(list)
    for text in texts:
        began = time.process_time()
        (found,) = model.score([text])
        spent[found.feeling is Feeling.NEUTRAL].append(1000 * (time.process_time() - began))
    return {
        "cpu_ms_per_neutral_turn": float(np.mean(spent[True] or [0.0])),
        "cpu_ms_per_felt_turn": float(np.mean(spent[False] or [0.0])),
    }


def _trained(options: argparse.Namespace) -> Network:
    from signals.sentiment_texts import split
    from signals.sentiment_training import train

    examples = _examples(options.train)
    if options.validation:
        kept, held_out = examples, _examples(options.validation)
    else:
        kept, held_out = split(examples)
    labels = sorted({one.label for one in examples})
    return train(kept, held_out, labels, recipe_for(len(kept)), print)


def _examples(path: Path) -> list[Example]:
    from signals.sentiment_texts import Example

    return [Example(one.text, one.label) for one in read_csv(path)]


def recipe_for(examples: int) -> Recipe:
    """A recipe within the readings that a benchmark may take."""
    from signals.sentiment_training import Recipe

    return Recipe(epochs=EPOCHS, rate=1e-4, decay=0.9, readings=min(READINGS, EPOCHS * examples))


def shipped() -> Network:
    """The network of a store, trained now unless it is there."""
    from signals.sentiment_serving import served_network
    from signals.sentiment_training import prepared
    from tilly.settings import Settings

    return served_network(prepared(Settings.from_environment().models, print))


def _write_failures(
    path: Path, test: Sequence[Utterance], likely: NDArray[np.float64], labels: Sequence[str]
) -> None:
    lines = [
        f"{one.label} as {labels[row.argmax()]} ({row.max():.2f}): {one.text}\n"
        for one, row in zip(test, likely, strict=True)
        if labels[row.argmax()] != one.label
    ]
    path.write_text("".join(lines), encoding="utf-8")
