"""Ratings by 5-fold cross-validation over all of them, as Surprise splits them."""

from __future__ import annotations

import csv
import math
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.recommend.unreadable import LeftOut, UnreadableData
from recommendation.algorithms.ratings import Ratings, fit_ratings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["judge", "read_ratings"]

FOLDS = 5
SEED = 0
COLUMNS = ("user_id", "item_id", "rating")


def judge(path: Path, say: Callable[[str], None]) -> dict[str, float]:
    """RMSE and MAE, each the mean over the folds; every rating is predicted once."""
    ratings, shape = read_ratings(path, say)
    say(f"{len(ratings.values)} ratings by {shape[0]} shoppers of {shape[1]} products")
    fold = np.random.default_rng(SEED).permutation(len(ratings.values)) % FOLDS
    squares, errors, seconds = [], [], 0.0
    for part in range(FOLDS):
        known, asked = (
            Ratings(*(one[rows] for one in ratings)) for rows in (fold != part, fold == part)
        )
        began = time.monotonic()
        model = fit_ratings(known, shape)
        seconds += time.monotonic() - began
        wrong = model.predict(asked.shoppers, asked.products) - asked.values
        squares.append(math.sqrt(np.mean(wrong**2)))
        errors.append(np.mean(np.abs(wrong)))
        say(f"fold {part + 1} of {FOLDS}: RMSE {squares[-1]:.4f}, MAE {errors[-1]:.4f}")
    return {
        "n": len(ratings.values),
        "rmse": float(np.mean(squares)),
        "mae": float(np.mean(errors)),
        "rmse_spread": float(np.std(squares)),
        "train_seconds": round(seconds, 1),
    }


def read_ratings(path: Path, say: Callable[[str], None]) -> tuple[Ratings, tuple[int, int]]:
    """All ratings, coded, and how many shoppers and products there are.

    `say` is told of rows left out. Raises UnreadableData when the table cannot be used.
    """
    table = _table_of(path)
    cells: dict[tuple[str, str], float] = {}
    left_out = LeftOut(table)
    for line, row in _rows(table):
        shopper, product, text = (row[name] or "" for name in COLUMNS)
        rating = _rating(text)
        if not shopper or not product:
            left_out.add(f"line {line}", "the user_id or the item_id is empty")
        elif (shopper, product) in cells:
            left_out.add(f"line {line}", f"{shopper} rated {product} before")
        elif rating is None:
            left_out.add(f"line {line}", f"{text!r} is no rating")
        else:
            cells[shopper, product] = rating
    left_out.tell(say)
    if len(cells) < FOLDS:
        raise UnreadableData(f"{table} has {len(cells)} ratings; {FOLDS} folds take as many")
    shoppers, products = ({name: code for code, name in enumerate(dict.fromkeys(names))}
                          for names in zip(*cells, strict=True))  # fmt: skip
    pairs = np.array([(shoppers[shopper], products[product]) for shopper, product in cells])
    values = np.array(list(cells.values()))
    return Ratings(pairs[:, 0], pairs[:, 1], values), (len(shoppers), len(products))


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their line numbers; the types in the header are dropped."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter="\t" if "\t" in first else ",")
            reader.fieldnames = [name.split(":")[0] for name in reader.fieldnames or ()]
            if missing := set(COLUMNS) - set(reader.fieldnames):
                raise UnreadableData(f"{table} has no column {', '.join(sorted(missing))}")
            for row in reader:
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableData(f"{table} cannot be read: {error}") from error


def _rating(text: str) -> float | None:
    try:
        rating = float(text)
    except ValueError:
        return None
    return rating if math.isfinite(rating) else None


def _table_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    tables = sorted(path.glob("*.inter"))
    if len(tables) != 1:
        names = ", ".join(one.name for one in tables) or "none"
        raise UnreadableData(f"{path} should hold one table *.inter; found {names}. Name the file.")
    return tables[0]
