"""The card of what recommends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from insights.explaining.cards import ModelCard
from recommendation.errors import ModelUnusable
from recommendation.learning.snapshots import described
from recommendation.ranking.features import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["offer_card"]


def offer_card(path: Path) -> ModelCard:
    """What is offered to whom; `path` holds what was trained, if anything was."""
    version, learnt, trouble = _kept(path)
    return ModelCard(
        name="recommendations",
        title="What is offered, and in which order",
        tells="A score of each product for a moment; agents see it with its reason.",
        method="Seven recommenders propose, a LambdaMART ranker orders, stated rules may forbid.",
        uses=tuple(WORDS.values()),
        reasons=(
            "One reason in words for each offer, logged when it was made; features, by what each"
            " adds to the score, exactly."
        ),
        limits=(
            "New products come up by their description alone.",
            "It learns from what was shown; one place in each slate is drawn for that reason.",
            "No feeling reaches it, and no price but everybody's.",
            *((trouble,) if trouble else ()),
        ),
        version=version,
        made_at=datetime.fromtimestamp(path.stat().st_mtime, UTC) if version else None,
        data="The shop's own behaviour events, and what became of earlier offers.",
        quality=learnt,
        measured="python -m benchmarks recommend",
        modules=(
            "recommendation.learning.training",
            "recommendation.ranking.ranker",
            "recommendation.algorithms.fitting",
            "recommendation.algorithms.implicit_factors",
            "recommendation.algorithms.sequence_model",
            "recommendation.algorithms.sequence_training",
        ),
    )


def _kept(path: Path) -> tuple[str, Mapping[str, float], str]:
    """The version, what it was learnt from, and why it cannot be read."""
    if not path.exists():
        return "", {}, ""
    try:
        return *described(path), ""
    except ModelUnusable as error:
        return "", {}, str(error)
