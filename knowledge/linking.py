"""Which products of the catalogue a text names, in full, in part or misspelt.

"the stormline jacket" names the Stormline 3L Rain Jacket: of a title's words, the rare
ones decide. A word's weight is its inverse document frequency over the titles; a title is
named when the words found carry enough of its weight, and when one of them is a name
rather than an ordinary word of the shop ("rain jacket" names nothing). A word that one
product alone has anywhere counts as its name: the only telescope is "the telescope".
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from knowledge.text import STOP_WORDS, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from commerce import Product

__all__ = ["Link", "Naming", "ProductNames", "naming_of"]

LEADING = 0.2
"""Share of a title's weight that has to be found when its first word, a name, was found."""
NAMED = 0.35
"""The same when another name in it was."""
BRANDED = 0.4
"""The same when only a brand's word and another one are."""
ORDINARY = 0.55
"""The same when only ordinary words are."""
ALIKE = 86
"""Similarity (0 to 100) from which a word counts as a misspelt name."""
SHORTEST_MISSPELT = 5
MOST = 3
"""More products than these are no link: the shopper named a family, not a product."""
TIE = 0.05


_NEVER_NAMES = frozenset(
    """
    adult baby big black blue classic digital electric full green junior kid large long man
    mini new old pair person piece portable premium pro red set short small smart string
    video white woman
    """.split()  # noqa: SIM905  a list of 34 strings reads worse
)
_LOWER_CASE = re.compile(r"(?<![A-Za-z])[a-z][a-z'’-]+")  # noqa: RUF001  as it is typed


@dataclass(frozen=True)
class Link:
    """A product that a text names; `share` (0 to 1) of its title was found."""

    product_id: str
    share: float


class Naming(NamedTuple):
    """What of one product decides what it is called, in stems."""

    product_id: str
    title: tuple[str, ...]
    brand: tuple[str, ...]
    ordinary: tuple[str, ...]
    """Words that are no names: of its category, its tags and its running text."""
    words: tuple[str, ...]
    """Every word that is said of it, once."""


def naming_of(product: Product) -> Naming:
    """The words of a product by what they say about its name."""
    title = _stems(product.title)
    brand = _stems(product.brand)
    filed = _stems(" ".join((product.category, *product.tags)))
    # Running text writes an ordinary word in lower case at least once, a name never.
    said = " ".join((product.description, *product.attributes.values()))
    plain = _stems(" ".join(_LOWER_CASE.findall(said)))
    words_of_it = dict.fromkeys((*title, *brand, *filed, *_stems(said)))
    return Naming(product.id, *map(_interned, (title, brand, {*filed, *plain}, words_of_it)))


class ProductNames:
    """The titles of a catalogue, searchable by what people call them."""

    def __init__(self, products: Iterable[Naming]) -> None:
        self._titles: dict[str, tuple[str, ...]] = {}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_title: dict[tuple[str, ...], set[str]] = defaultdict(set)
        ordinary: set[str] = set()
        brands: set[str] = set()
        uses: Counter[str] = Counter()
        for one in products:
            self._titles[one.product_id] = one.title
            self._by_title[one.title].add(one.product_id)
            for word in set(one.title) - STOP_WORDS:
                self._by_word[word].add(one.product_id)
            brands.update(one.brand)
            ordinary.update(one.ordinary)
            uses.update(one.words)
        common = ordinary | brands
        self._brands = brands & self._by_word.keys()
        self._brand_words = brands - STOP_WORDS
        self._names = {
            word for word in self._by_word
            if _could_be_name(word) and (uses[word] == 1 or word not in common)
        }  # fmt: skip
        self._known = uses.keys()
        self._fuzzy = [word for word in self._names if len(word) >= SHORTEST_MISSPELT]
        self._longest = max(map(len, self._by_title), default=0)

    def __len__(self) -> int:
        return len(self._titles)

    @property
    def words(self) -> Collection[str]:
        """Every word that is said of a product."""
        return self._known

    def brands_in(self, text: str) -> frozenset[str]:
        """The words of the text that are words of a brand, which say little of what is asked."""
        return frozenset(word for word in words(text) if _singular(word) in self._brand_words)

    def name_in(self, text: str, product_ids: Iterable[str]) -> frozenset[str]:
        """The words of the text that name these products.

        A word of a title that stands alone and is no name is what is asked: the gas in
        "what gas does the Cinder stove take?", of the Cinder Compact Gas Stove.
        """
        titles = {word for id_ in product_ids for word in self._titles.get(id_, ())}
        found: set[str] = set()
        run: list[str] = []
        for word in (*words(text), ""):
            if _singular(word) in titles:
                run.append(word)
                continue
            if len(run) > 1 or any(_singular(one) in self._names for one in run):
                found.update(run)
            run = []
        return frozenset(found)

    def in_full(self, text: str) -> frozenset[str]:
        """Ids of the products whose whole title stands in `text`, longer titles first."""
        heard = _stems(text)
        found: set[str] = set()
        start = 0
        while start < len(heard):
            for length in range(min(self._longest, len(heard) - start), 0, -1):
                named = self._by_title.get(tuple(heard[start : start + length]))
                if named and (length > 1 or heard[start] in self._names):
                    found |= named
                    start += length
                    break
            else:
                start += 1
        return frozenset(found)

    def named_in(self, text: str) -> tuple[Link, ...]:
        """The products that a question names, best first; none when it could be any of many."""
        full = self.in_full(text)
        if full:
            return tuple(Link(id_, 1.0) for id_ in sorted(full)) if len(full) <= MOST else ()
        heard = self._heard(text)
        found: dict[str, Link] = {}
        for word in heard & self._names:
            ids = self._by_word[word]
            leading = {id_ for id_ in ids if self._titles[id_][0] == word}
            found.update(self._best(leading, heard, LEADING) or self._best(ids, heard, NAMED))
        if not found:
            ids = {id_ for word in heard & self._by_word.keys() for id_ in self._by_word[word]}
            ids = {id_ for id_ in ids if len(heard & set(self._titles[id_])) > 1}
            branded = {id_ for id_ in ids if self._is_branded(id_, heard)}
            found = self._best(branded, heard, BRANDED) or self._best(ids, heard, ORDINARY)
        ranked = sorted(found.values(), key=lambda link: (-link.share, link.product_id))
        return tuple(ranked) if len(ranked) <= MOST else ()

    def _heard(self, text: str) -> set[str]:
        """The words of a question, misspelt and split names put right ("storm line")."""
        said = _stems(text)
        heard = set(said)
        heard |= {first + second for first, second in pairwise(said)} & self._by_word.keys()
        for word in said:
            if len(word) < SHORTEST_MISSPELT or word in STOP_WORDS:
                continue
            if word not in self._known:
                close = process.extractOne(word, self._fuzzy, scorer=fuzz.ratio, score_cutoff=ALIKE)
                heard |= {close[0]} if close else set()
        return heard - STOP_WORDS

    def _best(self, ids: Collection[str], heard: set[str], enough: float) -> dict[str, Link]:
        """The links among `ids` with the largest share, if that is enough."""
        links = [Link(id_, self._share(id_, heard)) for id_ in ids]
        best = max((link.share for link in links), default=0.0)
        chosen = [link for link in links if link.share >= max(enough, best - TIE)]
        return {link.product_id: link for link in chosen} if len(chosen) <= MOST else {}

    def _is_branded(self, product_id: str, heard: set[str]) -> bool:
        found = heard & set(self._titles[product_id])
        return bool(found & self._brands and found - self._brands)

    def _share(self, product_id: str, heard: set[str]) -> float:
        title = set(self._titles[product_id]) - STOP_WORDS
        weights = {word: self._weight(word) for word in title}
        found = sum(weight for word, weight in weights.items() if word in heard)
        return found / (sum(weights.values()) or 1.0)

    def _weight(self, word: str) -> float:
        weight = math.log(1 + len(self._titles) / len(self._by_word[word]))
        return weight if word in self._names else weight / 2


def _could_be_name(word: str) -> bool:
    """Not a size or a small number; a model's number may be one."""
    if word in _NEVER_NAMES:
        return False
    return len(word) > 2 if word.isalpha() else len(word) > 3  # noqa: PLR2004


def _stems(text: str) -> list[str]:
    return [_singular(word) for word in words(text)]


def _interned(found: Iterable[str]) -> tuple[str, ...]:
    """The words as strings that thousands of products share."""
    return tuple(map(sys.intern, found))


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004
        return word[:-1]
    return word.removesuffix("'s")
