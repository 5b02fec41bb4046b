"""How sure it is that the quoted lines answer the question: a probability, fitted and measured.

A logistic function of how near the best line is to the question and of what speaks against it.
`python -m benchmarks confidence` fits the coefficients and measures how often answers of each
confidence are right; docs/decisions/0011-answer-confidence.md says on what.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from knowledge.extractive import Quote

__all__ = ["COEFFICIENTS", "INTERCEPT", "Signs", "least_confidence", "signs_of", "sureness"]

WIDEST: Final = 4.0
"""The lead counts up to here."""
CONTRADICTED: Final = 4.0
"""Taken off when the best line holds for another product, tier or state than the asked one."""


@dataclass(frozen=True)
class Signs:
    """What the sureness is judged by.

    `meaning` and `words` are the nearness of the best line, read together with its headings,
    `rank` is that of its `LineFit`, `lead` how much better the first line fits than the second,
    `figureless` 1 when no quoted line has the kind of figure that is asked for. The length of the
    question is none of them: a talkative question for something unknown must not look surer.
    """

    meaning: float
    words: float
    rank: float
    lead: float
    figureless: float


INTERCEPT = -8.22
COEFFICIENTS = Signs(meaning=7.28, words=4.04, rank=2.50, lead=0.35, figureless=-2.45)


def signs_of(quote: Quote) -> Signs:
    """The signs of a quote."""
    return Signs(
        meaning=quote.near.meaning,
        words=quote.near.words,
        rank=quote.fit.rank,
        lead=min(quote.lead, WIDEST),
        figureless=float(quote.figure < 0),
    )


def sureness(quote: Quote) -> float:
    """The probability (0 to 1) that the quote answers the question."""
    signs = astuple(signs_of(quote))
    weighted = sum(w * value for w, value in zip(astuple(COEFFICIENTS), signs, strict=True))
    if quote.asked.contradicts(quote.best):
        weighted -= CONTRADICTED
    return 1 / (1 + math.exp(-(INTERCEPT + weighted)))


def least_confidence(wrong_answer_cost: float) -> float:
    """The confidence from which an answer costs less than handing over, on average.

    A wrong answer costs as much as `wrong_answer_cost` needless hand-overs. Answering at
    confidence c costs (1 - c) * cost on average, handing over costs c * 1, for then the answer
    would have been right with probability c: so one answers from cost / (1 + cost) on.
    """
    return wrong_answer_cost / (1 + wrong_answer_cost)
