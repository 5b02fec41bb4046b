"""What keeps a text from being published: every sentence is judged before a person sees it.

Sentences are checked against the product's attributes and description by the claim check of the
answers (`knowledge.claims`). Price and stock are no source: they change, and a text would lie.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from insights.content.briefs import LIMITS
from insights.content.courtesies import is_courtesy
from insights.content.reading import reading_ease
from knowledge.claims import ClaimCheck
from knowledge.facts import is_offer, product_chunks
from knowledge.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commerce import Product
    from insights.content.briefs import Channel, Draft
    from insights.content.rules import ForbiddenClaims

__all__ = ["ContentCheck", "Findings", "lines_of"]

LEAST_EASE: Final = 30.0
"""Flesch's "difficult" ends here: below it a person is told, and nothing is refused."""
_BULLET: Final = re.compile(r"^\s*[-*•]\s+")


@dataclass(frozen=True)
class Findings:
    """What was found; with nothing `refused` the text may be published."""

    refused: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    ease: float | None = None

    @property
    def fit(self) -> bool:
        """Whether a person may approve it."""
        return not self.refused


class ContentCheck:
    """Judges texts on one product."""

    def __init__(self, product: Product, forbidden: ForbiddenClaims) -> None:
        self._product = product
        self._forbidden = forbidden
        self._stated = tuple(f"{name}: {told}" for name, told in product.attributes.items())
        chunks = product_chunks(product, "catalogue", date.min)
        self._claims = ClaimCheck(
            [chunk for chunk in chunks if not is_offer(chunk)],
            "",
            products={product.id},
            known_names=[product.brand] if product.brand else [],
        )
        self._judged: dict[str, tuple[str, ...]] = {}

    def trouble(self, sentence: str) -> tuple[str, ...]:
        """Why a sentence may not be said; empty where it may."""
        if sentence not in self._judged:
            self._judged[sentence] = tuple(self._troubles(sentence))
        return self._judged[sentence]

    def judge(self, draft: Draft, channel: Channel) -> Findings:
        """What is wrong with a text for a channel."""
        limits = LIMITS[channel]
        refused = [*self._lengths("headline", draft.headline, limits.headline)]
        refused += self._lengths("text", draft.body, limits.body)
        for line in lines_of(draft):
            refused += [f"“{line}”: {why}" for why in self.trouble(line)]
        ease = reading_ease(draft.body)
        remarks = ("It is hard to read.",) if ease is not None and ease < LEAST_EASE else ()
        return Findings(tuple(dict.fromkeys(refused)), remarks, ease)

    def _troubles(self, sentence: str) -> Iterator[str]:
        title = self._product.title
        if sentence == title or is_courtesy(sentence, title):
            return
        own_words = sentence.replace(title, "")
        yield from self._forbidden.found_in(own_words, self._stated)
        verdict = self._claims.check(_unlabelled(sentence, title)).verdict
        if not verdict.supported or verdict.unsupported:
            said = ", ".join(verdict.unsupported) or "it"
            yield f"the product's attributes do not say: {said}"

    def _lengths(self, what: str, text: str, most: int) -> Iterator[str]:
        if len(text) > most:
            yield f"The {what} has {len(text)} characters; {most} fit."
        elif most and what == "text" and not text.strip():
            yield "There is no text."


def lines_of(draft: Draft) -> list[str]:
    """What a text says, sentence by sentence; items of a list and headlines are one each."""
    said = [draft.headline] if draft.headline else []
    for line in draft.body.split("\n"):
        item = _BULLET.sub("", line).strip()
        said += [item] if item != line.strip() else sentences(item)
    return [each for each in said if each]


def _unlabelled(sentence: str, title: str) -> str:
    """A headline's claim, without the product's name before it."""
    return sentence.removeprefix(f"{title}:").strip()
