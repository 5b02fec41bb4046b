"""How well a line fits a question: a weighted sum of what is known of the two.

The weights are those of a conditional logit: the lines that answer come before the others of the
same question. `python -m benchmarks lines` fits them anew and says how often the first line
answers in a store that they were not fitted on (docs/decisions/0011-answer-confidence.md).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

__all__ = ["WEIGHTS", "LineFit"]


@dataclass(frozen=True)
class LineFit:
    """Each about 0 to 1, those that speak against a line below 0.

    `words` and `meaning` are the nearness of `knowledge.late_interaction`; `coverage`,
    `figure`, `qualifiers` and `dimension` are what `knowledge.asked` finds; `rank` falls with the
    place of the line's chunk, `opinion` is 1 for a line that is not of the kind asked for (a
    shopper's or the shop's own words), `length` the words of the line by sixty.
    """

    words: float
    meaning: float
    coverage: float
    figure: float
    qualifiers: float
    rank: float
    opinion: float
    length: float
    dimension: float

    @property
    def score(self) -> float:
        """The fit; only the differences between lines of one question mean anything."""
        return float(
            sum(w * value for w, value in zip(astuple(WEIGHTS), astuple(self), strict=True))
        )


WEIGHTS = LineFit(
    words=5.97, meaning=11.00, coverage=1.86, figure=1.27, qualifiers=0.38, rank=2.46,
    opinion=-2.14, length=2.54, dimension=1.68,
)  # fmt: skip
