"""Slips of the finger in what shoppers write, put right by the shop's own words and common ones.

A word that nobody knows becomes the likeliest one that is a slip away: a letter left out, added or
changed, or two swapped (Damerau 1964). A known word is never changed: a wrong correction costs
more than a missed one.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.search_talk import TALK
from knowledge.shopping_words import AUDIENCES, COLOURS, KINDRED
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["Speller", "words_in"]

_WORD: Final = re.compile(
    r"(?<![\w@#.$\u20ac\u00a3/'\u2019-])[A-Za-z]{3,}(?![\w@/]|['\u2019-]\w|\.\w)"
)
_IN_TEXT: Final = re.compile(r"[a-z]{3,}")
_ENDINGS: Final = (
    "s", "es", "d", "ed", "ing", "er", "ly", "e", "able", "al", "ers", "ful", "ion", "ions", "ity",
    "ment", "ments", "ness", "y",
)  # fmt: skip
"""What a word may have after a known one, or after a stem of the index (Porter 1980)."""
_BEFORE_E: Final = ("ing", "er")
"""Endings before which an "e" is left out."""
_SHOP_RANK: Final = 2500
"""The shop's own words count as if they were as common as this."""
_SHORT: Final = 4
"""Words up to this long are so near to many others that only the shop's own are meant."""
_SLIPS: Final[Mapping[str, float]] = {"swapped": 0.0, "doubled": 0.0, "dropped": 0.7, "added": 1.2,
                                      "changed": 1.6}  # fmt: skip
"""How much less likely a slip is, as a natural logarithm; swapping is the commonest."""
_WORDS_TOO: Final = frozenset({"id", "ill", "wed", "were", "well", "shed", "hell", "its"})
_CONTRACTED: Final = {
    bare: word
    for word in STOP_WORDS
    if "'" in word and (bare := word.replace("'", "")) not in STOP_WORDS | _WORDS_TOO
}


_SPOKEN: Final = frozenset(
    word for group in (*COLOURS.items(), *AUDIENCES.items()) for word in (group[0], *group[1])
)


class Speller:
    """Corrects texts by the shop's words and by common words with their ranks.

    `also_known` are words, or stems of them, that are right but that nothing is taken for. May be
    used from any thread.
    """

    def __init__(
        self,
        shop: Collection[str],
        common: Mapping[str, int],
        also_known: Collection[str] = (),
    ) -> None:
        self._common = common
        self._short = frozenset((*shop, *TALK, *STOP_WORDS))
        self._ranks = {word: min(common.get(word, _SHOP_RANK), _SHOP_RANK) for word in self._short}
        self._known = self._short | common.keys() | KINDRED.keys() | _SPOKEN | frozenset(also_known)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        for word in self._ranks.keys() | common.keys():
            if word.isalpha() and len(word) > 2:  # noqa: PLR2004
                for form in {word, *_shortened(word)}:
                    self._shortened[form].append(word)
        self._corrected = lru_cache(maxsize=4096)(self._correct)

    def correct(self, text: str, known: Collection[str] = ()) -> str:
        """The text with unknown words mended where one slip explains them; `known` ones stay."""
        return _WORD.sub(lambda found: self._mended(found[0], known), text)

    def _mended(self, word: str, known: Collection[str]) -> str:
        lower = word.lower()
        if (
            word.isupper()
            or lower in known
            or not (lower in _CONTRACTED or self._is_unknown(lower))
        ):
            return word
        meant = self._corrected(lower)
        return meant.capitalize() if word[0].isupper() else meant

    def _is_unknown(self, word: str) -> bool:
        stems = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
        stems += [f"{word.removesuffix(ending)}e" for ending in _BEFORE_E if word.endswith(ending)]
        stems += [f"{word.removesuffix('y')}i"] if word.endswith("y") else []
        return word not in self._known and self._known.isdisjoint(stems)

    def _correct(self, word: str) -> str:
        if word in _CONTRACTED:
            return _CONTRACTED[word]
        near = {one for form in (word, *_shortened(word)) for one in self._shortened.get(form, ())}
        worth = {
            one: -math.log(rank) - _SLIPS[slip]
            for one in near
            if (rank := self._rank(one, word)) and (slip := _slip(one, word))
        }
        return max(worth, key=lambda one: (worth[one], one)) if worth else word

    def _rank(self, candidate: str, word: str) -> int:
        """How common the candidate is; 0 where so short a word may not be taken for it."""
        if min(len(candidate), len(word)) <= _SHORT and candidate not in self._short:
            return 0
        return self._ranks.get(candidate) or self._common[candidate]


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """The words that texts are made of, for a `Speller`."""
    return frozenset(word for text in texts for word in _IN_TEXT.findall(text.lower()))


def _slip(meant: str, typed: str) -> str:
    """The one slip that makes `typed` of `meant`; empty where it takes more than one."""
    first = next(
        (at for at, (one, other) in enumerate(zip(meant, typed, strict=False)) if one != other),
        min(len(meant), len(typed)),
    )
    if not first and meant[1::-1] != typed[:2]:  # the first letter is seldom mistyped
        return ""
    rest, after = meant[first:], typed[first:]
    if rest == after[1:]:
        return "doubled" if typed[first] == typed[first - 1] else "added"
    if rest[1:] == after:
        return "dropped"
    if rest[1:2] + rest[:1] + rest[2:] == after:
        return "swapped"
    return "changed" if rest[1:] == after[1:] and len(typed) > _SHORT else ""


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}
