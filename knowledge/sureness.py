"""How sure it is that the quoted lines answer the question: a probability, fitted and measured.

A logistic function of how near the best line is to the question and of what speaks against it.
`python -m benchmarks confidence` fits the coefficients and measures how often answers of each
confidence are right; docs/decisions/0011-answer-confidence.md says on what.
"""

from __future__ import annotations

import math
from dataclasses import asdict, astuple, dataclass
from typing import TYPE_CHECKING, Final

from knowledge.asking import parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.extractive import Quote

__all__ = [
    "COEFFICIENTS",
    "INTERCEPT",
    "SIGNS",
    "Signs",
    "addends",
    "chance",
    "least_confidence",
    "signs_of",
    "sureness",
]

CONTRADICTED: Final = 4.0
"""Taken off when the best line holds for another product, case or figure than the asked one."""
RESTATED: Final = 3.0
"""Added when the source asks the same question itself: so wide a one as "what is your return
policy?" is near to no single line of its answer. Stated, not fitted."""


@dataclass(frozen=True)
class Signs:
    """What the sureness is judged by.

    `meaning` is the nearness of the best line, read together with its headings, `rank` that of its
    `LineFit`, `share` how likely the best line of all is quoted, `figureless` and `unnamed` 1 when
    no quoted line has the kind of figure that is asked for, or names the kind of thing, `story` 1
    when more is told than asked. The length of the question is none of them: a talkative question
    for something unknown must not look surer.
    """

    meaning: float
    rank: float
    share: float
    figureless: float
    unnamed: float
    story: float


SIGNS: Final = {
    "base": "where no sign speaks",
    "meaning": "how near the best line is to the question in meaning",
    "rank": "how well the best line fits what is asked for",
    "share": "how likely the best line of all is among those quoted",
    "figureless": "no quoted line has the kind of figure that is asked for",
    "unnamed": "no quoted line names the kind of thing that is asked about",
    "story": "more is told than asked",
    "contradicted": "the best line holds for another product, case or figure",
    "restated": "the source asks the same question and answers it",
}
"""What each sign says, in words."""
INTERCEPT = -8.91
COEFFICIENTS = Signs(
    meaning=8.28, rank=2.28, share=4.43, figureless=-2.00, unnamed=-2.09, story=0.75,
)  # fmt: skip


def signs_of(quote: Quote) -> Signs:
    """The signs of a quote."""
    return Signs(
        meaning=quote.near.meaning,
        rank=quote.fit.rank,
        share=quote.share,
        figureless=float(quote.figure < 0),
        unnamed=float(quote.asked.leaves_unnamed(quote.lines)),
        story=float(len(parts_of(quote.asked.question)) > 1),
    )


def sureness(quote: Quote) -> float:
    """The probability (0 to 1) that the quote answers the question."""
    return chance(addends(quote))


def addends(quote: Quote) -> dict[str, float]:
    """What each of `SIGNS` adds to the log-odds of the sureness."""
    signs = zip(asdict(COEFFICIENTS).items(), astuple(signs_of(quote)), strict=True)
    told = {name: weight * value for (name, weight), value in signs}
    contradicted = -CONTRADICTED if quote.asked.contradicts(quote.best) else 0.0
    restated = RESTATED if quote.asked.restates(quote.best) else 0.0
    return {"base": INTERCEPT, **told, "contradicted": contradicted, "restated": restated}


def chance(parts: Mapping[str, float]) -> float:
    """The probability whose log-odds the parts add up to."""
    return 1 / (1 + math.exp(-sum(parts.values())))


def least_confidence(wrong_answer_cost: float) -> float:
    """The confidence from which an answer costs less than handing over, on average.

    A wrong answer costs as much as `wrong_answer_cost` needless hand-overs. Answering at
    confidence c costs (1 - c) * cost on average, handing over costs c * 1, for then the answer
    would have been right with probability c: so one answers from cost / (1 + cost) on.
    """
    return wrong_answer_cost / (1 + wrong_answer_cost)
