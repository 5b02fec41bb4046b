"""The texts a sentiment network is trained on: labelled by hand, and more made from them.

MiniLM was made to know what a text is about, not how it sounds, and a few thousand turns name few
of the words that praise and blame. So each word of `opinions.vocabulary` is put into short phrases,
unless turns without feeling use it too ("broken", "refund"); and turns are joined in pairs, as
shoppers write them ("where is it. this is ridiculous").
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from opinions.vocabulary import BLAME, PRAISE
from signals.errors import ModelUnusable
from signals.turn_signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["OWN_TEXTS", "Example", "joined", "own_examples", "phrases", "read_examples", "split"]

OWN_TEXTS: Final = Path(__file__).parent / "training" / "sentiment.csv"
HELD_OUT: Final = 10
"""One in so many examples of each label is kept for calibration."""
PHRASES: Final = (
    "{}", "so {}", "really {}", "the whole thing is {}", "{} quality", "your service is {}",
    "it was {}", "{} delivery", "I find it {}",
)  # fmt: skip
PHRASES_OF_A_WORD: Final = 2
JOINTS: Final = (". ", " ", ", ", "\n")
LONGEST_PAIR: Final = 160
_WORD = re.compile(r"[a-z'-]+")


@dataclass(frozen=True)
class Example:
    """A text and how it sounds."""

    text: str
    label: str


def own_examples(seed: int = 0) -> tuple[list[Example], list[Example]]:
    """What the shipped network is trained on, and a tenth of the hand-written texts to judge it."""
    written, held_out = split(read_examples(OWN_TEXTS), seed)
    drawn = random.Random(seed)  # noqa: S311 - drawing examples is no cryptography
    pairs = joined(written, len(written) // 4, drawn)
    return [*written, *phrases(written, drawn), *pairs], held_out


def read_examples(path: Path) -> list[Example]:
    """The rows of a CSV with the columns `text` and `label`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Example(row["text"], row["label"]) for row in csv.DictReader(file)]


def split(examples: Sequence[Example], seed: int = 0) -> tuple[list[Example], list[Example]]:
    """What is trained on, and a tenth of each label that is not; raises ModelUnusable if too few.

    The same examples are split the same way every time.
    """
    drawn = random.Random(seed)  # noqa: S311 - as above
    kept: list[Example] = []
    held_out: list[Example] = []
    seen: Counter[str] = Counter()
    for example in drawn.sample(list(examples), len(examples)):
        seen[example.label] += 1
        (held_out if seen[example.label] % HELD_OUT == 0 else kept).append(example)
    if not seen or min(seen.values()) < HELD_OUT:
        raise ModelUnusable(f"Each label needs {HELD_OUT} texts or more to learn from.")
    return kept, held_out


def phrases(written: Sequence[Example], drawn: random.Random) -> Iterator[Example]:
    """Short phrases with the words of praise and blame that no neutral text has."""
    plain = {
        word
        for one in written
        if one.label == Feeling.NEUTRAL
        for word in _WORD.findall(one.text.lower())
    }
    told = ((BLAME, Feeling.NEGATIVE), (PRAISE, Feeling.POSITIVE))
    for vocabulary, feeling in told:
        for word in sorted(vocabulary - plain):
            for phrase in drawn.sample(PHRASES, PHRASES_OF_A_WORD):
                yield Example(phrase.format(word), feeling)


def joined(written: Sequence[Example], count: int, drawn: random.Random) -> Iterator[Example]:
    """Pairs that sound as the one of them does that has a feeling; at most `count`."""
    for _ in range(count):
        first, second = drawn.sample(written, 2)
        feelings = {first.label, second.label} - {Feeling.NEUTRAL.value}
        text = first.text + drawn.choice(JOINTS) + second.text
        if len(feelings) <= 1 and len(text) <= LONGEST_PAIR:
            yield Example(text, feelings.pop() if feelings else Feeling.NEUTRAL)
