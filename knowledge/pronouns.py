"""Words that stand for a product: "it", "this one", "these boots", and part of its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.text import STOP_WORDS, words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["mention_of", "speaks_of_it", "with_product"]

_PRONOUN = re.compile(
    r"\b(?:it|its|it's|they|them|their|this|that|these|those|one|ones)\b", re.IGNORECASE
)
# "Is it possible", "it takes a week": nothing is meant by it.
_EMPTY = re.compile(
    r"\b(?:is|was|would|will) it (?:possible|ok(?:ay)?|too late|allowed|true|better|necessary"
    r"|normal|cheaper to|safe to)\b|\bdoes it (?:take|matter)\b",
    re.IGNORECASE,
)
_BEFORE_IT = (
    r"(?=\W*$|['\u2019]s\b| (?:in|on|with|to|at|for|as|up|out|is|be|come|has|have|work|and|or)\b)"
)
_GENERIC: Final = frozenset({"product", "item", "thing", "model", "one", "ones"})
_ONE = re.compile(
    rf"\b(?:(?P<of>its)|it|(?:this|that){_BEFORE_IT}"
    rf"|(?P<noun>(?:this|that|these|those) (?P<word>[^\W\d_]+)))\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    rf"\b(?:(?P<of>their)|them|(?:these|those){_BEFORE_IT}"
    rf"|(?:are|do|can|will|if|were) (?P<they>they)\b(?! (?:ship|deliver|accept|offer|open|sell))"
    rf"|(?P<noun>(?:these|those|this|that) (?P<word>[^\W\d_]+)))\b",
    re.IGNORECASE,
)


def speaks_of_it(question: str) -> bool:
    """Whether the question may be about something that was named before it."""
    return _PRONOUN.search(question) is not None


def with_product(text: str, title: str) -> str:
    """The text with the product's title for the first word that stands for it.

    As it is where it names the product already, or speaks of no such thing.
    """
    pattern = _SEVERAL if _is_plural(title) else _ONE
    blank = _EMPTY.sub(lambda found: "\0" * len(found[0]), text)
    for found in pattern.finditer(blank):
        if found["noun"] and not _suits(found["word"], title):
            continue
        rest = text[: found.start()] + text[found.end() :]
        if _names(rest, title):
            return text
        start, end = found.span()
        if "they" in pattern.groupindex and found["they"]:
            start, end = found.span("they")
        name = f"the {title}'s" if found["of"] else f"the {title}"
        return text[:start] + name + text[end:]
    return text


def mention_of(text: str, titles: Sequence[str]) -> tuple[int, int] | None:
    """Where the text names one of the products, in whole or in part, with its article."""
    known = {word for title in titles for word in words(title)} - STOP_WORDS
    named = [one.span() for one in re.finditer(r"[^\s?.!,]+", text)]
    at = [n for n, (start, end) in enumerate(named) if known.intersection(words(text[start:end]))]
    if not at:
        return None
    first = last = at[0]
    while last + 1 in at:
        last += 1
    if first and text[slice(*named[first - 1])].lower() in {"the", "a", "an", "this", "that"}:
        first -= 1
    return named[first][0], named[last][1]


def _suits(noun: str, title: str) -> bool:
    """Whether "this noun" may be the product: its own last words, or a word for anything."""
    return noun.lower() in _GENERIC or bool(set(words(noun)) & set(words(title)))


def _names(text: str, title: str) -> bool:
    return bool((set(words(text)) & set(words(title))) - STOP_WORDS)


def _is_plural(title: str) -> bool:
    last = title.rsplit(maxsplit=1)[-1].lower()
    return last.endswith("s") and not last.endswith("ss")
