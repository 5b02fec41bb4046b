"""How often the line that fits a question best answers it, and the weights that a new fit gives.

The weights are those of a conditional logit over the lines of each question that has one which
answers. Judged are the lines of a store that its weights were not fitted on. The committed
weights' own figure and a fresh fit on all stores, to be copied into knowledge/line_fit.py, are
printed beside it; new weights want a new confidence (`python -m benchmarks confidence`).
"""

from __future__ import annotations

from dataclasses import astuple, fields
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.quotes import add_arguments, quoted_for
from knowledge.calibration.choice import fit_choice, share_right
from knowledge.line_fit import WEIGHTS, LineFit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from benchmarks.quotes import Quoted
    from knowledge.calibration.choice import Choice

__all__ = ["add_arguments", "figures_of", "run"]


def run(options: argparse.Namespace) -> dict[str, float]:
    """Compare the lines of every question; the figures of the weights."""
    return figures_of(quoted_for(options))


def figures_of(quoted: Sequence[Quoted]) -> dict[str, float]:
    """How often the first line is right, store by store, and the weights of a fit on all."""
    choices = [(one.store, _choice(one)) for one in quoted if one.answers.any()]
    everything = [choice for _, choice in choices]
    figures: dict[str, float] = {"questions": len(choices)}
    right = 0.0
    for store in dict.fromkeys(name for name, _ in choices):
        weights = fit_choice([choice for name, choice in choices if name != store])
        unseen = [choice for name, choice in choices if name == store]
        figures[f"first_right_{store}"] = share_right(weights, unseen)
        right += len(unseen) * figures[f"first_right_{store}"]
    figures["first_right"] = right / len(choices)
    figures["first_right_committed"] = share_right(np.array(astuple(WEIGHTS)), everything)
    names = (field.name for field in fields(LineFit))
    weights = fit_choice(everything)
    return figures | {f"fit_{name}": float(w) for name, w in zip(names, weights, strict=True)}


def _choice(one: Quoted) -> Choice:
    return np.array([astuple(fit) for fit in one.quote.fits.values()]), one.answers
