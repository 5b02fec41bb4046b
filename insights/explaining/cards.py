"""Model cards: what a model uses, how good it is, on which data, when it was made, its limits.

After Mitchell et al. 2019, "Model cards for model reporting". A card is made anew from what its
model keeps about itself, whenever it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["ModelCard"]


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """One model, as people read of it."""

    name: str
    """Of small letters and underscores; the card's address."""
    title: str
    tells: str
    """What its score says, and who is shown it."""
    method: str
    uses: tuple[str, ...]
    """Everything that reaches it, in words."""
    reasons: str
    """What the parts of a score are, and the scale on which they add up."""
    limits: tuple[str, ...]
    version: str = ""
    """Empty of a model that the store does not have yet."""
    made_at: datetime | None = None
    """When it was fitted in this store; None of one that came with Tilly."""
    data: str
    """What it was fitted to."""
    quality: Mapping[str, float] = field(default_factory=dict)
    """Figures of this store, by what they are; empty where none are known."""
    measured: str = ""
    """The command that measures it on published data; empty where there is none."""
    modules: tuple[str, ...]
    """The modules that fit it: what is fitted and has no card is found by a test."""
