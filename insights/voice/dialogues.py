"""A dialogue as satisfaction is read from it: what was said, by whom, and what it did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Utterance", "signs_of"]

LOOKS_BACK: Final = 3
"""Acts of each speaker that are told by their place."""
LONGEST: Final = 20
"""Exchanges beyond which a dialogue counts as no longer."""
WORDS: Final = 10.0
SHARE_OF_A_COUNT: Final = 0.3


@dataclass(frozen=True)
class Utterance:
    """What the shopper or the shop said; `act` says what it did, empty where nobody knows."""

    shopper: bool
    text: str
    act: str = ""


def signs_of(dialogue: Sequence[Utterance], *, acts: bool = True) -> dict[str, float]:
    """Named figures of a dialogue up to now, none far above one; without `acts` of words only.

    Where in the dialogue one is, how long the last words are, whether they ask, and whether
    somebody says the same again; the last acts of either side and how often there was each.
    """
    theirs = [one for one in dialogue if one.shopper]
    ours = [one for one in dialogue if not one.shopper]
    signs = {
        "begins": float(not dialogue),
        "exchanges": min(len(theirs), LONGEST) / LONGEST,
        "length": math.log1p(len(dialogue)),
    }
    for side, said in (("shopper", theirs), ("shop", ours)):
        if not said:
            continue
        last = said[-1].text
        signs[f"{side} says much"] = len(last.split()) / WORDS
        signs[f"{side} asks"] = float("?" in last or "\uff1f" in last)
        signs[f"{side} says it again"] = float(sum(one.text == last for one in said[:-1]))
        signs[f"{side} tells figures"] = float(any(char.isdigit() for char in last))
    return signs | (dict(_acts(dialogue, theirs, ours)) if acts else {})


def _acts(
    dialogue: Sequence[Utterance], theirs: Sequence[Utterance], ours: Sequence[Utterance]
) -> Iterator[tuple[str, float]]:
    for side, said in (("shopper", theirs), ("shop", ours)):
        for ago, one in enumerate(reversed(said[-LOOKS_BACK:]), 1):
            if one.act:
                yield f"{side} {ago} ago: {one.act}", 1.0
        for act in sorted({one.act for one in said} - {""}):
            yield f"{side} so far: {act}", SHARE_OF_A_COUNT * sum(one.act == act for one in said)
    if len(dialogue) > 1 and dialogue[-1].act and dialogue[-2].act:
        yield f"{dialogue[-2].act}, then {dialogue[-1].act}", 1.0
