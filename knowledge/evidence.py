"""The lines of the retrieved chunks: what an answer may quote and what a claim must rest on.

A line is a sentence, a list item or a table row, read together with the headings and the
introduction it stands under ("What is not covered", "The package contains:").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from knowledge import policy_records, price_records
from knowledge.clauses import Clause, clauses, spoken_of
from knowledge.outright import said_outright
from knowledge.text import sentences, words
from knowledge.wording import concepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.chunks import Chunk

_MARKER = re.compile(r"^\s*(?:[-*\u2022\u2013]|\d{1,2}[.)])\s+")
_LABEL = re.compile(r"^(?P<label>[^.:!?]{2,70}?):\s+(?P<value>\S.*)$", re.DOTALL)
_NO = re.compile(r"^(?:no|none|not\b.*|n/?a|never|without.*)\b", re.IGNORECASE)
_DENYING = re.compile(r"\b(?:not|cannot|never|exclu\w+|excepti\w+)\b|n't\b", re.IGNORECASE)
_WHICH = re.compile(r"(?:what|which|who)\b", re.IGNORECASE)  # "Which items can't be returned?"
FEWEST_ITEMS: Final = 2
LONGEST_LIST: Final = 500
_BEFORE, _EARLIER, _LATER, _HEADINGS = 0.85, 0.75, 0.6, 0.6


@dataclass(frozen=True)
class Line:
    """One line of a chunk; `rank` is the chunk's place among the hits.

    `text` is the line itself, `label` the introduction or label that a reader needs beside
    it, `item` whether it is a list item, table row or fragment; `paragraph` numbers the
    paragraph or list item that its sentence is from.
    """

    text: str
    label: str
    chunk: Chunk
    rank: int
    place: int
    item: bool = False
    listing: bool = False
    paragraph: int = -1

    @cached_property
    def parts(self) -> tuple[Clause, ...]:
        """The clauses, each denied also where the headings or the label deny."""
        parts = clauses(self.text)
        said = said_outright(self.text) if self.question and self.place == 0 else None
        if said is not None:
            # "Do you sell my data?" "No, never.": the question is what is denied.
            asked = Clause(
                self.question.lower(),
                spoken_of(self.question),
                negated=not said,
                quantities=(),
                conditional=any(part.conditional for part in parts),
            )
            parts = (asked, *parts) if asked.concepts else parts
        specification = _LABEL.match(self.text)
        if specification and _NO.match(specification["value"]):
            return tuple(replace(part, negated=True) for part in parts)
        own = any(part.negated for part in parts)
        if self.item and not own and (denied := self.denied):
            return tuple(replace(part, negated=True, denied=denied) for part in parts)
        return parts

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What the line itself speaks of."""
        return spoken_of(self.text)

    @cached_property
    def context(self) -> frozenset[str]:
        """What its headings, its product and its label speak of."""
        chunk = self.chunk
        titles = (chunk.product_title or "", chunk.title, chunk.section, self.label)
        return frozenset(concepts("\n".join(titles)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the line and of what it stands under."""
        chunk = self.chunk
        return frozenset(
            words(
                "\n".join(
                    (self.text, self.label, chunk.title, chunk.section, chunk.product_title or "")
                )
            )
        )

    @cached_property
    def question(self) -> str:
        """The question that the line answers, in an FAQ; else empty."""
        last = self.chunk.section.rsplit(" > ", 1)[-1]
        return last if last.endswith("?") else ""

    @cached_property
    def weights(self) -> tuple[dict[str, float], ...]:
        """For each clause, how near to it every concept of the line and its headings stands."""
        found = []
        for place, part in enumerate(self.parts):
            near = dict.fromkeys(self.context, _HEADINGS)
            for other, clause in enumerate(self.parts):
                weight = _LATER if other > place else _EARLIER if other < place - 1 else _BEFORE
                for concept in clause.concepts:
                    near[concept] = max(near.get(concept, 0.0), weight)
            near |= dict.fromkeys(part.concepts, 1.0)
            found.append(near)
        return tuple(found)

    @property
    def denied(self) -> frozenset[str]:
        """What its label or its heading denies: "What is not covered"."""
        heading = self.chunk.section.rsplit(" > ", 1)[-1]
        for text in (self.label, heading):
            if _DENYING.search(text) and (not text.endswith("?") or _WHICH.match(text)):
                return frozenset(concepts(text)) or frozenset({"cover"})
        return frozenset()

    @property
    def opinion(self) -> bool:
        """Whether a shopper wrote it, not the shop."""
        return self.chunk.kind == "review"


class Evidence:
    """All lines of the hits, and how rare each concept is among them."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.chunks = tuple(chunks)
        lines = [line for rank, chunk in enumerate(self.chunks) for line in lines_of(chunk, rank)]
        known = price_records.offers(self.chunks, lines)
        self.lines = tuple(
            line
            for line in lines
            if not price_records.states_another_price(line, known)
            and not price_records.names_a_contact(line)
            and not policy_records.states_policy(line)
        )
        self._in_lines = Counter(
            concept for line in self.lines for concept in line.concepts | line.context
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of it."""
        return frozenset[str]().union(*(line.words for line in self.lines))

    @cached_property
    def text(self) -> str:
        """All of it that may be relied on, to look up what must stand there to the letter."""
        headings = (f"{chunk.product_title or ''}\n{chunk.heading}" for chunk in self.chunks)
        return "\n".join((*headings, *(f"{line.label} {line.text}" for line in self.lines)))

    def knows(self, concept: str) -> bool:
        """Whether any line speaks of it."""
        return concept in self._in_lines

    def weight(self, concept: str) -> float:
        """Inverse document frequency over the lines; the most for what is nowhere."""
        return math.log(1 + (len(self.lines) + 1) / (self._in_lines[concept] + 0.5))

    def total(self, found: Iterable[str]) -> float:
        """The summed weight of some concepts."""
        return sum(self.weight(concept) for concept in found)


def lines_of(chunk: Chunk, rank: int) -> list[Line]:
    """The lines of a chunk, and each of its lists as a line of its own."""
    found: list[Line] = []
    items: list[str] = []
    lead = ""
    for number, raw in enumerate([*chunk.text.split("\n"), ""]):
        text = _MARKER.sub("", raw).strip()
        marked = text != raw.strip() and not text.endswith(":")
        if not marked and (listing := _listing(items, lead, chunk)):
            found.append(Line(listing, "", chunk, rank, len(found), item=True, listing=True))
        if not marked:
            lead = text if text.endswith(":") else lead if text[:1].islower() else ""
            items = []
        if not text or text == lead:
            continue
        for sentence, label, whole in _sentences(text, lead):
            item = marked or not whole
            line = Line(sentence, label, chunk, rank, len(found), item=item, paragraph=number)
            found.append(line)
        if marked:
            items.append(text)
    return found


def _sentences(text: str, lead: str) -> Iterator[tuple[str, str, bool]]:
    """Each sentence of a line, what a reader needs beside it, and whether it stands alone."""
    prefix = _LABEL.match(text)
    for number, sentence in enumerate(sentences(text)):
        if number and prefix:
            yield sentence, f"{prefix['label']}:", sentence[-1] in ".!?"
        else:
            yield sentence, lead, sentence[-1] in ".!?" and prefix is None


def _listing(items: list[str], lead: str, chunk: Chunk) -> str:
    """The items as one line under their introduction or heading; empty for fewer than two."""
    head = (lead or chunk.section.rsplit(" > ", 1)[-1]).rstrip(":")
    text = "; ".join(item.rstrip(".;") for item in items)
    if len(items) < FEWEST_ITEMS or len(text) > LONGEST_LIST or head.endswith("?"):
        return ""
    return f"{head}: {text}" if head else text
