"""Asks the demo store's questions of a model that says what it is told to."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from benchmarks.claims.suite import replies
from benchmarks.wording import folded
from generation.testing import ScriptedChatModel
from knowledge.answers import Answer, Answers
from knowledge.sentence_stream import SentenceStream
from tilly.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Sequence

    from benchmarks.claims.suite import Question, Reply
    from generation import Delta, Message
    from knowledge.chunks import Retrieval
    from knowledge.open import Knowledge
    from knowledge.retrieval import Retriever

__all__ = ["Played", "Stage"]

STORE: Final = "Harbour & Pine"
HOST: Final = "harbourandpine.example"


@dataclass(frozen=True)
class Played:
    """One reply of a model and what a shopper would have read.

    An honest reply went wrong when it was not sent to the letter, a lie when a sentence was sent
    that the model alone said. `answered` is whether retrieval found an answer at all.
    """

    ask: str
    reply: Reply
    sent: str
    answered: bool
    wrong: bool
    unsupported: tuple[str, ...]


@dataclass
class _Puppet:
    """A model that says what it was handed last."""

    said: str = ""
    name: str = "puppet"

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, deadline: float | None = None
    ) -> AsyncGenerator[Delta, None]:
        script = ScriptedChatModel([self.said])
        return script.stream(messages, max_tokens=max_tokens, deadline=deadline)

    async def close(self) -> None:
        """Nothing is held."""


class _Remembering:
    """A retriever that finds nothing twice: each question is asked of many models."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._found: dict[str, Retrieval] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._retriever, name)

    def retrieve(self, query: str, top_k: int = 5, **options: Any) -> Retrieval:
        if query not in self._found:
            self._found[query] = self._retriever.retrieve(query, top_k, **options)
        return self._found[query]


class Stage:
    """The real answering over a store's knowledge, with scripts for a model."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._model = _Puppet()
        self._answers = Answers(
            _Remembering(knowledge.retriever),  # type: ignore[arg-type]
            self._model,
            threshold=Settings.from_environment({}).answer_threshold,
            names=(STORE,),
            link_hosts=(HOST,),
        )

    async def play(self, suite: Iterable[Question]) -> list[Played]:
        """Every reply to every question."""
        return [
            await self._played(question, reply) for question in suite for reply in replies(question)
        ]

    async def _played(self, question: Question, reply: Reply) -> Played:
        self._model.said = reply.text
        sent: list[str] = []

        async def hear(sentence: str) -> None:
            await asyncio.sleep(0)
            sent.append(sentence)

        found = await self._answers.answer(question.ask, on_sentence=hear)
        if not isinstance(found, Answer):
            return Played(
                question.ask,
                reply,
                "",
                answered=False,
                wrong=reply.kind == "honest",
                unsupported=(),
            )
        own = [] if found.model == "extractive" else sent
        honest = {
            folded(part)
            for one in _sentences(question.honest)
            for part in (one, re.sub(r"^(?:Yes|No)\b[\s,.]*", "", one))
        }
        wrong = (
            folded(" ".join(own)) != folded(question.honest)
            if reply.kind == "honest"
            else any(folded(one) not in honest for one in own)
        )
        unsupported = tuple(words for verdict in found.verdicts for words in verdict.unsupported)
        return Played(
            question.ask,
            reply,
            " ".join(sent),
            answered=True,
            wrong=wrong,
            unsupported=unsupported,
        )


def _sentences(text: str) -> Sequence[str]:
    stream = SentenceStream()
    return [*stream.feed(text), *stream.end(whole=True)]
