"""Whether a product is in stock, as its records say it: what a model says of it must agree.

The offer of a product states its availability as a whole and names the versions that are out of
stock (`knowledge.facts`). A sentence about availability is judged by these alone: other lines of
a product share nearly all of its words and say nothing of its stock.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.facts import OFFER
from knowledge.number_words import in_figures
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from knowledge.chunks import Chunk

__all__ = ["misstated_stock"]

_IN: Final = re.compile(
    r"\b(?:in stock|available|ready to ship|ships? (?:today|now|at once)|plenty of|left"
    r"|(?:can|may) (?:still )?(?:order|get|buy)|have (?:it|them|some|plenty|one)|restocked)\b",
    re.IGNORECASE,
)
_OUT: Final = re.compile(
    r"\b(?:sold[- ]?out|out of stock|unavailable|discontinued|back[- ]?ordered|none left"
    r"|no longer (?:available|sold|made)"
    r"|no(?:ne|t| \w+)? (?:\w+ ){0,4}?(?:in stock|available|left))\b"
    r"|n't (?:\w+ ){0,4}?(?:in stock|available)\b",
    re.IGNORECASE,
)
_NOT_OUT: Final = re.compile(
    r"(?:\b(?:not|never|no longer)|n't) (?:\w+ ){0,2}?(?:sold[- ]?out|out of stock|unavailable)\b",
    re.IGNORECASE,
)
_RETURNS: Final = re.compile(
    r"\b(?:back|again|restock\w*|return\w*)\b.{0,30}\b(?:stock|available|sale)\b"
    r"|\b(?:back|restocked|available again)\b.{0,20}\b(?:on|in|by|next|this|until)\b"
    r"|\b(?:sold out|out of stock|unavailable)\b.{0,12}\b(?:until|till)\b|\bdiscontinued\b",
    re.IGNORECASE,
)
_WHOLLY: Final = re.compile(r"\b(?:all|any|both|completely|every|everything|no|none|whole)\b")
_LEFT: Final = re.compile(
    r"\b(?:only |just |about )?(?P<count>\d+)(?: \w+){0,8}? (?:left|in stock|available)\b"
)
_STATED_LEFT: Final = re.compile(r"only (?P<count>\d+) left")
_WHOLE_OUT: Final = re.compile(r"\b(?:is|are) out of stock at the moment\.")
_WHOLE_IN: Final = re.compile(r"\b(?:is|are) in stock\b")
_VERSIONS_OUT: Final = re.compile(r"^Out of stock at the moment: (?P<versions>.+)\.$", re.MULTILINE)
_OPTIONS: Final = re.compile(r"\bAvailable in \d+ \w+: (?P<values>[^.]+)\.")


def misstated_stock(
    said: str, question: str, chunks: Sequence[Chunk], about: Collection[str]
) -> list[str] | None:
    """The words of a sentence on availability that the records of its products do not bear out.

    `about` are the products that are spoken of. None where the sentence says nothing about stock,
    or where the records of those products are not among the chunks.
    """
    offers = [
        chunk.text.replace(". Out of stock", ".\nOut of stock").replace(". Category", ".\nCategory")
        for chunk in chunks
        if chunk.product_id in about and chunk.section == OFFER
    ]
    low = _NOT_OUT.sub("in stock", in_figures(said))
    out, within = _OUT.search(low), _IN.search(_OUT.sub(" ", low))
    if not offers or (out is None and within is None):
        return None
    wrong = [match[0] for match in (_RETURNS.search(low),) if match]
    stated = {match["count"] for text in offers for match in _STATED_LEFT.finditer(text)}
    wrong += [m[0] for m in _LEFT.finditer(low) if m["count"] not in stated]
    spoken = frozenset(words(said)) | frozenset(words(question))
    wider = frozenset[str]() if _WHOLLY.search(low) else spoken
    for match, claimed in ((out, False), (within, True)):
        if match and not any(_agrees(text, wider, claimed=claimed) for text in offers):
            wrong.append(match[0])
    return wrong


def _agrees(offer: str, spoken: frozenset[str], *, claimed: bool) -> bool:
    """Whether an offer says of the versions spoken of that they are there, or are not."""
    if _WHOLE_OUT.search(offer):
        return not claimed
    if not _WHOLE_IN.search(offer):
        return True  # made to order, or a record that says nothing
    gone = _VERSIONS_OUT.search(offer)
    if gone is None:
        return claimed
    options = {
        frozenset(words(value))
        for match in _OPTIONS.finditer(offer)
        for value in match["values"].split(", ")
    }
    named = frozenset[str]().union(*(option for option in options if option <= spoken))
    versions = [frozenset(words(version)) for version in gone["versions"].split("; ")]
    if not named:
        return claimed
    if named in versions:
        return not claimed
    # "In Ember" when only some sizes of Ember are gone is neither true nor false.
    some = any(named < version for version in versions)
    return some or claimed
