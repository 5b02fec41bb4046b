"""Whether a buyer speaks well or badly of a thing, sentence by sentence.

The words beside the thing decide (`opinions.vocabulary`), negation turned round; where they
say nothing, the stars of the review do. `python -m benchmarks opinions` measures it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from opinions.vocabulary import BLAME, NEGATORS, PRAISE

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ENOUGH", "Verdict", "clause_about", "clauses", "polarity", "verdict_of"]

Verdict = Literal["well", "badly", "mixed"]

REACH: Final = 4
"""How many words a negation turns round."""
TURNED_PRAISE, TURNED_BLAME = -0.8, 0.6
"""What "not good" and "not bad" weigh."""
EXCESS: Final = -0.8
ENOUGH: Final = 0.3
"""From which weight on words decide."""
LIKED, DISLIKED = 4, 2
"""Stars from which, and up to which, a review likes the thing."""
_CONTRAST = re.compile(
    r"\b(?:but|however|although|though|yet|except|while|whereas|unfortunately)\b|;"
    r"|, (?=(?:and |i |it |the ))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PAUSE = re.compile(r"[.!?;,:()]")
_TOO = re.compile(r"\btoo (?!much to|bad)\w+", re.IGNORECASE)


def polarity(text: str) -> float:
    """How well the text speaks: above zero well, below badly, zero neither."""
    low = text.lower().replace("\u2019", "'")
    total = EXCESS * len(_TOO.findall(low))
    for part in _PAUSE.split(low):
        reach = 0
        for word in _WORD.findall(part):
            if word in NEGATORS:
                reach = REACH
                continue
            value = (word in PRAISE) - (word in BLAME)
            if reach and value:
                total += TURNED_PRAISE if value > 0 else TURNED_BLAME
            else:
                total += value
            reach = max(0, reach - 1)
    return total


def clause_about(sentence: str, at: int) -> str:
    """The part of a sentence around position `at`, between words of contrast."""
    turns = list(_CONTRAST.finditer(sentence))
    start = max((turn.end() for turn in turns if turn.end() <= at), default=0)
    end = min((turn.start() for turn in turns if turn.start() > at), default=len(sentence))
    return sentence[start:end]


def clauses(sentence: str) -> tuple[str, ...]:
    """The parts of a sentence between words of contrast, in order."""
    parts = (part.strip() for part in _CONTRAST.split(sentence))
    return tuple(part for part in parts if part)


def verdict_of(parts: Iterable[str], rating: float) -> Verdict:
    """What one review says of a thing in its `parts`; `rating` is its stars, 1 to 5."""
    said = {value > 0 for part in parts if abs(value := polarity(part)) > ENOUGH}
    if len(said) > 1:
        return "mixed"
    if said:
        return "well" if said.pop() else "badly"
    return "well" if rating >= LIKED else "badly" if rating <= DISLIKED else "mixed"
