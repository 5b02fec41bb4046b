"""Refines the model of purchase intent by what the store's own shoppers did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from conversations import Traces
from database import connect
from signals.behaviour_log import BehaviourLog
from signals.dialogue import DialogueTurn, typed
from signals.propensity import save
from signals.propensity_training import examples_of, refine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tilly.settings import Settings

__all__ = ["refine_propensity"]

LOOKS_BACK: Final = timedelta(days=180)
"""Older visits are of another season, and of another shop page."""


def refine_propensity(settings: Settings, say: Callable[[str], None]) -> None:
    """Learn from the visits of the last half-year; a better model is put in use at once."""
    engine = connect(settings.sql_url)
    traces = Traces(engine)

    @lru_cache(maxsize=256)
    def talk(conversation_id: str) -> Sequence[DialogueTurn]:
        return [
            DialogueTurn(turn.turn_id, typed(turn.text), turn.intent or "", turn.started_at)
            for turn in traces.turns_of(conversation_id)
        ]

    try:
        now = datetime.now(UTC)
        examples = examples_of(BehaviourLog(engine).all(now - LOOKS_BACK), talk)
    finally:
        engine.dispose()
    refined = refine(examples, f"shop-{now:%Y%m%d}")
    if refined is None:
        say(f"purchase intent: {examples.purchases} visits with a purchase; the prior stays")
        return
    learnt = {
        "visits": refined.visits,
        "of them with a purchase": refined.purchases,
        "log-loss on unseen visits": round(refined.log_loss, 4),
        "log-loss of the stated prior on them": round(refined.log_loss_of_prior, 4),
    }
    save(refined.model, settings.propensity_file, learnt)
    say(
        f"purchase intent: learnt from {refined.visits:,} visits, {refined.purchases:,} with a "
        f"purchase; log-loss {refined.log_loss:.4f}, of the prior {refined.log_loss_of_prior:.4f}"
    )
