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

CONTRADICTED: Final = 4.0
"""Taken off when the best line holds for another product, tier or state than the asked one."""
WIDEST: Final = 4.0
"""The lead counts up to here."""
LONG: Final = 40


@dataclass(frozen=True)
class Signs:
    """What the sureness is judged by, of the best line if nothing else is said.

    `meaning` and `words` are those of its `LineFit`, and `fit` its score; `rest` is the share of
    the matter it has without the words that only ask for a figure, `lead` how much better it fits
    than any line that is not quoted, `figureless` 1 when no quoted line has the kind of figure that
    is asked for, `entry` 1 for an entry of an FAQ, `unlinked` 1 when no product is asked about,
    `asked` the length of the question: the longer, the farther any line is from all its words.
    """

    meaning: float
    words: float
    fit: float
    rest: float
    lead: float
    figureless: float
    entry: float
    unlinked: float
    asked: float


INTERCEPT = -9.80
COEFFICIENTS = Signs(
    meaning=2.77, words=3.92, fit=0.23, rest=0.22, lead=0.54, figureless=-2.00, entry=0.39,
    unlinked=1.05, asked=6.74,
)  # fmt: skip


def signs_of(quote: Quote) -> Signs:
    """The signs of a quote."""
    fit, asked = quote.fit, quote.asked
    return Signs(
        meaning=fit.meaning,
        words=fit.words,
        fit=fit.score,
        rest=asked.rest(quote.best),
        lead=min(quote.lead, WIDEST),
        figureless=float(quote.figure < 0),
        entry=float(bool(quote.best.question)),
        unlinked=float(not asked.products),
        asked=min(len(asked.question.split()), LONG) / LONG,
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
