"""The claim check on altered and restated lines of a store's own sources."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.claims.alterations import altered, restated
from benchmarks.wording import folded
from knowledge.answers import PROMPT_CHARS
from knowledge.claims import ClaimCheck
from knowledge.ledger import Ledger
from knowledge.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.claims.alterations import Variant
    from knowledge.chunks import Chunk
    from knowledge.open import Knowledge

__all__ = ["Judged", "alter", "tally"]

PASSAGES: Final = 5
SHORTEST, LONGEST = 4, 40
"""The words of a line that says something by itself."""
_MARKER: Final = re.compile(r"^(?:[-*\u2022\u2013]|\d{1,2}[.)])\s+")
_PARTICLE: Final = re.compile(r"^(?:Yes|No)\b[\s,.]*")


@dataclass(frozen=True)
class Judged:
    """A variant of a line and what the check lets through of it.

    A lie is wrong when it was sent in any form but the line's own, a restatement when it was not
    sent whole.
    """

    ask: str
    line: str
    variant: Variant
    lie: bool
    sent: str
    wrong: bool
    unsupported: tuple[str, ...]


def alter(knowledge: Knowledge, most: int) -> Iterator[Judged]:
    """Judge the variants of at most so many lines, which depend on nothing but their wording."""
    told = [(chunk, line) for chunk in _passages(knowledge) for line in _telling(chunk)]
    told.sort(key=lambda pair: (hashlib.sha256(pair[1].encode()).hexdigest(), pair[0].id))
    for chunk, line in told[:most]:
        hits = knowledge.retriever.retrieve(f"{chunk.heading} {line}", PASSAGES).hits
        passages = _that_fit([chunk, *(hit.chunk for hit in hits if hit.chunk.id != chunk.id)])
        yield from _judged(chunk, line, passages)


def tally(judged: Iterable[Judged]) -> dict[str, float]:
    """The figures of a run, by how the lines were changed."""
    lies, restatements = Counter[str](), Counter[str]()
    wrong, lines = Counter[str](), set[tuple[str, str]]()
    for one in judged:
        (lies if one.lie else restatements)[one.variant.how] += 1
        wrong[one.variant.how] += one.wrong
        lines.add((one.ask, one.line))
    for title, told in (("altered, sent", lies), ("restated, refused", restatements)):
        print(f"{title:<26}{'lines':>8}{'wrong':>8}")
        for how, number in told.most_common():
            print(f"  {how:<24}{number:>8}{wrong[how]:>8}")
    sent, refused = (sum(wrong[how] for how in told) for told in (lies, restatements))
    return {
        "n": len(lines),
        "altered": lies.total(),
        "altered_sent": sent,
        "altered_refused": 1 - sent / max(1, lies.total()),
        "restated": restatements.total(),
        "restated_sent_whole": 1 - refused / max(1, restatements.total()),
    }


def _passages(knowledge: Knowledge) -> list[Chunk]:
    """Everything that the shop itself says, reviews left out."""
    live = knowledge.store.get(list(Ledger(knowledge.lexical).live_chunks()))
    return [chunk for chunk in live if chunk.kind != "review"]


def _telling(chunk: Chunk) -> list[str]:
    """The lines of a passage that are statements of some length."""
    return [
        line
        for line in dict.fromkeys(_MARKER.sub("", each) for each in sentences(chunk.text))
        if line.endswith(".") and SHORTEST <= len(line.split()) <= LONGEST
    ]


def _that_fit(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The first passage, and those after it that a prompt has room for."""
    room = PROMPT_CHARS
    kept: list[Chunk] = []
    for chunk in chunks:
        room -= len(chunk.text)
        if not kept or room >= 0:
            kept.append(chunk)
    return kept


def _judged(chunk: Chunk, line: str, passages: Sequence[Chunk]) -> Iterator[Judged]:
    heading = chunk.heading.rsplit(" > ", 1)[-1]
    ask = heading if heading.endswith("?") else f"What about {heading}?"
    check = ClaimCheck(passages, ask, products=(chunk.product_id,) if chunk.product_id else ())
    own = {folded(line), folded(_PARTICLE.sub("", line))}
    beside = [other for passage in passages for other in sentences(passage.text) if other != line]
    variants = [(one, True) for one in altered(line, beside)]
    variants += [(one, False) for one in restated(line)]
    for variant, lie in variants:
        checked = check.check(variant.text)
        sent = folded(checked.text)
        wrong = bool(sent) and sent not in own if lie else sent != folded(variant.text)
        yield Judged(ask, line, variant, lie, checked.text, wrong, checked.verdict.unsupported)
