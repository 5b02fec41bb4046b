"""Slates as the log gives them back, with what became of what they offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from recommendation.guard import Verdict
    from recommendation.shopper_state import ShopperState
    from recommendation.slates import Offer

__all__ = ["JudgedSlate", "LoggedSlate", "Outcome"]


class Outcome(StrEnum):
    """What became of an offer."""

    CLICKED = "clicked"
    CARTED = "carted"
    BOUGHT = "bought"
    REJECTED = "rejected"
    STOPPED = "stopped"
    """Of a nudge: the shopper wants none any more."""


@dataclass(frozen=True, kw_only=True)
class LoggedSlate:
    """A slate as it was shown, and what has become of its products since, by their ids."""

    id: str
    conversation_id: str
    turn_id: str
    asked: bool
    at: datetime
    state_hash: str
    model_version: str
    verdict: Verdict
    offers: tuple[Offer, ...]
    outcomes: Mapping[str, frozenset[Outcome]] = field(default_factory=dict)


@dataclass(frozen=True)
class JudgedSlate:
    """What was offered in a state, with which chance, and what became of each offer."""

    state: ShopperState
    propensities: dict[str, float]
    outcomes: dict[str, set[Outcome]]
