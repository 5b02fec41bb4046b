"""A sentence in a source's own words: all of them, or all but one that turns its meaning.

Where a claim follows a source line word by word, what it leaves out, puts in or swaps is the
model's own: a "not" too many, "unless" for "if", "we" for "you", "all" for "some". Such words carry
no matter, so a comparison of what is spoken of does not see them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge import lexicon
from knowledge.number_words import in_figures
from knowledge.outright import PARTICLE
from knowledge.restating import restated
from knowledge.text import words
from knowledge.wording import concepts, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.evidence import Line

__all__ = ["quoted", "turned"]

FOLLOWS: Final = 0.8
"""The share of a claim's words of content that a line has in the same order."""
FEWEST: Final = 2
"""Words of content from which following a line means anything."""
NEXT: Final = 2
"""How many words on "not" or "only" may stand: "must not" is "cannot"."""
AS_NEAR: Final = 0.1
"""By how much less alike another line may be that bears the claim out."""
_SPELT_OUT: Final = (
    (re.compile("\u2019"), "'"),
    (re.compile(r"\b(non-|not )(\w+) (and|or) (?:non-|not )"), r"\1\2 \3 "),
    (re.compile(r"\bnot only\b"), " morethan "),
    (lexicon.NO_NEGATION, " "),
    (lexicon.NEGATION, " not "),
    (re.compile(r"\b(?:have|has|needs?) to\b"), "must"),
    (re.compile(r"\bnon-|\bcan(?:'t|not)\b|\b\w+n't\b"), " not "),
    (re.compile(r"'(?:s|re|ll|ve|d|m)\b"), ""),
)
_WORD: Final = re.compile(r"[^\W_]+|[,;:.()]")
_END: Final = "|"
_DENIALS: Final = (frozenset(lexicon.NEGATORS.split()) | {"fail", "unless"}) - {"nothing"}
_EARLIER, _LATER = frozenset({"before", "until"}), frozenset({"after", "once", "since", "when"})
_SHOP: Final = frozenset({"we", "us", "our"})
_SHOPPER: Final = frozenset({"you", "your", "customer", "member", "shopper", "user"})
_ALL: Final = frozenset({"all", "every", "everybody", "everyone"})
_SOME: Final = frozenset({"certain", "few", "many", "most", "select", "some", "specific"})
_FREE_TO, _BOUND_TO = frozenset({"can", "could", "may"}), frozenset({"must", "need", "shall"})
_ALONE, _NOT_ALONE = frozenset({"only"}), frozenset({"morethan"})
_RECEIVING: Final = frozenset({"get", "have", "receive"})
"""After these a "you" is who the shop does something for."""
_TURNING: Final = frozenset[str]().union(
    _DENIALS,
    _EARLIER,
    _LATER,
    _SHOP,
    _SHOPPER,
    _ALL,
    _SOME,
    _FREE_TO,
    _BOUND_TO,
    _RECEIVING,
    _ALONE,
    _NOT_ALONE,
)


@dataclass(frozen=True)
class _Followed:
    """How alike a claim and a line that it follows are (0 to 1), and whether a word turns it."""

    likeness: float
    turned: bool


def quoted(said: str, lines: Iterable[Line]) -> Line | None:
    """The line that a sentence is, word for word but for a "Yes"; None when there is none.

    Only a whole sentence says by itself what it says in its place.
    """
    spoken = words(PARTICLE.sub("", said))
    whole = (line for line in lines if line.text[-1] in ".!" and not line.denied)
    return next(
        (line for line in whole if spoken and spoken == words(PARTICLE.sub("", line.text))), None
    )


def turned(said: str, lines: Iterable[Line]) -> bool:
    """Whether a sentence follows a line but for a word that turns it, and no line as it is."""
    claim = _tokens(said)
    followed = [
        found
        for line in lines
        if line.denied.isdisjoint(claim)
        and (found := _followed(claim, _tokens(line.text))) is not None
    ]
    best = max((one.likeness for one in followed), default=0.0)
    return bool(followed) and all(one.turned for one in followed if one.likeness >= best - AS_NEAR)


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    """The words of content, as stems, and those that turn; `_END` where a clause ends."""
    low = restated(in_figures(text))
    for pattern, plain in _SPELT_OUT:
        low = pattern.sub(plain, low)
    found: list[str] = []
    for word in _WORD.findall(low):
        if word in _TURNING:
            found.append(word)
        elif word in ",;:.()":
            found.append(_END)
        elif (base := stem(word)) in _TURNING:
            found.append(base)
        else:
            found.extend(concepts(word) or (word,) * word.isdigit())
    return tuple(found)


def _followed(claim: Sequence[str], there: Sequence[str]) -> _Followed | None:
    """How a claim follows a line; None when it has words of its own."""
    content = sum(map(_is_content, claim))
    operations = SequenceMatcher(None, claim, there, autojunk=False).get_opcodes()
    kept = [
        (start, end)
        for tag, start, end, _, _ in operations
        if tag == "equal" and any(map(_is_content, claim[start:end]))
    ]
    same = sum(_is_content(word) for start, end in kept for word in claim[start:end])
    if same < FEWEST or same < FOLLOWS * content:
        return None
    first, last = kept[0][0], kept[-1][1]
    denials, swapped, unclear = 0, False, False
    for tag, start, end, its_start, its_end in operations:
        if tag == "equal":
            continue
        mine, gap = claim[start:end], there[its_start:its_end]
        beside = _beside(gap, opens=end <= first, closes=start >= last)
        its = [word for part in beside for word in part]
        denials += sum(word in _DENIALS for word in (*mine, *its)) + _times_swapped(mine, its)
        early = bool(_EARLIER & {*mine, *its}) and not _times_swapped(mine, its)
        unclear = unclear or early or not _DENIALS.intersection(gap) <= set(its)
        following = (*claim[end : end + NEXT], *there[its_end : its_end + NEXT])
        limited = not (_DENIALS | _ALONE).isdisjoint((*mine, *its, *following))
        bound = _opposed(mine, its, _FREE_TO, _BOUND_TO) and not limited
        swapped = (
            swapped
            or bound
            or _opposed(mine, its, _ALONE, _NOT_ALONE)
            or _persons_swapped(mine, its)
            or _widened(mine, gap)
        )
    likeness = 2 * same / (content + sum(map(_is_content, there)))
    return _Followed(likeness, turned=swapped or (denials % 2 == 1 and not unclear))


def _beside(gap: Sequence[str], *, opens: bool, closes: bool) -> Sequence[Sequence[str]]:
    """What of a line's words that a claim leaves out belongs to the words that it has.

    Not what stands in a clause of its own.
    """
    segments: list[list[str]] = [[]]
    for word in gap:
        if word == _END:
            segments.append([])
        else:
            segments[-1].append(word)
    if len(segments) == 1 and not (opens or closes):
        return segments
    near = [*([] if opens else segments[:1]), *([] if closes else segments[-1:])]
    return [part for part in near if not any(map(_is_content, part))]


def _persons_swapped(mine: Sequence[str], its: Sequence[str]) -> bool:
    """Whether the claim has the shop where the line has the shopper, or the other way round."""
    said, there = frozenset(mine) - {_END}, frozenset(its)
    persons = bool(said and there) and not said & there and (said | there) <= _SHOP | _SHOPPER
    return persons and bool(said & _SHOP) != bool(there & _SHOP)


def _times_swapped(mine: Sequence[str], its: Sequence[str]) -> bool:
    """Whether the claim has "after" where the line has "before", or the other way round.

    "Not until it is open" is "once it is open": that is turned round twice.
    """
    return _opposed(mine, its, _EARLIER, _LATER)


def _opposed(
    mine: Sequence[str], its: Sequence[str], one: frozenset[str], other: frozenset[str]
) -> bool:
    """Whether the claim has a word of one set where the line has one of the other."""
    said, there = frozenset(mine), frozenset(its)
    swapped = (said & one and there & other) or (said & other and there & one)
    return bool(swapped) and not said & there & (one | other)


def _widened(mine: Sequence[str], gap: Sequence[str]) -> bool:
    """Whether the claim says "all" where the line names a few."""
    narrower = not _ALL.intersection(gap) and any(
        word in _SOME or word in _SHOPPER or _is_content(word) for word in gap
    )
    return narrower and not _ALL.isdisjoint(mine)


def _is_content(word: str) -> bool:
    return word not in _TURNING and word != _END
