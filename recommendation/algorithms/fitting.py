"""Fits the ensemble: tunes the neighbours, trains the network, weighs them on what was kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from recommendation.algorithms.ensemble import Ensemble
from recommendation.algorithms.sequence_model import SequenceModel, SequenceSettings
from recommendation.algorithms.session_knn import CHOICES, KNNSettings, SessionKNN
from recommendation.algorithms.tuning import tuned

if TYPE_CHECKING:
    from collections.abc import Callable

    from recommendation.algorithms.attributes import Attributes
    from recommendation.algorithms.held_out import HeldOut
    from recommendation.algorithms.sequences import Sequences

__all__ = ["fit_ensemble"]

TUNED_ON = 1000
"""Sessions kept back that settings of the neighbours are compared on."""
WEIGHED_ON = 3000
FEWEST = 10_000
"""Next products in the sequences from which the network is tried; fewer teach it too little."""
PREDICTIONS = 4_000_000
"""What the network learns from, each counted as often as it is seen."""
EPOCHS = (4, 30)


def fit_ensemble(
    sequences: Sequences,
    held: HeldOut,
    products: int,
    length: int,
    *,
    attributes: Attributes | None = None,
    with_network: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Ensemble:
    """Learn from `sequences` what NDCG@`length` on `held` finds best; `say` is told each step."""
    trial = _Trial(sequences, held.sample(TUNED_ON), products, length)
    again = trial.reached(KNNSettings()) >= replace(trial, again=False).reached(KNNSettings())
    settings, figure = tuned(KNNSettings(), CHOICES, replace(trial, again=again).reached, rounds=1)
    say(f"neighbours tuned: {settings}, NDCG@{length} {figure:.4f}")
    neighbours = SessionKNN(sequences, products, settings)
    alone, figure = Ensemble(neighbours, again=again).chosen(held.sample(WEIGHED_ON), length)
    say(f"neighbours alone: NDCG@{length} {figure:.4f}")
    predictions = int((sequences.lengths - 1).clip(min=0).sum())
    if not with_network or predictions < FEWEST:
        return alone
    fewest, most = EPOCHS
    epochs = min(most, max(fewest, round(PREDICTIONS / predictions)))
    network = SequenceSettings(epochs=epochs)
    trained = SequenceModel.train(
        sequences, products, network, attributes,
        lambda epoch, loss: say(f"network: epoch {epoch} of {network.epochs}, loss {loss:.3f}"),
    )  # fmt: skip
    both, figure = replace(alone, network=trained).chosen(held.sample(WEIGHED_ON), length)
    say(f"with the network at {both.weight:.1f}: NDCG@{length} {figure:.4f}")
    return both


@dataclass(frozen=True)
class _Trial:
    """What settings of the neighbours reach on sessions kept back."""

    sequences: Sequences
    held: HeldOut
    products: int
    length: int
    again: bool = True

    def reached(self, settings: KNNSettings) -> float:
        neighbours = SessionKNN(self.sequences, self.products, settings)
        ensemble = Ensemble(neighbours, again=self.again)
        return ensemble.chosen(self.held, self.length)[1]
