"""Leave-one-out: each shopper's last product is ranked among all that the shopper never had."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.recommend.figures import hit_rate, ndcg, ranks_of
from benchmarks.recommend.unreadable import LeftOut, UnreadableData
from recommendation.algorithms.attributes import Attributes, coded_attributes
from recommendation.algorithms.fitting import fit_ensemble
from recommendation.algorithms.held_out import HeldOut
from recommendation.algorithms.sequences import Sequences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["judge", "read_histories"]

DEPTH = 10
FEWEST = 3
"""Products of a shopper: one to learn from, one to tune on, one to test on."""
ATTRIBUTES = "_item2attributes.json"


def judge(path: Path, say: Callable[[str], None]) -> dict[str, float]:
    """Learn from all but the last two of each shopper, tune on the last but one, test on the last.

    As in Kang & McAuley 2018 and Zhou et al. 2020, nothing is learned from the last but one when
    the last is tested; it is read as part of the history.
    """
    table = _table_of(path)
    histories, coding = read_histories(table, say)
    attributes = _attributes_of(table, coding)
    said = f"{sum(map(len, histories))} purchases of {len(coding)} products"
    say(f"{table.name}: {len(histories)} shoppers, {said}, attributes {attributes is not None}")
    began = time.monotonic()
    known = [history[:-2] for history in histories]
    held = HeldOut(known, [int(history[-2]) for history in histories])
    ensemble = fit_ensemble(
        Sequences.of(known), held, len(coding), DEPTH, attributes=attributes, say=say
    )
    seconds = time.monotonic() - began
    wanted = [int(history[-1]) for history in histories]
    rankings = ensemble.rankings([history[:-1] for history in histories], DEPTH)
    ranks = ranks_of(rankings, wanted)
    return {
        "n": len(histories),
        "products": len(coding),
        "hr_at_10": hit_rate(ranks),
        "ndcg_at_10": ndcg(ranks),
        "network_share": ensemble.weight,
        "train_seconds": round(seconds, 1),
    }


def read_histories(
    path: Path, say: Callable[[str], None]
) -> tuple[list[NDArray[np.int32]], dict[str, int]]:
    """Each shopper's products, coded, and the coding; `say` is told of lines left out.

    Raises UnreadableData when no line can be used.
    """
    coding: dict[str, int] = {}
    histories: dict[str, NDArray[np.int32]] = {}
    left_out = LeftOut(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableData(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        shopper, *products = line.split() or [""]
        if not shopper:
            continue
        if shopper in histories:
            left_out.add(f"line {number}", f"shopper {shopper} has a line already")
        elif len(products) < FEWEST:
            had = f"shopper {shopper} has {len(products)} products"
            left_out.add(f"line {number}", f"{had}; to learn, tune and test takes {FEWEST}")
        else:
            codes = [coding.setdefault(product, len(coding)) for product in products]
            histories[shopper] = np.array(codes, dtype=np.int32)
    left_out.tell(say)
    if not histories:
        raise UnreadableData(f"{path} has no shoppers: a line is a shopper and products in order")
    return list(histories.values()), coding


def _table_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    tables = [
        one
        for one in sorted(path.glob("*.txt"))
        if not one.name.endswith("_sample.txt") and one.name not in {"SOURCE.txt", "README.txt"}
    ]
    with_attributes = [one for one in tables if _told_beside(one).exists()]
    if len(tables) != 1 and len(with_attributes) != 1:
        names = ", ".join(one.name for one in tables) or "none"
        raise UnreadableData(
            f"{path} should hold one table NAME.txt; found {names}. Name the file."
        )
    return (with_attributes if len(tables) != 1 else tables)[0]


def _told_beside(table: Path) -> Path:
    return table.with_name(table.stem + ATTRIBUTES)


def _attributes_of(table: Path, coding: dict[str, int]) -> Attributes | None:
    path = _told_beside(table)
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableData(f"{path} is no JSON: {error}") from error
    if not isinstance(told, dict):
        raise UnreadableData(f"{path} should be an object: product → list of attributes")
    known = {}
    for product, attributes in told.items():
        if not isinstance(attributes, list):
            raise UnreadableData(f"{path}, product {product}: {attributes!r} is no list")
        if product in coding:
            known[coding[product]] = [str(one) for one in attributes]
    return coded_attributes(len(coding), known)
