"""Polarity of what buyers say of one thing: judged sentences of SemEval-2014 task 4.

    python -m benchmarks opinions --data shared/data/absa_semeval14/Laptops_Train.xml.seg

Three lines an entry: a sentence with $T$ for the thing, the thing, -1, 0 or 1. Nothing is fitted to
them. `decided` is the share of praise and blame for which the words decide (the stars decide the
rest, which these sentences do not have), `right` the share of those that they decide rightly, and
`opposite` the share of all for which they say the opposite. `right_of_all` is the share of all
praise and blame told rightly when the shipped sentiment network decides where words do not, as
`signals.aspects` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.sentiment import shipped
from opinions import ENOUGH, clause_about, polarity
from signals import Feeling

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

THING = "$T$"
LINES = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sentences."""
    parser.add_argument("--data", type=Path, required=True, help="a file of judged sentences")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Judge each by its words alone."""
    lines = options.data.read_text(encoding="utf-8").splitlines()
    entries = [lines[at : at + LINES] for at in range(0, len(lines) - LINES + 1, LINES)]
    labels = np.array([int(label) for _, _, label in entries])
    parts = [_part(sentence, thing) for sentence, thing, _ in entries]
    values = np.array([polarity(part) for part in parts])
    said = np.sign(values) * (np.abs(values) > ENOUGH)
    network = shipped()
    felt = network.predict(parts).argmax(1).numpy() - list(network.labels).index(Feeling.NEUTRAL)
    opinions = labels != 0
    told = np.where(said != 0, said, felt)
    decided = opinions & (said != 0)
    recalls = [float((said[labels == label] == label).mean()) for label in (-1, 0, 1)]
    return {
        "sentences": len(entries),
        "opinions": int(opinions.sum()),
        "decided": float(decided.sum() / opinions.sum()),
        "right": float((said[decided] == labels[decided]).mean()),
        "right_of_all": float((told[opinions] == labels[opinions]).mean()),
        "opposite": float((said[opinions] == -labels[opinions]).mean()),
        "balanced_accuracy_of_three": float(np.mean(recalls)),
    }


def _part(sentence: str, thing: str) -> str:
    part = clause_about(sentence, sentence.index(THING))
    return part.replace(THING, thing if THING not in thing else "")
