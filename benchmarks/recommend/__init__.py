"""Recommendation: the next product of a history or a session, and ratings, as published.

  amazon    leave-one-out, ranking every product: HR@10 and NDCG@10. The folder has `NAME.txt`, one
            shopper a line (shopper, then products in order), and may have
            `NAME_item2attributes.json` (github.com/RUCAIBox/CIKM2020-S3Rec, data/).
  sessions  the next product of a session: P@20 and MRR@20. The folder has `test.txt`, and
            `all_train_seq.txt` or `train.txt`: pickles of lists of product numbers, older sessions
            first (github.com/CCIIPLab/GCE-GNN, datasets/).
  ratings   5-fold cross-validation: RMSE and MAE. A `*.inter` table as RecBole writes it
            (user_id, item_id, rating; recbole on PyPI, dataset_example/ml-100k).

Settings are tuned on a part of the training data that is kept back; the test part is ranked once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.recommend import leave_one_out, next_in_session, rating_folds
from benchmarks.recommend.unreadable import UnreadableData

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_arguments", "run"]

DATASETS: dict[str, Callable[[Path, Callable[[str], None]], dict[str, float]]] = {
    "amazon": leave_one_out.judge,
    "sessions": next_in_session.judge,
    "ratings": rating_folds.judge,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks recommend`."""
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--dataset", choices=DATASETS, required=True, help="what is predicted")
    parser.add_argument("--data", type=Path, required=True, help="the folder, or its main file")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Tune, train, and judge the test part once."""
    try:
        return DATASETS[options.dataset](options.data, say)
    except UnreadableData as error:
        raise SystemExit(f"recommend: {error}") from error


def say(line: str) -> None:
    """Tell a person how far it is; the figures alone go to standard output."""
    print(line, file=sys.stderr, flush=True)
