"""How English says the same thing in other words: stems, concepts, negation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from knowledge import lexicon
from knowledge.text import STOP_WORDS, words

__all__ = ["BROADER", "FILLER", "concepts", "negated", "spellings", "stem"]

_IRREGULAR: Final = dict(pair.split(":") for pair in lexicon.IRREGULAR.split())
_VOWEL = re.compile(r"[aeiouy]")
_SUFFIXES: Final = (
    "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ables", "able", "ible",
    "ies", "ied", "ily", "ed", "ly",
)  # fmt: skip
_ENDS_IN_Y = re.compile(r"[a-z][b-df-hj-np-tv-z]y")  # "dry", as in "dried"
_SHORTEST: Final = 3


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The part of a word in lower case that its inflections share."""
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= _SHORTEST:
        return word[:-1] + "i" if _ENDS_IN_Y.fullmatch(word) else word
    for suffix in _SUFFIXES:
        base = word.removesuffix(suffix)
        if base != word and len(base) >= _SHORTEST and _VOWEL.search(base):
            word = base + ("y" if suffix in {"ies", "ied", "ily"} else "")
            break
    else:
        if word.endswith(("sses", "xes", "ches", "shes", "zes")):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if len(word) > _SHORTEST:
        doubled = word[-1] == word[-2] and word[-1] not in "aeiou"  # "shipp", and "sell" with it
        if doubled or word.endswith("e"):
            word = word[:-1]
    if word.endswith("y") and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    return word


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in lexicon.GROUPS.replace("\n    ", " ").strip().splitlines():
        first, *others = line.split()
        concept = stem(first.replace("_", " ").split()[0]) if "_" not in first else first
        for name in (first, *others):
            key = name if "_" in name else stem(name)
            table.setdefault(key, concept)
    return table


_CONCEPTS: Final = _table()
_PHRASES: Final = tuple(
    (tuple(name.split("_")), concept) for name, concept in _CONCEPTS.items() if "_" in name
)
_LONGEST = max(len(phrase) for phrase, _ in _PHRASES)
_PHRASE_TABLE: Final = {tuple(stem(w) for w in phrase): concept for phrase, concept in _PHRASES}
FILLER: Final = frozenset(stem(word) for word in lexicon.FILLERS.split())
"""Stems of words that claim nothing."""
BROADER: Final = {
    stem(kind): _CONCEPTS.get(stem(line.split()[0]), stem(line.split()[0]))
    for line in lexicon.BROADER.strip().splitlines()
    for kind in line.split()[1:]
}
"""What a concept is a kind of: "boot" is footwear."""
_NEGATORS: Final = frozenset(lexicon.NEGATORS.split())
_SEND_BACK = re.compile(
    r"\b(?:sen[dt]|sending|bring|bringing|give|giving|mail|ship)\s+((?:[^\W\d_]+\s+){1,3})back\b",
    re.IGNORECASE,
)
# "Send it back" is "send back".
_BETWEEN: Final = frozenset(
    "a an it its my our that the them this those these your".split()  # noqa: SIM905 - as a list it reads worse
)


@lru_cache(maxsize=8192)
def concepts(text: str) -> tuple[str, ...]:
    """What `text` speaks of, in order: content words as stems, synonyms as one."""
    text = _SEND_BACK.sub(r"return \1", text)
    stems = [(word, stem(word)) for word in words(text) if word not in _BETWEEN]
    found: list[str] = []
    place = 0
    while place < len(stems):
        for length in range(min(_LONGEST, len(stems) - place), 1, -1):
            concept = _PHRASE_TABLE.get(tuple(s for _, s in stems[place : place + length]))
            if concept is not None:
                found.append(concept)
                place += length
                break
        else:
            word, base = stems[place]
            if not _says_nothing(word, base):
                found.append(_CONCEPTS.get(base, base))
            place += 1
    return tuple(found)


def _says_nothing(word: str, base: str) -> bool:
    return (
        word in STOP_WORDS
        or base in FILLER
        or word[0].isdigit()
        or _CONTRACTED.search(word) is not None
    )


def negated(text: str) -> bool:
    """Whether a clause denies what it speaks of."""
    text = lexicon.NO_NEGATION.sub(" ", text.lower().replace("\u2019", "'"))
    text = lexicon.TWICE_NEGATED.sub(" ", text)
    return lexicon.NEGATION.search(text) is not None or any(
        word in _NEGATORS for word in words(text)
    )


@lru_cache(maxsize=8192)
def spellings(text: str) -> frozenset[str]:
    """The words of `text` (lower case), and its hyphenated ones whole."""
    return frozenset(words(text)) | frozenset(_HYPHENATED.findall(text.lower()))


_CONTRACTED = re.compile(r"(?:n't|'(?:d|ll|m|re|ve))$")
_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+")
