"""Answers without a model: the one to three source lines that answer the question best.

The likelier lines of the hits are compared with the question word by word
(`knowledge.late_interaction`); with the share of the question's matter that they speak of, the
figure that is asked for and more, that makes their fit (`knowledge.line_fit`). A line about another
product than the named one is never quoted, nor is one that speaks to the model; a reviewer is
quoted only when opinions are asked for.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.asked import Asked
from knowledge.evidence import Evidence, Line
from knowledge.instructions import reads_as_instruction
from knowledge.late_interaction import LateInteraction
from knowledge.line_fit import LineFit
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from embedding import Embedder
    from knowledge.chunks import Chunk, Hit
    from knowledge.late_interaction import Nearness

USUAL: Final = 400
"""Characters that further lines may fill an answer up to."""
LONGEST: Final = 560
PARAGRAPH: Final = 420
"""Characters up to which the rest of the best line's list item is quoted with it."""
FURTHER: Final = 2.0
"""How much less than the best line another one may fit to be quoted beside it."""
SAME_QUESTION: Final = 0.55
"""Likeness of two questions from which the whole entry under one answers the other."""
MOST: Final = 3
LIKELY: Final = 20
"""Lines that are compared by meaning: of the right ones 98 % are among them, of forty no more."""
SAME: Final = 0.6

FIGURE, QUALIFIER, RANK = 0.22, 0.3, 0.2
"""At first sight, beside the coverage."""
LONG: Final = 60
RANK_DECAY: Final = 4
ASKS_THE_SAME: Final = 0.85
"""The cosine from which two questions ask the same: "what is your return policy (in short)?"."""
_OUTRIGHT = re.compile(r"^(?:sorry|yes|no|never|always|not|we do|they do|it does)\b", re.IGNORECASE)
_LABELLED = re.compile(r"^[^.:!?]{2,60}:\s")
_POINTING = re.compile(r"^(?:both|either|neither|they|it|this|that|these|those)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Quote:
    """Lines that answer, in reading order and ready to be read, and the chunks they are from.

    `fits` tells how well each line that was compared answers, the `best` one among them, `near` how
    near that one is when it is read together with its headings, `figure` whether the quote has a
    figure of the kind that is asked for: 1, -1, or 0 when none is asked for. `lines` are those that
    were quoted.
    """

    sentences: tuple[str, ...]
    chunks: tuple[Chunk, ...]
    fits: Mapping[Line, LineFit]
    near: Nearness
    figure: float
    best: Line
    asked: Asked
    lines: tuple[Line, ...]

    @property
    def fit(self) -> LineFit:
        """That of the best line."""
        return self.fits[self.best]

    @property
    def share(self) -> float:
        """How likely one of the quoted lines fits best, if any of those compared answers."""
        top = max(fit.score for fit in self.fits.values())
        odds = {line: math.exp(fit.score - top) for line, fit in self.fits.items()}
        return sum(odds.get(line, 0.0) for line in self.lines) / sum(odds.values())


class Extractor:
    """Chooses and words source lines. Its methods may be called from any thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._interaction = LateInteraction(embedder)

    def quote(
        self,
        question: str,
        hits: Sequence[Hit],
        products: Collection[str] = (),
        manuals: Collection[str] = (),
    ) -> Quote | None:
        """The best lines of the hits; None when none answers.

        `products` and `manuals` are the ids and the titles of what the question is about.
        """
        evidence = Evidence([hit.chunk for hit in hits])
        asked = Asked(question, evidence, products, manuals)
        lines = [line for line in evidence.lines if not reads_as_instruction(line.text)]
        if not asked.for_opinions:
            lines = [line for line in lines if not line.opinion] or lines
        about = [line for line in lines if asked.may_be_about(line)]
        if not about:
            return None
        fits = self._fits(asked, about)
        ranked = sorted(fits, key=lambda line: (-fits[line].score, line.rank, line.place))
        best = self._same_question(asked, ranked) or ranked[0]
        faq = best.question and not best.listing
        chosen = _entry(best, asked) if faq else _said_on(best, about)
        # Beside the figure that is asked for, a line without one says something else.
        least = max(asked.figure(best), 0.0)
        beside = [line for line in ranked if asked.agrees(line) and asked.figure(line) >= least]
        chosen = _with_alike(best, chosen, beside, fits)
        return Quote(
            _read_together(chosen),
            tuple({line.chunk.id: line.chunk for line in (best, *chosen)}.values()),
            fits,
            self._interaction.in_context(question, asked.weights(), _headings(best), best.text),
            max(asked.figure(line) for line in chosen),
            best,
            asked,
            tuple(dict.fromkeys((best, *chosen))),
        )

    def _same_question(self, asked: Asked, ranked: Sequence[Line]) -> Line | None:
        """The best line of the FAQ's entry that asks the very same; None when there is none."""
        entries = {line.question: line for line in reversed(ranked) if line.question}
        if not entries:
            return None
        (said,) = self._embedder.embed([asked.question])
        # One at a time: the embedder keeps the vectors of single texts.
        near = {each: float(self._embedder.embed([each])[0] @ said) for each in entries}
        nearest = max(near, key=near.__getitem__)
        return entries[nearest] if near[nearest] >= ASKS_THE_SAME else None

    def _fits(self, asked: Asked, lines: Sequence[Line]) -> dict[Line, LineFit]:
        # Meaning costs a few milliseconds a line: only the likelier ones are looked at.
        likely = sorted(lines, key=lambda line: -_at_first_sight(asked, line))[:LIKELY]
        near = self._interaction.compare(
            asked.question, asked.weights(), [(_headings(line), line.text) for line in likely]
        )
        return {
            line: LineFit(
                words=one.words,
                meaning=one.meaning,
                coverage=asked.coverage(line),
                figure=asked.figure(line),
                qualifiers=asked.qualifiers(line),
                rank=_by_rank(line),
                opinion=float(line.opinion != asked.for_opinions),
                length=min(len(words(line.text)), LONG) / LONG,
                dimension=asked.dimension(line),
            )
            for line, one in zip(likely, near, strict=True)
        }


def _at_first_sight(asked: Asked, line: Line) -> float:
    return (
        asked.coverage(line)
        + FIGURE * asked.figure(line)
        + QUALIFIER * asked.qualifiers(line)
        + RANK * _by_rank(line)
        + asked.manner(line)
        - (line.opinion != asked.for_opinions)
    )


def _by_rank(line: Line) -> float:
    return 1 / (1 + line.rank / RANK_DECAY)


def _headings(line: Line) -> str:
    about = line.question or line.chunk.product_title or line.chunk.title
    section = "" if line.question else line.chunk.section.rsplit(" > ", 1)[-1]
    return " ".join(part for part in (about, section, line.label) if part)


def _entry(best: Line, asked: Asked) -> list[Line]:
    """An FAQ entry; from the best line on when its "Yes" or "No" is to another question."""
    entry = [
        line
        for line in asked.evidence.lines
        if line.chunk.id == best.chunk.id
        and (not line.listing or line is best)
        and not reads_as_instruction(line.text)
    ]
    answers_another = (
        _OUTRIGHT.match(entry[0].text) and asked.likeness(best.question) < SAME_QUESTION
    )
    start = entry.index(best) if answers_another else 0
    length = 0
    chosen: list[Line] = []
    for line in entry[start:]:
        length += 1 + len(_worded(line))
        if chosen and (length > USUAL or len(chosen) >= MOST):
            break
        chosen.append(line)
    return chosen if best in chosen else [best]


def _said_on(best: Line, lines: Sequence[Line]) -> list[Line]:
    """The best line and the rest of its list item: the terms of a tier rarely fit one sentence."""
    chosen = [best]
    if best.listing or not (best.item or best.label):
        return chosen
    length = len(_worded(best))
    for line in lines:
        if line.listing or not _same_paragraph(line, best) or line.place <= best.place:
            continue
        length += 1 + len(line.text)
        if length > PARAGRAPH:
            break
        chosen.append(line)
    return chosen


def _same_paragraph(one: Line, other: Line) -> bool:
    return one.chunk.id == other.chunk.id and one.paragraph == other.paragraph


def _read_together(chosen: Sequence[Line]) -> tuple[str, ...]:
    """The lines as sentences, none naming again the product or the item that the last one did."""
    sentences = []
    for place, line in enumerate(chosen):
        before = chosen[place - 1] if place else None
        named = before is not None and line.chunk.product_id == before.chunk.product_id
        goes_on = before is not None and not line.listing and _same_paragraph(line, before)
        text = _worded(line, named=named, labelled=not goes_on)
        # "Both work." says nothing without the question that it answers.
        opens = before is None or before.chunk.id != line.chunk.id
        asked = f"{line.question} " if opens and line.question and _POINTING.match(text) else ""
        sentences.append(asked + text)
    return tuple(sentences)


def _with_alike(
    best: Line, chosen: list[Line], ranked: Sequence[Line], fits: dict[Line, LineFit]
) -> list[Line]:
    """What was chosen and other lines that fit about as well and say something else."""
    chosen = list(chosen)
    length = sum(len(_worded(line)) + 1 for line in chosen)
    for line in ranked[:MOST]:
        if line in chosen:
            continue
        text = _worded(line)
        if fits[line].score < fits[best].score - FURTHER or length + 1 + len(text) > USUAL:
            break
        if not _says_again(text, chosen):
            chosen.append(line)
            length += 1 + len(text)
    return sorted(chosen, key=lambda line: (line.rank != best.rank, line.rank, line.place))


def _says_again(text: str, chosen: Sequence[Line]) -> bool:
    mine = frozenset(words(text))
    return any(len(mine & frozenset(words(line.text))) > SAME * len(mine) for line in chosen)


def _worded(line: Line, *, named: bool = False, labelled: bool = True) -> str:
    """The line as a sentence that can be read alone, or after one that named its product."""
    text = line.text.rstrip(" ,;:")
    if line.label and labelled:
        text = f"{line.label} {text[:1].lower() + text[1:] if text[1:2].islower() else text}"
    if line.item and not named and (name := _subject(line)) and name.lower() not in text.lower():
        text = f"{name} — {text}"
    text = text.replace(' ":', '":')
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
