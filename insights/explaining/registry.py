"""All models of a store, each with its card; a test finds those that have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from insights.explaining import analysis_cards, customer_cards, turn_cards
from insights.explaining.offer_card import offer_card
from insights.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from insights.explaining.cards import ModelCard
    from insights.runs import Run

__all__ = ["OF_RUNS", "UNCARDED", "ModelFiles", "model_cards"]

OF_RUNS: Final[Mapping[str, tuple[Callable[[Run | None], ModelCard], ...]]] = {
    "segments": (customer_cards.segments_card, customer_cards.lifetime_card),
    "forecasts": (analysis_cards.forecast_card,),
    "pricing": (analysis_cards.price_card,),
    "uplift": (analysis_cards.uplift_card,),
    "voice": (analysis_cards.satisfaction_card,),
}
"""The cards of what runs of insights keep, by the kind of run."""
UNCARDED: Final[Mapping[str, str]] = {
    "evaluation": "counts and shares, no model",
    "knowledge.support": "its `fit` says how well a line fits a topic, and learns nothing",
    "recommendation.algorithms.ratings": "of the benchmark on rating data; no store uses it",
}
"""Kinds of runs and modules without a card, and why."""


@dataclass(frozen=True)
class ModelFiles:
    """Where a store keeps models of its own, and the version of the one that tells feelings."""

    propensity: Path
    recommenders: Path
    sentiment: str


def model_cards(engine: Engine, files: ModelFiles) -> list[ModelCard]:
    """Every card, made from what each model keeps about itself now."""
    runs = Runs(engine)
    found = [
        turn_cards.intent_card(),
        turn_cards.sentiment_card(files.sentiment),
        turn_cards.propensity_card(files.propensity),
        turn_cards.answer_card(),
        turn_cards.claim_card(),
        offer_card(files.recommenders),
    ]
    for kind, makers in OF_RUNS.items():
        run = runs.newest(kind)
        found += [make(run) for make in makers]
    return found
