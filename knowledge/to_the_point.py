"""Whether a true sentence also answers: a model's evasions are true and of no use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.clauses import spoken_of
from knowledge.number_words import in_figures
from knowledge.quantities import quantities

if TYPE_CHECKING:
    from knowledge.extractive import Quote

__all__ = ["answers_like"]

OF_THE_QUESTION: Final = 0.34
OF_THE_QUOTE: Final = 0.4
_OUTRIGHT = re.compile(r"^(?:yes|no)\b", re.IGNORECASE)


def answers_like(quote: Quote, sentence: str) -> bool:
    """Whether a checked sentence answers what the quoted line does.

    When the question asks for a figure and the line has one, the sentence must state it; else
    it must say yes or no, or speak of a good part of what the question or the line speaks of.
    """
    wanted = [
        figure
        for part in quote.best.parts
        for figure in part.quantities
        if figure.unit.split(":")[0] in quote.asked.units
    ]
    if wanted:
        said = quantities(in_figures(sentence))
        return any(figure.states(one) or one.states(figure) for figure in wanted for one in said)
    if _OUTRIGHT.match(sentence):
        return True
    total = quote.asked.evidence.total
    spoken = spoken_of(sentence)
    matter, line = quote.asked.matter, quote.best.concepts
    return total(spoken & matter) >= OF_THE_QUESTION * total(matter) or total(
        spoken & line
    ) >= OF_THE_QUOTE * total(line)
