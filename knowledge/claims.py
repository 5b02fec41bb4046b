"""The claim check, which decides whether a sentence may be sent, given its sources.

Deterministic, word by word. A sentence passes when

- every figure in it stands in a source line that speaks of the same matter, and no other
  line speaks of that matter better with another figure (`support`);
- it affirms and denies what the sources affirm and deny (`support`, `denials`), and where it
  follows a line word by word, no word turns it round (`near_quotes`);
- what it says of a product's stock is what the records say (`stock_records`);
- names, contacts and words that are facts by themselves stand in the sources, and it
  reports no deed and no order's state (`assertions`);
- it is no question, and its links lead to the shop's own hosts (`outside_links`);
- enough of everything else in it stands in one of the sources.

What a shopper or a reviewer wrote never supports a claim; a review supports a sentence that
says it is a reviewer's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from knowledge import assertions
from knowledge.clauses import Clause, clauses, spoken_of
from knowledge.conditions import in_another_case
from knowledge.contradictions import Contradictions
from knowledge.denials import denies_what_is_affirmed
from knowledge.evidence import Evidence
from knowledge.facts import OFFER
from knowledge.figure_kinds import units_asked_for
from knowledge.lexicon import NO_OBJECT
from knowledge.near_quotes import quoted, turned
from knowledge.outright import ELLIPTIC, PARTICLE, said_outright
from knowledge.outside_links import outside_links
from knowledge.parties import done_by_another
from knowledge.restating import unannounced
from knowledge.size_words import sizes_in
from knowledge.stated_figures import StatedFigures
from knowledge.stock_records import misstated_stock
from knowledge.support import NEAR_BEST, Support
from knowledge.text import STOP_WORDS, words
from knowledge.wording import concepts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from knowledge.chunks import Chunk
    from knowledge.evidence import Line

__all__ = ["Checked", "ClaimCheck", "Verdict"]

COVERAGE: Final = 0.6
COVERAGE_WITH_FIGURES: Final = 0.35
"""The least share of a sentence's words, by rarity, that one source must have.

Less when it has figures, each of which must be stated of the same matter.
"""
_YES_OR_NO = re.compile(
    r"^(?!\W*(?:how|what|when|where|which|who|whom|whose|why)\b)", re.IGNORECASE
)
_ATTRIBUTED = re.compile(
    r"\b(?:review\w*|customers?|shoppers?|buyers?|users?|one person|someone|people) (?:\w+ ){0,3}?"
    r"(?:complain|describe|find|found|like|love|mention|note|praise|rate|report|said|say|says"
    r"|write|wrote)\w*\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"\b(?:is|are|be|was|were|gets?|becomes?|with|to|by|for|from|at|in|into|of|as) "
    r"(?:not |also |only )?(?:the |our |your |their |its |an? |any |all |both |each |every )?"
    r"(?P<word>(?!(?:available|included)\b)[a-z]{3,})\b"
)
_STOCK: Final = frozenset(concepts("available sold out stock moment order ready ship left size"))
_NO_OBJECT: Final = frozenset(NO_OBJECT.split())
_EMPHASIS = re.compile(r"\*\*|__|`|^\s*#+\s*|\[(?:\d+|[Ss]ource[^\]]*)\]")


@dataclass(frozen=True)
class Verdict:
    """One sentence of a model, whether it may be sent, and which claims failed."""

    sentence: str
    supported: bool
    unsupported: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """The verdict, the text that may be sent and the chunks that support it, best first.

    The text is empty, or the sentence, or the sentence without a "Yes" that does not hold.
    """

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
        link_hosts: Collection[str] = (),
    ) -> None:
        """`products` are spoken of; `known_names` need not stand in a source (the shop's).

        Links may lead to `link_hosts` only, whatever stands in a source.
        """
        self._link_hosts = frozenset(link_hosts)
        self._evidence = Evidence(chunks)
        self._question = question
        self._asked = spoken_of(question)
        self._products = frozenset(products)
        self._known = [re.compile(re.escape(name), re.IGNORECASE) for name in known_names]
        lines = [line for line in self._evidence.lines if not line.listing]
        self._lines = tuple(line for line in lines if not line.opinion)
        self._opinions = tuple(line for line in lines if line.opinion)

    def check(self, sentence: str) -> Checked:
        """The verdict on one sentence."""
        said = _EMPHASIS.sub("", sentence).strip()
        stated = unannounced(said)
        particle = PARTICLE.match(stated)
        rest = stated[particle.end() :] if particle else stated
        for name in self._known:
            rest = name.sub("us", rest)
        lines = self._bearing_on(rest)
        verbatim = quoted(stated, lines)
        rest = self._untitled(rest)
        elliptic = ELLIPTIC.match(rest)
        if elliptic is not None:
            rest = rest[elliptic.end() :]
        parts = clauses(rest)
        support = Support(
            self._evidence, lines, self._asked,
            _spoken(parts),
            sizes_in(said) or sizes_in(self._question),
            units_asked_for(self._question.lower()),
            self._question,
        )  # fmt: skip
        stock = misstated_stock(
            self._untitled(said), self._question, self._evidence.chunks, self._about(said)
        )
        records_alone = stock == [] and self._of_offers(rest)
        failed = [
            *assertions.deeds(said),
            *(("a question",) if said.endswith("?") else ()),
            *outside_links(said, self._link_hosts),
            *assertions.contacts(said, self._evidence.text),
            *assertions.names(rest, lines),
            *(stock or ()),
            *self._ellipsis(elliptic, support),
            *(
                ()
                if records_alone or verbatim or (elliptic and not parts)
                else self._unsupported(rest, parts, support)
            ),
        ]
        if failed:
            verdict = Verdict(sentence, supported=False, unsupported=tuple(dict.fromkeys(failed)))
            return Checked(verdict, "", ())
        chunks = support.chunks(parts)
        if particle and not self._opens_rightly(particle["word"], verbatim, parts, support):
            verdict = Verdict(sentence, supported=True, unsupported=(particle["word"],))
            kept = stated[particle.end() :]
            return Checked(verdict, kept[:1].upper() + kept[1:], chunks)
        return Checked(Verdict(sentence, supported=True, unsupported=()), said, chunks)

    def _opens_rightly(
        self, particle: str, verbatim: Line | None, parts: Sequence[Clause], support: Support
    ) -> bool:
        """Whether a "Yes" or "No" answers the question, as the line that it repeats does."""
        if _YES_OR_NO.match(self._question) is None:
            return False
        outright = said_outright(verbatim.text) if verbatim else None
        if outright is not None:
            return outright == said_outright(particle)
        return support.holds(particle, parts)

    def _untitled(self, said: str) -> str:
        """A sentence without the products' names, which stand above every line on them."""
        for titles in self._titles.values():
            said = re.sub(re.escape(titles[0]), "product", said, flags=re.IGNORECASE)
        return said

    def _bearing_on(self, said: str) -> tuple[Line, ...]:
        """The lines that may support a sentence.

        The shop's own, unless it says that it repeats a review, and none about another product
        than the one it is about.
        """
        lines = self._opinions if _ATTRIBUTED.search(said) else self._lines
        about = self._about(said) & {line.chunk.product_id for line in lines}
        if not about:
            return lines
        return tuple(line for line in lines if line.chunk.product_id in {None, *about})

    def _unsupported(self, rest: str, parts: Sequence[Clause], support: Support) -> Iterator[str]:
        if not parts:
            yield "no claim"
        figures = any(part.quantities for part in parts)
        least = COVERAGE_WITH_FIGURES if figures else COVERAGE
        if support.coverage(asked=figures) < least:
            yield "too little in the sources"
        said = " ".join(part.text for part in parts)
        yield from self._turned(rest, parts, support)
        against, figures_stated = Contradictions(support), StatedFigures(support)
        yield from against.other_moments(parts)
        denying = any(part.negated for part in parts)
        if _YES_OR_NO.match(self._question):
            yield from (part.text for part in parts if against.answers_otherwise(part))
        tied = any(part.conditional for part in parts)
        for place, part in enumerate(parts):
            unknown = not any(map(self._evidence.knows, part.concepts))
            if part.concepts and unknown and not part.quantities:
                yield part.text
            yield from self._new_objects(part)
            if part.conditional and part.concepts and not support.covers(part):
                yield part.text
            yield from against.oblige(part)
            yield from against.unsupported_words(part, said)
            yield from figures_stated.unsupported(parts, place)
            if against.unlimited(part, denying=denying):
                yield "only"
            if part.concepts and against.contradicts(part, tied=tied):
                yield part.text
            yield from against.opposites(part)

    def _turned(self, said: str, parts: Sequence[Clause], support: Support) -> Iterator[str]:
        """What turns a sentence round that has all its words from a line."""
        if turned(said, support.lines):
            yield "turned"
        if denies_what_is_affirmed(parts, _spoken(parts), self._lines):
            yield "denied"
        yield from in_another_case(parts, support.lines, self._evidence)
        yield from done_by_another(said.lower(), support.lines)

    def _new_objects(self, part: Clause) -> Iterator[str]:
        """What something is said to be, or to be for, that no source speaks of."""
        for match in _OBJECT.finditer(part.text):
            if match["word"] in _NO_OBJECT:
                continue
            said = concepts(match["word"])
            known = match["word"] in self._evidence.words
            if said and not known and not any(map(self._evidence.knows, said)):
                yield match[0]

    def _ellipsis(self, match: re.Match[str] | None, support: Support) -> Iterator[str]:
        """The opening of a sentence that answers the question without its words, if wrongly."""
        if match is None:
            return
        affirmed = match["denied"] is None and match["none"] is None
        asks = _YES_OR_NO.match(self._question) is not None
        if not asks or support.answers(affirmed=affirmed, near=NEAR_BEST) is not True:
            yield match[0].strip()

    def _of_offers(self, said: str) -> bool:
        """Whether a sentence has no words but those of the offers and of their stock."""
        offers = [line for line in self._lines if line.chunk.section == OFFER]
        known = frozenset[str]().union(*(line.concepts | line.context for line in offers))
        there = frozenset[str]().union(*(line.words for line in offers))
        if any(word[0].isdigit() and word not in there for word in words(said)):
            return False
        return spoken_of(said) <= known | _STOCK | frozenset(concepts("product"))

    def _about(self, said: str) -> set[str]:
        """The products that a sentence is about: those it names, or else those asked about."""
        return self._named(said) or self._named(self._question) | self._products

    def _named(self, said: str) -> set[str]:
        low = said.lower()
        return {
            product
            for product, names in self._titles.items()
            if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", low) for name in names)
        }

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        """Of each product among the chunks: its title, and its first word if no other has it."""
        titles = {
            chunk.product_id: chunk.product_title.lower()
            for chunk in self._evidence.chunks
            if chunk.product_id and chunk.product_title
        }
        found: dict[str, tuple[str, ...]] = {}
        for product, title in titles.items():
            others = {word for other in titles.values() if other != title for word in other.split()}
            first = title.split()[0]
            found[product] = (title,) if first in others | STOP_WORDS else (title, first)
        return found


def _spoken(parts: Sequence[Clause]) -> frozenset[str]:
    return frozenset[str]().union(*(part.concepts for part in parts))
