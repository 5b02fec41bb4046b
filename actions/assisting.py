"""What the agents' console asks of the bot: a suggested reply, articles, a summary in words.

A suggestion is answered by the same service as a shopper's question, with the same check of its
claims. Nobody but an agent sees it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from actions.answers import one_message
from actions.summarising import summarise
from commerce.cards import absolute
from knowledge.answers import Answer, Exchange
from knowledge.outside_links import shown_link
from tilly.shop import own_hosts

if TYPE_CHECKING:
    from knowledge.answers import Citation
    from knowledge.chunks import Chunk
    from tilly.bootstrap import Services

__all__ = ["Assisting", "Question"]

MOST_HISTORY: Final = 6
LONGEST_QUESTION: Final = 4000
ARTICLES: Final = 6
LOOKED_AT: Final = 24
LONGEST_EXCERPT: Final = 240
PAGES: Final = frozenset({"policy", "faq", "document"})


@dataclass(frozen=True)
class Question:
    """What a shopper asked last, and the exchanges before it, oldest first."""

    text: str
    history: tuple[Exchange, ...] = ()

    @classmethod
    def read(cls, body: object) -> Question | None:
        """A request's body; None when it is no question."""
        if not isinstance(body, dict) or not _is_text(body.get("question")):
            return None
        history = body.get("history", [])
        if not isinstance(history, list) or not all(_is_exchange(each) for each in history):
            return None
        return cls(body["question"], tuple(Exchange(*each) for each in history[-MOST_HISTORY:]))


class Assisting:
    """Helps agents from the store's own knowledge."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._hosts = own_hosts(services.settings)

    async def suggest(self, asked: Question) -> dict[str, Any]:
        """A reply that could be sent, with its citations; `text` is empty where there is none."""
        found = await self._services.answers.answer(asked.text, history=asked.history)
        if not isinstance(found, Answer):
            return {"text": "", "citations": [], "confidence": found.confidence, "model": ""}
        return {
            "text": one_message(found.text),
            "citations": [self._cited(each) for each in found.citations],
            "confidence": found.confidence,
            "model": found.model,
        }

    async def articles(self, query: str) -> list[dict[str, Any]]:
        """Passages of the shop's pages, the best of each section, as citations with a `text`."""
        retriever = self._services.knowledge.retriever
        found = await asyncio.to_thread(retriever.retrieve, query, LOOKED_AT, kinds=PAGES)
        best: dict[tuple[str, str], Chunk] = {}
        for hit in found.hits:
            best.setdefault((hit.chunk.source, hit.chunk.section), hit.chunk)
        return [
            {**self._cited(chunk), "text": chunk.text[:LONGEST_EXCERPT]}
            for chunk in list(best.values())[:ARTICLES]
        ]

    async def summarise(self, talk: str) -> dict[str, Any]:
        """A conversation in a few sentences of the model's; `text` is empty without a model."""
        model = self._services.chat_model
        if model is None:
            return {"text": "", "model": ""}
        return {"text": await summarise(model, talk), "model": model.name}

    def _cited(self, of: Citation | Chunk) -> dict[str, Any]:
        url = absolute(shown_link(of.url, self._hosts), self._services.settings.shop_url)
        return {"title": of.title, "source": of.source, "section": of.section, "url": url}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST_QUESTION


def _is_exchange(value: object) -> bool:
    match value:
        case [str(), str()]:
            return True
        case _:
            return False
