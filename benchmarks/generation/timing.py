"""The arithmetic of answers that stream: when each piece came, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Streamed", "figures_of", "percentile_ms", "rate_together"]

FEWEST: Final = 2
"""Tokens within the time in which all answer, for a rate to mean anything."""


@dataclass(frozen=True)
class Streamed:
    """One answer: when its pieces came, in seconds since all were asked.

    A piece is a token, or a few when one alone is no whole character.
    """

    at: tuple[float, ...]
    tokens: int
    prompt_tokens: int

    @property
    def first(self) -> float:
        """When the first token came."""
        return self.at[0]

    @property
    def last(self) -> float:
        """When the last token came."""
        return self.at[-1]


def rate_together(answers: Sequence[Streamed]) -> float | None:
    """Tokens a second of all answers, while all of them are being given.

    That is from the last one's first token to the first one's last; None when there is no
    such time, because the first were done before the last prompt had been read.
    """
    begin, end = max(one.first for one in answers), min(one.last for one in answers)
    counted = sum(
        one.tokens / len(one.at) * sum(begin < moment <= end for moment in one.at)
        for one in answers
    )
    if end <= begin or counted < FEWEST * len(answers):
        return None
    return counted / (end - begin)


def percentile_ms(answers: Sequence[Streamed], percent: float) -> float:
    """Of the times to the first token."""
    return float(1000 * np.percentile([one.first for one in answers], percent))


def figures_of(answers: Sequence[Streamed]) -> dict[str, float]:
    """The figures of answers that were asked for at once, each key with their number."""
    count = len(answers)
    figures = {
        f"first_token_p50_ms_{count}": percentile_ms(answers, 50),
        f"first_token_p95_ms_{count}": percentile_ms(answers, 95),
        f"prompt_tokens_per_s_{count}": sum(one.prompt_tokens for one in answers)
        / max(one.first for one in answers),
        f"whole_tokens_per_s_{count}": sum(one.tokens for one in answers)
        / max(one.last for one in answers),
    }
    if (rate := rate_together(answers)) is not None:
        figures[f"tokens_per_s_{count}"] = rate
        figures[f"tokens_per_s_of_each_{count}"] = rate / count
    return figures
