"""Whether a true sentence also answers: a model's evasions are true and of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.clauses import spoken_of
from knowledge.figure_kinds import asking_words
from knowledge.number_words import in_figures
from knowledge.outright import answers_outright
from knowledge.quantities import quantities
from knowledge.wording import concepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.chunks import Chunk
    from knowledge.extractive import Quote
    from knowledge.quantities import Quantity

__all__ = ["answers_like"]

OF_THE_QUESTION: Final = 0.34
MOST_OF_THE_QUESTION: Final = 0.5
OF_THE_QUOTE: Final = 0.4


def answers_like(quote: Quote, sentence: str, chunks: Sequence[Chunk] = ()) -> bool:
    """Whether a checked sentence, which rests on `chunks`, answers what the quote does.

    When the question asks for a figure and the quoted line has one, the sentence must state it, or
    another of that kind on what the question is about; else it must answer outright, rest on the
    page's section that the quote is from, or speak of a good part of what the question or the line
    speaks of.
    """
    if answers_outright(sentence):
        return True
    stated = [figure for part in quote.best.parts for figure in part.quantities]
    wanted = [figure for figure in stated if figure.unit.split(":")[0] in quote.asked.units]
    said = quantities(in_figures(sentence))
    if any(_same(figure, one) for figure in wanted or stated for one in said):
        return True
    total = quote.asked.evidence.total
    matter = quote.asked.matter - asking_words(quote.asked.units)
    matter = frozenset(filter(quote.asked.evidence.knows, matter))
    spoken = spoken_of(sentence)
    if not spoken and not said:
        return False
    headings = frozenset(concepts(chunks[0].heading)) if chunks else frozenset[str]()
    on_it = total(spoken & matter) >= OF_THE_QUESTION * total(matter) or total(
        headings & matter
    ) >= MOST_OF_THE_QUESTION * total(matter)
    if wanted:
        kinds = {figure.unit.split(":")[0] for figure in said if figure.unit or not figure.noun}
        return on_it and not kinds.isdisjoint(quote.asked.units | {""})
    best = quote.best.chunk
    section = not best.product_id and best.id in {chunk.id for chunk in chunks}
    line = quote.best.concepts
    return on_it or section or total(spoken & line) >= OF_THE_QUOTE * total(line)


def _same(wanted: Quantity, said: Quantity) -> bool:
    """Whether two figures are one, also when the question's unit is left out ("18 or older")."""
    bare = not said.unit and said.text == wanted.text.split()[0]
    return bare or wanted.states(said) or said.states(wanted)
