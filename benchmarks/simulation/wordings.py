"""What a simulated shopper types: templates, paraphrases, slips of the finger."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import yaml

from benchmarks.live.variation import misspelled
from signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.simulation.chance import Draws

__all__ = ["NEEDS", "said"]

NEEDS: Mapping[str, str] = {
    "Clothing": "clothing",
    "Outdoor": "camping gear",
    "Home & Kitchen": "kitchen things",
    "Electronics": "electronics",
    "Kids & Toddlers": "something for a toddler",
    "Toys & Games": "a game",
    "Bikes & Sport": "cycling gear",
    "Garden": "something for the garden",
    "Footwear": "shoes",
    "Beauty & Care": "skin care",
    "Travel & Bags": "a bag",
}
"""Categories in a shopper's words."""
_OF_FEELING = {Feeling.NEGATIVE: "upset", Feeling.POSITIVE: "pleased"}


def said(
    act: str, facts: Mapping[str, str], feeling: Feeling, slips: float, draws: Draws, turn: int
) -> str:
    """The words of an act in turn number `turn`, beside them those of a feeling."""
    text = draws.one_of(_wordings()[act], "wording", turn).format_map(facts)
    if draws.chance(slips, "slips", turn):
        text = misspelled(text, draws.generator("slip", turn))
    if feeling in _OF_FEELING:
        text += ". " + draws.one_of(_wordings()[_OF_FEELING[feeling]], "feels", turn)
    return text


@cache
def _wordings() -> Mapping[str, Sequence[str]]:
    file = resources.files("benchmarks.simulation") / "wordings.yml"
    found: Mapping[str, Sequence[str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
