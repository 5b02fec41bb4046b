"""How well a line fits a question: a weighted sum of what is known of the two.

The weights were fitted so that the lines that answer come before the others of the same question
(a softmax over the lines); docs/decisions/0011-answer-confidence.md says on what.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

__all__ = ["WEIGHTS", "LineFit"]


@dataclass(frozen=True)
class LineFit:
    """Each about 0 to 1, those that speak against a line below 0.

    `meaning`, `words`, `own_words` and `own_meaning` are the nearness of
    `knowledge.late_interaction`; `coverage`, `figure`, `qualifiers` and `manner` are what
    `knowledge.asked` finds; `rank` falls with the place of the line's chunk, `linked` is 1 for a
    line about the product that is asked about, `opinion` 1 for one that is not of the kind asked
    for (a shopper's or the shop's own words), `length` the words of the line by sixty.
    """

    meaning: float
    words: float
    own_words: float
    own_meaning: float
    coverage: float
    figure: float
    qualifiers: float
    manner: float
    rank: float
    linked: float
    opinion: float
    length: float

    @property
    def score(self) -> float:
        """The fit; only the differences between lines of one question mean anything."""
        return float(
            sum(w * value for w, value in zip(astuple(WEIGHTS), astuple(self), strict=True))
        )


WEIGHTS = LineFit(
    meaning=5.3, words=1.2, own_words=2.6, own_meaning=10.5, coverage=2.5, figure=1.4,
    qualifiers=0.3, manner=2.2, rank=1.8, linked=0.9, opinion=-4.0, length=0.4,
)  # fmt: skip
