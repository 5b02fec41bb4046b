"""The lines of the retrieved chunks: what an answer may quote and what a claim must rest on.

A line is a sentence, a list item or a table row, read together with the headings and the
introduction it stands under ("What is not covered", "The package contains:").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.number_words import in_figures
from knowledge.quantities import Quantity, quantities
from knowledge.text import sentences, words
from knowledge.wording import concepts, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.chunks import Chunk

_MARKER = re.compile(r"^\s*(?:[-*\u2022\u2013]|\d{1,2}[.)])\s+")
_LABEL = re.compile(r"^(?P<label>[^.:!?]{2,70}?):\s+(?P<value>\S.*)$", re.DOTALL)
_NO = re.compile(r"^(?:no|none|not\b.*|n/?a|never|without.*)\b", re.IGNORECASE)
_DENYING = re.compile(r"\b(?:not|cannot|never|exclu\w+|excepti\w+)\b|n't\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w$€£.])\+?\(?\d{1,4}\)?(?:[\s.-]\(?\d{2,5}\)?){2,5}(?!\w)"
)
# Where a sentence can be cut so that each part still says something.
_CUT = re.compile(
    r";\s+|,\s+(?!\d)|(?<!\d),\s+(?!\d{4}\b)|\.\s+|\s+-+\s+|\s*[()]\s*"
    r"|\s+(?=(?:but|while|whereas|if|unless|except|because|although|though|provided|when|once"
    r"|without|away from|rather than|instead of"
    r"|(?:until|before|after) (?:it|you|we|they"
    r"|(?:(?:the|your|our|an?) )?\w+ (?:is|are|was|has|have)))\b)"
    r"|\s+(?:and|or|plus|nor)\s+(?![$€£]?\d)|\s+(?:and|or)\s+(?=[$€£]?\d)(?<!\d and )(?<!\d or )"
)
_EXPIRES = re.compile(r"\b(?:expires?|ends?|runs? out|lapses?) after\b")
_FREE_OF = re.compile(r"\b([^\W\d_]+)-free\b")  # "interest-free"
_CONDITION = re.compile(r"(?:if|when|while|unless|until|once|except|without|after|before)\b")
_ASIDE = re.compile(rf"{_CONDITION.pattern}|(?:which|who|that|because)\b")
_CONCLUSION = re.compile(r"(?:so|then|therefore|thus|instead|please)\b")
_TEMPORAL = re.compile(r"(?:after|before|until|once|when)\b")
# A part with none of these continues the part before it ("… does not cover misuse, accidents").
_FINITE: Final = frozenset(
    words(
        "is are was were be am can could will would may might must shall should has have had do"
        " does did it you we they i it's you'll we'll they're you're there get gets takes take"
        " costs cost comes come arrives arrive lasts last covers cover applies apply includes"
        " include needs need can't cannot don't doesn't won't isn't aren't"
    )
)
FEWEST_ITEMS: Final = 2
LONGEST_LIST: Final = 500
_BEFORE, _EARLIER, _LATER, _HEADINGS = 0.85, 0.75, 0.6, 0.6


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: what it speaks of, whether it denies it, its figures.

    `denied` are the concepts of a heading that denies ("What cannot be returned"), which
    then is what the clause denies. A `conditional` clause holds in a case or at a time only.
    """

    text: str
    concepts: frozenset[str]
    negated: bool
    quantities: tuple[Quantity, ...]
    denied: frozenset[str] = frozenset()
    conditional: bool = False


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[Clause, ...]:
    """The parts of a sentence; figures in words become digits, letters lower case."""
    found: list[Clause] = []
    low = _FREE_OF.sub(r"without \1", _EXPIRES.sub("is valid for", in_figures(text)))
    for part in _CUT.split(_CONTACT.sub(" contactdetail ", low)):
        figures = quantities(part) if part else ()
        said = frozenset(concepts(_without(figures, part))) if part else frozenset()
        if found and _CONDITION.match(part.lstrip()):
            found[-1] = replace(found[-1], conditional=True)
        if said or figures:
            tied = _CONDITION.match(part.lstrip()) is not None
            found.append(Clause(part.strip(), said, negated(part), figures, conditional=tied))
    return tuple(_with_shared_verbs(found))


def _with_shared_verbs(parts: list[Clause]) -> Iterator[Clause]:
    """Deny a fragment with the verb before it or else after it, "after …" with its main clause."""
    verbs = [not _FINITE.isdisjoint(words(part.text)) for part in parts]
    for place, part in enumerate(parts):
        temporal = _TEMPORAL.match(part.text) is not None
        apart = verbs[place] or _CONCLUSION.match(part.text)
        if part.negated or (apart and not temporal):
            yield part
            continue
        before = (o for o in range(place - 1, -1, -1) if verbs[o] or parts[o].negated)
        after = (
            other
            for other in range(place + 1, len(parts))
            if verbs[other] and (temporal or not _ASIDE.match(parts[other].text))
        )
        shared = next(after, None) if temporal else next(before, next(after, None))
        yield replace(part, negated=shared is not None and parts[shared].negated)


def spoken_of(text: str) -> frozenset[str]:
    """The concepts of a text, without the units of its figures."""
    low = _CONTACT.sub(" contactdetail ", in_figures(text))
    return frozenset(concepts(_without([q for q in quantities(low) if q.value], low)))


def _without(figures: Iterable[Quantity], text: str) -> str:
    for figure in figures:
        if figure.unit:
            text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


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
        specification = _LABEL.match(self.text)
        if specification and _NO.match(specification["value"]):
            return tuple(replace(part, negated=True) for part in parts)
        if self.item and (denied := self._denied):
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
    def _denied(self) -> frozenset[str]:
        heading = self.chunk.section.rsplit(" > ", 1)[-1]
        for text in (self.label, heading):
            if _DENYING.search(text) and not text.endswith("?"):
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
        self.lines = tuple(
            line for rank, chunk in enumerate(self.chunks) for line in lines_of(chunk, rank)
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
        """All of it, for looking up what must stand there to the letter."""
        return "\n".join(
            f"{chunk.product_title or ''}\n{chunk.heading}\n{chunk.text}" for chunk in self.chunks
        )

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
