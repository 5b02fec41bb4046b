"""Answers without a model: the one to three source lines that answer the question best.

Every line of the hits is weighed by the share of the question's words it has (rare ones
more, synonyms too), by its likeness to the question in meaning when an embedder is given,
by whether it has the kind of figure that is asked for, and by the rank of its chunk. A line
about another tier or region than the asked one is put back; a reviewer is quoted only when
opinions are asked for; a line that speaks to the model is never quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.asked import Asked
from knowledge.evidence import Evidence, Line
from knowledge.prompt import reads_as_instruction

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from embedding import Embedder
    from knowledge.chunks import Chunk, Hit

USUAL: Final = 300
"""Characters that further lines may fill an answer up to."""
LONGEST: Final = 560
ENOUGH: Final = 0.25
FURTHER: Final = 0.9
"""Share of the best line's fit from which another line is quoted beside it."""
REMEMBERED: Final = 20_000

COVERAGE, LIKENESS, FIGURE, QUALIFIER, RANK = 1.0, 1.0, 0.15, 0.3, 0.2
_EMPTY_WORDS = re.compile(
    r"^(?:thank you|thanks|please read|we (?:hope|are confident|strive)|welcome|congratulations|certainly|sure"
    r"|if you have any|this (?:user )?guide|following these|read and understand|note: )\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^.:!?]{2,60}:\s")
_RANK_DECAY = 4


@dataclass(frozen=True)
class Quote:
    """Lines that answer, in reading order and ready to be read, and the chunks they are from.

    `fit` is how well the best line answers (about 0 to 2), `covered` the share of the
    question's matter it speaks of (0 to 1).
    """

    sentences: tuple[str, ...]
    chunks: tuple[Chunk, ...]
    fit: float
    covered: float


class Extractor:
    """Chooses and words source lines. Its methods may be called from any thread."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def quote(
        self, question: str, hits: Sequence[Hit], products: Collection[str] = ()
    ) -> Quote | None:
        """The best lines of the hits; None when none answers."""
        evidence = Evidence([hit.chunk for hit in hits])
        asked = Asked(question, evidence, products)
        lines = [line for line in evidence.lines if not reads_as_instruction(line.text)]
        lines = [line for line in lines if line.opinion == asked.for_opinions] or lines
        if not lines:
            return None
        fits = dict(zip(lines, self._fits(asked, lines), strict=True))
        ranked = sorted(lines, key=lambda line: (-fits[line], line.rank, line.place))
        best = ranked[0]
        if fits[best] < ENOUGH:
            return None
        chosen = _with_more(best, ranked[1:], fits)
        return Quote(
            tuple(_worded(line) for line in chosen),
            tuple({line.chunk.id: line.chunk for line in (best, *chosen)}.values()),
            fits[best],
            asked.coverage(best),
        )

    def _fits(self, asked: Asked, lines: Sequence[Line]) -> list[float]:
        alike = self._likeness(asked.question, lines)
        return [
            COVERAGE * asked.coverage(line)
            + LIKENESS * likeness
            + FIGURE * asked.figure(line)
            + QUALIFIER * asked.qualifiers(line)
            + RANK / (1 + line.rank / _RANK_DECAY)
            + (0.1 if line.listing and asked.for_list else -0.15 if line.listing else 0.0)
            - (0.4 if _EMPTY_WORDS.match(line.text) else 0.0)
            for line, likeness in zip(lines, alike, strict=True)
        ]

    def _likeness(self, question: str, lines: Sequence[Line]) -> list[float]:
        if self._embedder is None:
            return [0.0] * len(lines)
        asked = self._embedder.embed([question])[0]
        texts = [_in_context(line) for line in lines]
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            if len(self._vectors) > REMEMBERED:
                self._vectors = {}
            fresh = dict(zip(new, self._embedder.embed(new), strict=True))
            self._vectors |= fresh
        known = self._vectors | (fresh if new else {})
        return [float(known[text] @ asked) for text in texts]


def _in_context(line: Line) -> str:
    about = line.question or line.chunk.product_title or line.chunk.title
    section = "" if line.question else line.chunk.section.rsplit(" > ", 1)[-1]
    return " ".join(part for part in (about, section, line.label, line.text) if part)


def _with_more(best: Line, others: Sequence[Line], fits: dict[Line, float]) -> list[Line]:
    """The best line, what follows it in an FAQ answer, and lines that fit about as well."""
    chosen = [best]
    length = len(_worded(best))
    following = [line for line in others if line.chunk.id == best.chunk.id and not line.listing]
    following.sort(key=lambda line: line.place)
    if best.question and not best.listing:
        candidates = [line for line in following if not line.item or best.item]
    else:
        candidates = [line for line in others if fits[line] >= FURTHER * fits[best]][:2]
    for line in candidates:
        text = _worded(line)
        if length + 1 + len(text) > USUAL or len(chosen) > 2 or _says_again(text, chosen):
            continue
        chosen.append(line)
        length += 1 + len(text)
    return sorted(chosen, key=lambda line: (line.rank != best.rank, line.rank, line.place))


def _says_again(text: str, chosen: Sequence[Line]) -> bool:
    said = {word for line in chosen for word in line.concepts}
    mine = frozenset(text.lower().split())
    return (
        any(
            len(mine & frozenset(_worded(line).lower().split())) > 0.6 * len(mine)
            for line in chosen
        )
        or not said
    )


def _worded(line: Line) -> str:
    """The line as a sentence that can be read alone."""
    text = line.text
    if line.label:
        text = f"{line.label} {text[:1].lower() + text[1:] if text[1:2].islower() else text}"
    if line.item and (name := _subject(line)) and name.lower() not in text.lower():
        text = f"{name} — {text}"
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0] + " …"
    return text if text[-1] in ".!?…:" else f"{text}."


def _subject(line: Line) -> str:
    chunk = line.chunk
    if chunk.product_title:
        return chunk.product_title
    if _LABELLED.match(line.text):
        return chunk.section.rsplit(" > ", 1)[-1] or chunk.title
    return ""
