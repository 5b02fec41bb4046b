"""The claim check: may this sentence be sent, given these sources?

Deterministic and word by word. A sentence passes when every figure in it stands in a source
line that speaks of the same matter (and no other line speaks of it better with another
figure), when it denies and affirms what the sources deny and affirm, when names, contacts and
words that are facts by themselves stand in the sources, and when enough of the rest does.
What a shopper or a reviewer wrote never supports a claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from generation.personal_data import PLACEHOLDER
from knowledge.closed_classes import CLOSED, QUALIFIERS
from knowledge.evidence import Clause, Evidence, clauses, spoken_of
from knowledge.number_words import in_figures
from knowledge.quantities import unit_name
from knowledge.text import STOP_WORDS, words
from knowledge.wording import FILLER, OPPOSITES, UNDONE, concepts, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from knowledge.chunks import Chunk
    from knowledge.evidence import Line
    from knowledge.quantities import Quantity

SENTENCE_COVERAGE: Final = 0.5
FIGURE_FIT: Final = 0.3
RIVAL_MARGIN: Final = 0.03
NEAR_BEST: Final = 0.9
ALIGNED: Final = 0.34

_META = re.compile(
    r"\b(?:as an ai|language model|(?:the )?(?:provided|given|above) (?:context|documents?|sources?|information|text)"
    r"|(?:sources?|documents?|context|passages?|text) (?:do(?:es)?n't|do(?:es)? not|provided|given|mention|say)"
    r"|system prompt|my instructions|i (?:do not|don't|cannot|can't) (?:know|find|have|see|answer|provide)"
    r"|not (?:mentioned|specified|stated|provided|listed)|no information|i'm sorry|i am sorry|i apologi[sz]e"
    r"|i'm not sure|i am not sure)\b",
    re.IGNORECASE,
)
# What only an action can do or an order record can state.
_DOES = (
    "cancel refund process issu send sent ship updat chang appl creat submit start extend credit"
    " waiv approv schedul book charg add plac replac".replace(" ", "|")
)
_ACTION = re.compile(
    rf"\b(?:i(?:'ve|'ll|'m| have| will| am| can| just| already)*|we(?:'ve| have| just| already)+)"
    rf"\s+(?:now |just |already |also |gladly |happily |go ahead and )*(?:{_DOES})\w*\b"
    rf"|\bwe\s+(?:cancelled|canceled|refunded|processed|issued|sent|shipped|updated|approved)\b"
    r"|\byour (?:order|package|parcel|refund|return|payment|account|request|item|shipment|delivery"
    r"|card|claim)s?(?: \S+)? (?:(?:has|have|'s)(?: now| just| already)? (?:been )?\w+|was \w+ed"
    r"|is (?:now |already |currently )?(?:on its way|being \w+|shipped|approved|confirmed|cancelled"
    r"|canceled|delayed|ready|out for delivery|in transit|delivered|completed?|processed|refunded))",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:https?://|www\.)[^\s)>\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+\.(?:com|net|org|shop|store|io|co)\b"
    r"|(?<![\w$€£.])\+?\(?\d{1,4}\)?(?:[\s.-]\(?\d{2,5}\)?){2,5}(?!\w)"
)
_IDENTIFIER = re.compile(r"\b(?=[A-Za-z-]*\d)(?=[\d-]*[A-Za-z])[A-Za-z\d]+(?:-[A-Za-z\d]+)*\b")
_FIGURE_WITH_UNIT = re.compile(
    r"\d[\d.,]*(?:-?(?:mm|cm|m|km|in|inch|inches|ft|lbs?|oz|kg|g|ml|l|mah|wh|w|v|hz|gb|mb|lm|f|c|k|x|day|days|year|years|month|months|week|weeks|hour|hours|minute|minutes|person|people|season|seasons|day|piece|pack|way|layer|liter|litre|gallon|foot|star|point|door|pocket|speed|in-1)(?:-\w+)?|st|nd|rd|th|am|pm)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![\w.'-])[A-Z][\w&'-]*")
_PARTICLE = re.compile(
    r"^\s*(?P<word>yes|no|nope|yep|yeah|correct|absolutely|certainly|definitely)\b[\s,.!:;-]*",
    re.IGNORECASE,
)
_ANCHOR = re.compile(
    r"^[^\d;]{0,14}?\b(?:of|after|from|following|since|before|prior to)\s+(?:the |your |its |their |our |you |we |date of |day of |it |item |was |is )*(?P<anchor>[a-z]+)"
)
_ANCHORS: Final = frozenset(
    concept
    for word in "purchase delivery arrival receipt order payment shipping activation return request"
    " dispatch registration approval".split()
    for concept in concepts(word)
)
_NEVER_IMPLIED: Final = frozenset({"store_credit"})
_ATTRIBUTED = re.compile(
    r"\b(?:review\w*|customers?|shoppers?|buyers?|users?|one person|someone|people) (?:\w+ ){0,3}?(?:say|said|says|find|found|mention|report|wrote|write|praise|like|love|note|describe|complain|rate)\w*\b",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|`|^\s*#+\s*|\[(?:\d+|[Ss]ource[^\]]*)\]")


@dataclass(frozen=True)
class Verdict:
    """One sentence of a model, whether it may be sent, and which claims failed."""

    sentence: str
    supported: bool
    unsupported: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """The verdict, the words that may be sent (none or the sentence, perhaps without a wrong
    "Yes"), and the chunks that support them, best first."""

    verdict: Verdict
    text: str
    chunks: tuple[Chunk, ...]


class ClaimCheck:
    """Checks the sentences of one answer against the chunks it was written from."""

    def __init__(
        self,
        chunks: Sequence[Chunk],
        question: str,
        *,
        products: Collection[str] = (),
        known_names: Sequence[str] = (),
    ) -> None:
        self.evidence = Evidence(chunks)
        self._asked_about = question
        self._question = spoken_of(question)
        self._question_words = frozenset(words(question))
        self._products = frozenset(products)
        self._known = frozenset(word for name in known_names for word in words(name))
        self._lines = tuple(line for line in self.evidence.lines if not line.opinion)
        self._opinions = tuple(line for line in self.evidence.lines if line.opinion)

    def check(self, sentence: str) -> Checked:
        """The verdict on one sentence; deterministic, and free of side effects."""
        said = _EMPHASIS.sub("", sentence).strip()
        particle = _PARTICLE.match(said)
        rest = said[particle.end() :] if particle else said
        failed = list(self._whole(said))
        lines: list[Line] = []
        if not failed:
            lines = self._allowed(rest)
            failed += self._names(rest, lines)
            failed += self._parts(rest, lines)
        if failed or not (used := self._support(rest, lines)):
            failed = failed or ["nothing in the sources"]
            return Checked(Verdict(sentence, supported=False, unsupported=tuple(failed)), "", ())
        if particle and not self._particle_holds(particle["word"], rest, lines):
            said = rest[:1].upper() + rest[1:]
            verdict = Verdict(sentence, supported=True, unsupported=(particle["word"],))
            return Checked(verdict, said, used)
        return Checked(Verdict(sentence, supported=True, unsupported=()), said, used)

    # What the sentence as a whole may not do.

    def _whole(self, said: str) -> Iterator[str]:
        if PLACEHOLDER.search(said):
            yield "a redacted word"
        if match := _META.search(said):
            yield match[0]
        if match := _ACTION.search(said):
            yield match[0]
        letters = _letters(self.evidence.text)
        for match in _CONTACT.finditer(said):
            if _letters(match[0].rstrip(".,")) not in letters:
                yield match[0]

    def _allowed(self, said: str) -> list[Line]:
        """The lines that may support the sentence: no opinions unless it says whose they
        are, and none about another product than the one it is about."""
        lines = self._opinions if _ATTRIBUTED.search(said) else self._lines
        named = self._named(said)
        if not named:
            there = {line.chunk.product_id for line in lines if line.chunk.product_id}
            named = self._named(self._asked_about) | (self._products & there)
        if named:
            lines = tuple(line for line in lines if line.chunk.product_id in {None, *named})
        return list(lines)

    def _named(self, said: str) -> set[str]:
        low = said.lower()
        return {
            id_
            for id_, names in self._titles.items()
            if any(_whole_word(name, low) for name in names)
        }

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        """For each product among the chunks, its title and its word that no other title has."""
        titles = {
            line.chunk.product_id: (line.chunk.product_title or "").lower()
            for line in self.evidence.lines
            if line.chunk.product_id and line.chunk.product_title
        }
        found = {}
        for id_, title in titles.items():
            others = {
                word for other, name in titles.items() if other != id_ for word in name.split()
            }
            own = [
                word for word in title.split()[:1] if word not in others and word not in STOP_WORDS
            ]
            found[id_] = (title, *own)
        return found

    def _names(self, said: str, lines: Sequence[Line]) -> Iterator[str]:
        """Proper names, identifiers and words that are facts must stand in the sources."""
        there = frozenset().union(*(line.words for line in lines)) | self._known
        letters = _letters(" ".join(there))
        plain = _CONTACT.sub(" ", said)
        yield from (
            c for c in concepts(plain) if c in _NEVER_IMPLIED and not self.evidence.knows(c)
        )
        for match in _IDENTIFIER.finditer(plain):
            if not _FIGURE_WITH_UNIT.fullmatch(match[0]) and _letters(match[0]) not in letters:
                yield match[0]
        for match in _CAPITAL.finditer(plain):
            first = (
                not plain[: match.start()].strip(" \"'“(-*")
                or plain[: match.start()].rstrip()[-1:] in ".:!?"
            )
            name = match[0]
            if (first and not (name.isupper() and len(name) > 1)) or _is_unit(name):
                continue
            missing = [
                word for word in words(name)
                if word not in there and stem(word) not in FILLER and word not in STOP_WORDS
                and not any(stem(word) == stem(other) for other in there)
            ]  # fmt: skip
            if missing:
                yield name
        said_there = {concept for line in lines for concept in line.concepts | line.context}
        for word in _undone(in_figures(plain)):
            if word in CLOSED and word not in there:
                mine = set(concepts(word))
                if not mine or not mine <= said_there:
                    yield word

    # What each part of the sentence claims.

    def _parts(self, said: str, lines: Sequence[Line]) -> Iterator[str]:
        parts = clauses(said)
        everything = frozenset().union(*(part.concepts for part in parts)) if parts else frozenset()
        figures = any(part.quantities for part in parts)
        coverage = self._coverage(everything, lines)
        if not everything and not figures:
            yield "no claim"
        elif coverage < SENTENCE_COVERAGE:
            yield "too little in the sources"
        before: Clause | None = None
        for part in parts:
            known = [concept for concept in part.concepts if self.evidence.knows(concept)]
            if part.concepts and not known and not part.quantities:
                yield part.text
            for quantity in part.quantities:
                yield from self._figure(quantity, part, before, everything, lines)
            if part.concepts and (wrong := self._contradiction(part, everything, lines)):
                yield wrong
            yield from self._opposite(part, everything, lines)
            before = part

    def _figure(
        self, claim: Quantity, part: Clause, before: Clause | None,
        everything: frozenset[str], lines: Sequence[Line],
    ) -> Iterator[str]:  # fmt: skip
        topic = dict.fromkeys(self._question, 0.45)
        topic |= dict.fromkeys(everything, 0.45)
        if before is not None:
            topic |= dict.fromkeys(before.concepts, 0.7)
        topic |= dict.fromkeys(part.concepts, 1.0)
        noun = concepts(claim.noun)[:1]
        best, rival, best_line = 0.0, 0.0, None
        for line in lines:
            for place, clause in enumerate(line.parts):
                for quantity in clause.quantities:
                    if quantity.states(claim) and self._noun_fits(noun, line):
                        fit = self._fit(topic, line, place)
                        if fit > best and self._qualifies(line, place, everything):
                            best, best_line = fit, line
                    elif quantity.same_family(claim) and (
                        claim.unit or self._noun_fits(noun, line)
                    ):
                        rival = max(rival, self._fit(topic, line, place))
        if best_line is None or best < FIGURE_FIT or rival > best + RIVAL_MARGIN:
            yield claim.text
        elif anchor := _ANCHOR.match(part.text[claim.end :]):
            wanted = set(concepts(anchor["anchor"])) & _ANCHORS
            if wanted and not wanted & (best_line.concepts | best_line.context):
                yield f"{claim.text} {anchor[0].strip()}"

    def _noun_fits(self, noun: tuple[str, ...], line: Line) -> bool:
        return not noun or noun[0] in line.concepts or noun[0] in line.context

    def _fit(self, topic: dict[str, float], line: Line, place: int) -> float:
        """How much of the topic stands near the figure, and a little how much more does."""
        near = line.weights[place]
        weight = self.evidence.weight
        whole = sum(share * weight(concept) for concept, share in topic.items())
        found = sum(share * weight(c) * near[c] for c, share in topic.items() if c in near)
        own = line.parts[place].concepts
        about = self.evidence.total(own)
        shared = self.evidence.total(own & topic.keys())
        recall = found / whole if whole else 1.0
        precision = shared / about if about else 1.0
        return recall + 0.15 * precision

    def _qualifies(self, line: Line, place: int, everything: frozenset[str]) -> bool:
        """False when the line is of another tier, region or speed than the claim names."""
        claimed = everything | self._question | self._question_words
        near = line.parts[place].concepts | frozenset(line.label.lower().split())
        for names in QUALIFIERS:
            mine, its = claimed & names, (near & names) or (line.words & names)
            if mine and its and not mine & its:
                return False
        return True

    def _contradiction(
        self, part: Clause, everything: frozenset[str], lines: Sequence[Line]
    ) -> str:
        """The clause, when the source clauses nearest to it say the opposite."""
        topic = dict.fromkeys(everything, 0.3) | dict.fromkeys(part.concepts, 1.0)
        fits = [
            (self._fit(topic, line, place), self._opposed(part, clause))
            for line in lines
            for place, clause in enumerate(line.parts)
            if part.concepts & clause.concepts or part.concepts & line.concepts
        ]
        best = max((fit for fit, _ in fits), default=0.0)
        if best >= ALIGNED and all(wrong for fit, wrong in fits if fit >= NEAR_BEST * best):
            return part.text
        if any(self._denied(part, clause) for line in lines for clause in line.parts):
            return part.text
        return ""

    def _opposite(
        self, part: Clause, everything: frozenset[str], lines: Sequence[Line]
    ) -> Iterator[str]:
        """A word whose opposite, and not itself, stands in the lines that fit the rest best."""
        said = _undone(part.text)
        for pair in OPPOSITES:
            for side, other in (pair, pair[::-1]):
                if part.negated or not said & side or said & other:
                    continue
                topic = dict.fromkeys(everything - set(concepts(" ".join(side))), 1.0)
                fits = [
                    (self._fit(topic, line, place), line)
                    for line in lines
                    for place, clause in enumerate(line.parts)
                    if topic.keys() & (clause.concepts | line.concepts)
                ]
                best = max((fit for fit, _ in fits), default=0.0)
                near = [line for fit, line in fits if fit >= max(ALIGNED, NEAR_BEST * best)]
                if near and all(
                    not line.words & side
                    and any(_undone(c.text) & other and not c.negated for c in line.parts)
                    for line in near
                ):
                    yield " ".join(sorted(said & side))

    def _opposed(self, part: Clause, clause: Clause) -> bool:
        if clause.denied and not part.concepts & clause.denied:
            return False  # the heading denies something that the claim does not speak of
        return part.negated ^ clause.negated ^ _switched(part, clause)

    def _denied(self, part: Clause, clause: Clause) -> bool:
        """Whether a source clause denies, of all it speaks of, what the claim affirms."""
        core = len(clause.concepts) > 1 or (clause.denied and part.concepts & clause.denied)
        return bool(core and clause.negated and clause.concepts <= part.concepts) and self._opposed(
            part, clause
        )

    def _coverage(self, wanted: frozenset[str], lines: Sequence[Line]) -> float:
        """The share of the claimed concepts, by weight, that one chunk speaks of."""
        whole = self.evidence.total(wanted)
        if not whole:
            return 1.0
        by_chunk: dict[int, set[str]] = {}
        for line in lines:
            by_chunk.setdefault(line.rank, set()).update(line.concepts | line.context)
        return (
            max((self.evidence.total(wanted & there) for there in by_chunk.values()), default=0.0)
            / whole
        )

    def _support(self, said: str, lines: Sequence[Line]) -> tuple[Chunk, ...]:
        """The chunks that the sentence rests on: the best of each clause."""
        parts = clauses(said)
        everything = frozenset().union(*(part.concepts for part in parts)) if parts else frozenset()
        found: dict[str, tuple[float, Chunk]] = {}
        for part in parts:
            topic = dict.fromkeys(everything, 0.4) | dict.fromkeys(part.concepts, 1.0)
            best: tuple[float, Chunk] | None = None
            for line in lines:
                for place, clause in enumerate(line.parts):
                    fit = self._fit(topic, line, place)
                    fit += sum(any(q.states(c) for q in clause.quantities) for c in part.quantities)
                    if best is None or fit > best[0]:
                        best = fit, line.chunk
            if best is not None and best[0] > found.get(best[1].id, (0.0, best[1]))[0]:
                found[best[1].id] = best
        return tuple(chunk for _, chunk in sorted(found.values(), key=lambda pair: -pair[0]))

    def _particle_holds(self, word: str, rest: str, lines: Sequence[Line]) -> bool:
        """Whether "Yes" or "No" is what the sources say to the question."""
        affirmed = word.lower() not in {"no", "nope"}
        parts = clauses(rest)
        if parts and affirmed != any(part.negated for part in parts[:1]):
            return self._asked(affirmed=affirmed, lines=lines, near=0.5) is not False
        return self._asked(affirmed=affirmed, lines=lines, near=NEAR_BEST) is True

    def _asked(self, *, affirmed: bool, lines: Sequence[Line], near: float) -> bool | None:
        """Whether the lines nearest to the question affirm (or deny) it; None if none is near."""
        topic = dict.fromkeys(self._question, 1.0)
        fits = [
            (self._fit(topic, line, place), clause.negated != affirmed)
            for line in lines
            for place, clause in enumerate(line.parts)
            if self._question & clause.concepts
        ]
        best = max((fit for fit, _ in fits), default=0.0)
        if best < SENTENCE_COVERAGE:
            return None
        return any(agrees for fit, agrees in fits if fit >= near * best)


def _switched(part: Clause, clause: Clause) -> bool:
    """Whether one says a word and the other its opposite ("included", "sold separately")."""
    mine, its = _undone(part.text), _undone(clause.text)
    switches = 0
    for left, right in OPPOSITES:
        one, other = mine & left and not mine & right, mine & right and not mine & left
        if (one and its & right and not its & left) or (other and its & left and not its & right):
            switches += 1
    for word, base in UNDONE.items():
        if (word in mine and base in its and word not in its) or (
            word in its and base in mine and word not in mine
        ):
            switches += 1
    return switches % 2 == 1


def _undone(text: str) -> frozenset[str]:
    return frozenset(words(text)) | frozenset(re.findall(r"[a-z]+(?:-[a-z]+)+", text))


def _is_unit(name: str) -> bool:
    return name.lower() in {"i", "i'm", "i'll", "i've", "ok", "am", "pm"} or unit_name(name.lower())


def _whole_word(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
