"""Offers and the slates that they are shown in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommendation.guard import Verdict

if TYPE_CHECKING:
    from recommendation.candidates import Because
    from recommendation.shopper_state import ShopperState

__all__ = ["Moment", "Offer", "Slate"]


@dataclass(frozen=True)
class Moment:
    """When a slate is made: in which turn of which conversation, and whether it was asked for."""

    conversation_id: str
    turn_id: str
    customer_id: str = ""
    asked: bool = True
    occasion: str = ""
    """The rule that called for a nudge; empty in the talk."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One product of a slate."""

    product: str
    score: float
    source: str
    """The recommender that proposed it most."""
    because: Because
    wishes: tuple[str, ...] = ()
    """The stated wishes that it meets, in the shopper's words."""
    propensity: float = 1.0
    """The chance with which it was drawn for its place, given the pool."""
    explored: bool = False
    """Whether it holds the exploration slot."""
    parts: tuple[tuple[str, float], ...] = ()
    """What makes the score, in words; they add up to it."""


@dataclass(frozen=True, kw_only=True)
class Slate:
    """What is offered at one moment, in order; empty when nothing is."""

    id: str
    moment: Moment
    state: ShopperState
    model_version: str
    verdict: Verdict
    offers: tuple[Offer, ...] = ()

    @classmethod
    def of(
        cls,
        moment: Moment,
        state: ShopperState,
        model_version: str,
        verdict: Verdict = Verdict.ALLOWED,
        offers: tuple[Offer, ...] = (),
    ) -> Slate:
        """The slate; the same moment, state and model give the same id."""
        said = f"{moment.conversation_id}\n{moment.turn_id}\n{state.hash}\n{model_version}"
        id_ = hashlib.sha256(said.encode()).hexdigest()[:32]
        return cls(
            id=id_, moment=moment, state=state, model_version=model_version, verdict=verdict,
            offers=offers,
        )  # fmt: skip
