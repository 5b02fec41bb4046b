"""Which manual a question names, where no product of the catalogue is behind it.

A page may be about one thing without the catalogue knowing it: a manual, a guide. Of its title's
words those are its name that hardly any passage of another page has ("Stealth", of the Stealth
Bike Helmet, but not "bike"). What another manual says of another thing does not answer then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.text import content_words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from knowledge.chunks import Chunk

__all__ = ["Manuals", "is_manual", "manuals_in", "named_in"]

Manuals = dict[str, frozenset[str]]
"""Titles of manuals, each with the words that are its name."""

OWN: Final = 0.8
"""The share of the passages with a word that are its manual's, from which it is its name."""
SHORTEST: Final = 3


def is_manual(chunk: Chunk) -> bool:
    """Whether a passage is of a page that may be about one thing the catalogue does not know."""
    return chunk.product_id is None and chunk.kind in {"document", "faq", "review"}


def manuals_in(
    chunks: Iterable[Chunk], frequency: Callable[[str], int], entitled: Callable[[str], int]
) -> Manuals:
    """The manuals among the passages, those without a name left out.

    `frequency` tells in how many passages a word stands, `entitled` how many have a title.
    """
    found: Manuals = {}
    for title in dict.fromkeys(chunk.title for chunk in chunks if is_manual(chunk)):
        own = entitled(title)
        names = frozenset(
            word
            for word in content_words(title)
            if len(word) >= SHORTEST and own >= OWN * frequency(word)
        )
        if names:
            found[title] = names
    return found


def named_in(question: str, manuals: Manuals) -> tuple[str, ...]:
    """The titles of those that a question names."""
    said = {word.removesuffix("'s") for word in words(question)}
    return tuple(title for title, names in manuals.items() if said & names)
