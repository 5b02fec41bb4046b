"""Satisfaction of each turn, with folds by dialogue, beside the published models.

    python -m benchmarks satisfaction --data uss_satisfaction

FOLDER or FILE in the format of User Satisfaction Simulation: dialogues with an empty line between
them, a line for each utterance: USER or SYSTEM, text, act, and each annotator's level (1 to 5) with
commas between them, separated by tabs; columns after these are not read. A turn's level is the
annotators' majority, of equally many the lower (as in the paper's code). It is foretold from
what was said before the shopper's turn, ten folds by dialogue, class-balanced. `uar` is the mean
recall of all levels that occur. `uar_without_acts` reads no annotation but the levels;
`uar_after_the_turn` reads the shopper's words too, which the published models do not.

Data set: USS, github.com/sunnweiwei/user-satisfaction-simulation (Sun et al., SIGIR 2021). Its
models' figures are those of the best of a hundred epochs, chosen on the test folds.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from insights.errors import DataUnusable, InsightError
from insights.voice.dialogues import Utterance
from insights.voice.satisfaction import foretold, recalls

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

PUBLISHED: Final = {"HiGRU": 0.293, "BERT": 0.261}
"""UAR on SGD (Sun et al. 2021, Table 3)."""
SPEAKERS: Final = {"USER": True, "SYSTEM": False}
LEVELS: Final = range(1, 6)
LEAST_COLUMNS: Final = 2
LEVEL_COLUMN: Final = 3
SHOWN_ROWS: Final = 5


@dataclass(frozen=True)
class Moment:
    """A shopper's turn: what came before it, the turn, its level, and its dialogue's number."""

    before: tuple[Utterance, ...]
    turn: Utterance
    level: int
    dialogue: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which data."""
    parser.add_argument("--data", type=Path, required=True, help="a folder or a file")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Judge each file that can be read; the figures under its name where there are several."""
    folder = options.data.is_dir()
    found: dict[str, dict[str, float]] = {}
    for path in sorted(options.data.glob("*.txt")) if folder else [options.data]:
        try:
            found[path.stem] = _judged(path)
        except (InsightError, OSError, UnicodeDecodeError) as error:
            if not folder:
                raise SystemExit(f"satisfaction: {path}: {error}") from error
            print(f"{path.name} left out: {error}")
    if not found:
        raise SystemExit(f"satisfaction: {options.data} has no dialogues that can be read.")
    print("Published on SGD: " + ", ".join(f"{name} {uar}" for name, uar in PUBLISHED.items()))
    if len(found) == 1:
        return next(iter(found.values()))
    return {f"{name}: {key}": figure for name, of in found.items() for key, figure in of.items()}


def _judged(path: Path) -> dict[str, float]:
    """The figures of one file. Raises DataUnusable and TooLittleData."""
    moments = read_moments(path)
    levels = np.array([one.level for one in moments])
    dialogues = [one.dialogue for one in moments]
    before = [one.before for one in moments]
    after = [(*one.before, one.turn) for one in moments]
    of_level = recalls(foretold(before, levels, dialogues), levels)
    without = recalls(foretold(before, levels, dialogues, acts=False), levels)
    knowing = recalls(foretold(after, levels, dialogues), levels)
    return {
        "n": len(moments),
        "dialogues": len(set(dialogues)),
        "uar": _mean(of_level),
        **{f"recall_of_{level}": recall for level, recall in of_level.items()},
        "uar_by_chance": 1 / len(of_level),
        "uar_without_acts": _mean(without),
        "uar_after_the_turn": _mean(knowing),
    }


def read_moments(path: Path) -> list[Moment]:
    """The turns of a file that have a level; rows that cannot be used are named and left out.

    Raises DataUnusable where there is none.
    """
    moments: list[Moment] = []
    refused: list[str] = []
    dialogue = 0
    said: tuple[Utterance, ...] = ()
    # Not by splitlines: a text may have marks that it takes for the end of a line.
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            dialogue, said = dialogue + 1, ()
            continue
        try:
            utterance, level = _row(line.split("\t"))
        except DataUnusable as error:
            refused.append(f"row {number} {error}")
            continue
        if level is not None:
            moments.append(Moment(said, utterance, level, dialogue))
        said = (*said, utterance)
    if not moments:
        why = f" ({refused[0]})" if refused else ""
        raise DataUnusable(f"No turn has a level{why}.")
    _report(path, refused)
    return moments


def _row(cells: Sequence[str]) -> tuple[Utterance, int | None]:
    """An utterance, and its level where it has one."""
    speaker = cells[0].strip().upper()
    if speaker not in SPEAKERS:
        raise DataUnusable(f"begins with {cells[0][:30]!r}, not with USER or SYSTEM.")
    if len(cells) < LEAST_COLUMNS:
        raise DataUnusable("has no text.")
    # Of several acts the first is the utterance's own.
    act = cells[2].split(",")[0].strip() if len(cells) > LEAST_COLUMNS else ""
    given = cells[LEVEL_COLUMN].strip() if len(cells) > LEVEL_COLUMN else ""
    utterance = Utterance(SPEAKERS[speaker], cells[1].strip(), act)
    return utterance, majority(given) if given and utterance.shopper else None


def majority(given: str) -> int:
    """What most annotators gave, of equally many the lower. Raises DataUnusable."""
    try:
        levels = Counter(int(one) for one in given.split(",") if one.strip())
    except ValueError:
        raise DataUnusable(f"has the levels {given[:30]!r}, which are no numbers.") from None
    if not levels or not all(one in LEVELS for one in levels):
        raise DataUnusable(f"has the levels {given[:30]!r}, not all of 1 to 5.")
    return min(levels, key=lambda level: (-levels[level], level))


def _report(path: Path, refused: Sequence[str]) -> None:
    for line in refused[:SHOWN_ROWS]:
        print(f"{path.name}: {line}", file=sys.stderr)
    if len(refused) > SHOWN_ROWS:
        print(f"{path.name}: {len(refused)} rows were left out in all.", file=sys.stderr)


def _mean(of_level: Mapping[int, float]) -> float:
    return float(np.mean(list(of_level.values())))
