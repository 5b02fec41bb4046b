"""Grounded answers: retrieve, decide whether to answer, word, check, cite.

Retrieval alone decides whether there is an answer; the model only words it, and nothing of
what it says leaves before the claim check has passed it, a sentence at a time. When nothing
passes, or there is no model or no time, the best source lines are quoted.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from generation import Busy, GenerationError
from knowledge.claims import Checked, ClaimCheck, Verdict
from knowledge.extractive import Extractor, Quote
from knowledge.instructions import reads_as_instruction
from knowledge.outside_links import shown_link, without_outside_links
from knowledge.prompt import PROMPT_VERSION, prompt
from knowledge.rewriter import Rewriter
from knowledge.sentence_stream import SentenceStream
from knowledge.sureness import addends, chance
from knowledge.to_the_point import answers_like

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        Awaitable,
        Callable,
        Collection,
        Iterable,
        Mapping,
        Sequence,
    )
    from datetime import date

    from generation import ChatModel, Message
    from knowledge.chunks import Chunk, Retrieval
    from knowledge.retrieval import Retriever
    from knowledge.rewriting import Focus

__all__ = ["Answer", "Answers", "Citation", "Exchange", "NoAnswer", "Verdict"]

logger = logging.getLogger(__name__)

TOP_K: Final = 10
QUOTED: Final = 10
MAX_TOKENS: Final = 220
PROMPT_CHARS: Final = 2400
"""Of sources in a prompt: a CPU reads a hundred tokens a second."""
LONGEST: Final = 600
MOST_SENTENCES: Final = 4
PATIENCE_S: Final = 20.0
RESERVE_S: Final = 2.5
"""Of the time left, what is kept for everything after the model."""


@dataclass(frozen=True)
class Exchange:
    """An earlier question of the conversation and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class Citation:
    """Where an answer comes from, as it is shown."""

    title: str
    source: str
    section: str
    url: str | None


@dataclass(frozen=True)
class Answer:
    """An answer; `text` is exactly the sentences that were sent, joined by spaces.

    `fell_back` is set when a model was there and the sources were quoted instead.
    """

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    model: str
    prompt_version: str
    retrieval: Retrieval
    verdicts: tuple[Verdict, ...]
    timings_ms: Mapping[str, float]
    fell_back: bool
    sureness: Mapping[str, float] = field(default_factory=dict)
    """What makes the confidence (`sureness.SIGNS`); the parts add up to its log-odds."""


@dataclass(frozen=True)
class NoAnswer:
    """The store's knowledge does not answer; `reason` is for the trace, not for the shopper."""

    reason: str
    confidence: float
    retrieval: Retrieval
    timings_ms: Mapping[str, float]
    sureness: Mapping[str, float] = field(default_factory=dict)


@dataclass
class _Turn:
    """What is known while one question is answered."""

    question: str
    retrieval: Retrieval
    products: tuple[str, ...]
    started: float
    deadline: float
    on_sentence: Callable[[str], Awaitable[None]] | None
    confidence: float = 0.0
    sureness: Mapping[str, float] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    chunks: dict[str, Chunk] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str) -> None:
        self.timings[name] = round(1000 * (time.monotonic() - self.started), 1)

    async def send(self, sentence: str, chunks: Sequence[Chunk]) -> None:
        if not self.sentences:
            self.lap("first_sentence")
        self.sentences.append(sentence)
        self.chunks |= {chunk.id: chunk for chunk in chunks if chunk.id not in self.chunks}
        if self.on_sentence is not None:
            await self.on_sentence(sentence)


class Answers:
    """Answers questions from the store's own knowledge."""

    def __init__(
        self,
        retriever: Retriever,
        chat_model: ChatModel | None = None,
        *,
        threshold: float,
        names: Sequence[str] = (),
        link_hosts: Collection[str] = (),
        rewriting_model: ChatModel | None = None,
    ) -> None:
        """Answers surer than `threshold` (0 to 1) are given; `names` are the shop's own.

        Links to other hosts than `link_hosts` are taken out of what is quoted;
        `rewriting_model` words follow-ups, in place of rules.
        """
        self._retriever = retriever
        self._chat_model = chat_model
        self._threshold = threshold
        self._rewriter = Rewriter(retriever, rewriting_model)
        self._extractor = Extractor(retriever.embedder)
        self._names = tuple(names)
        self._link_hosts = frozenset(link_hosts)

    async def answer(
        self,
        question: str,
        *,
        history: Sequence[Exchange] = (),
        product_id: str | None = None,
        focus: Focus | None = None,
        deadline: float | None = None,
        on: date | None = None,
        on_sentence: Callable[[str], Awaitable[None]] | None = None,
    ) -> Answer | NoAnswer:
        """Answer, or say that the sources do not.

        `product_id` is the product that is being looked at, `focus` its title and those of the
        products that were shown beside it, `deadline` a `time.monotonic()`
        moment, by default twenty seconds from now. `on` is the day whose versions of pages hold,
        today's by default. `on_sentence` is given each sentence as soon as it has been checked.
        """
        started = time.monotonic()
        deadline = started + PATIENCE_S if deadline is None else deadline
        asked = await self._rewriter.rewritten(
            question,
            [exchange.question for exchange in history],
            product_id=product_id,
            focus=focus,
            deadline=deadline,
        )
        full, product_id = asked.text, asked.product_id
        retrieval = await asyncio.to_thread(
            self._retriever.retrieve, full, TOP_K, product_id=product_id, on=on
        )
        products = retrieval.products or ((product_id,) if product_id else ())
        turn = _Turn(full, retrieval, products, started, deadline, on_sentence)
        turn.lap("retrieve")
        if not retrieval.hits:
            return self._none(turn, "there is no passage at all")
        quote = await asyncio.to_thread(
            self._extractor.quote, full, retrieval.hits[:QUOTED], products, retrieval.manuals
        )
        turn.lap("quote")
        if quote is None:
            return self._none(turn, "no line of the passages answers the question")
        turn.sureness = addends(quote)
        turn.confidence = chance(turn.sureness)
        if turn.confidence < self._threshold:
            return self._none(turn, "the passages found do not answer the question")
        if self._chat_model is not None:
            await self._compose(self._chat_model, turn, quote, history)
            turn.lap("compose")
        fell_back = self._chat_model is not None and not turn.sentences
        quoted = not turn.sentences
        if quoted:
            for sentence in quote.sentences:
                await turn.send(without_outside_links(sentence, self._link_hosts), quote.chunks)
        turn.lap("total")
        return Answer(
            text=" ".join(turn.sentences),
            citations=_citations(turn.chunks.values(), self._link_hosts),
            confidence=turn.confidence,
            sureness=turn.sureness,
            model="extractive" if quoted or self._chat_model is None else self._chat_model.name,
            prompt_version="" if self._chat_model is None else PROMPT_VERSION,
            retrieval=retrieval,
            verdicts=tuple(turn.verdicts),
            timings_ms=turn.timings,
            fell_back=fell_back,
        )

    async def _compose(
        self, model: ChatModel, turn: _Turn, quote: Quote, history: Sequence[Exchange]
    ) -> None:
        """Have the model word the answer; send what passes the check, once it answers."""
        deadline = turn.deadline - min(RESERVE_S, (turn.deadline - time.monotonic()) / 4)
        chunks = _worth_reading(quote, turn.retrieval)
        held: list[Checked] = []
        check = ClaimCheck(
            chunks,
            turn.question,
            products=turn.products,
            known_names=self._names,
            link_hosts=self._link_hosts,
        )
        messages = prompt(turn.question, chunks, [(e.question, e.answer) for e in history])
        try:
            async with aclosing(self._sentences(model, messages, deadline)) as sentences:
                async for sentence in sentences:
                    checked = check.check(sentence)
                    turn.verdicts.append(checked.verdict)
                    if not checked.text:
                        logger.info("Dropped: %s", "; ".join(checked.verdict.unsupported))
                        continue
                    said = [*turn.sentences, *(one.text for one in held)]
                    if checked.text in said or _full(said, checked.text):
                        break
                    held.append(checked)
                    if turn.sentences or answers_like(quote, checked.text, checked.chunks):
                        for one in held:
                            await turn.send(one.text, one.chunks)
                        held = []
        except Busy as error:
            logger.info("Quoted, for the model has no time: %s", error)
        except GenerationError as error:
            logger.warning("%s", error)

    def _none(self, turn: _Turn, reason: str) -> NoAnswer:
        turn.lap("total")
        return NoAnswer(reason, turn.confidence, turn.retrieval, turn.timings, turn.sureness)

    async def _sentences(
        self, model: ChatModel, messages: Sequence[Message], deadline: float
    ) -> AsyncGenerator[str, None]:
        """The sentences of the model's answer, each when it is whole."""
        stream = SentenceStream()
        tokens = 0
        async with aclosing(
            model.stream(messages, max_tokens=MAX_TOKENS, deadline=deadline)
        ) as pieces:
            async for piece in pieces:
                tokens = piece.completion_tokens or 0
                for sentence in stream.feed(piece.text):
                    yield sentence
        for sentence in stream.end(whole=tokens < MAX_TOKENS):
            yield sentence


def _worth_reading(quote: Quote, retrieval: Retrieval) -> list[Chunk]:
    """The chunks for the prompt: those that the quote is from, then the best that fit in."""
    chunks = {chunk.id: chunk for chunk in quote.chunks}
    length = sum(len(chunk.text) for chunk in quote.chunks)
    for hit in retrieval.hits:
        length += 0 if hit.chunk.id in chunks else len(hit.chunk.text)
        if length <= PROMPT_CHARS and not reads_as_instruction(hit.chunk.text):
            chunks[hit.chunk.id] = hit.chunk
    return list(chunks.values())


def _full(sentences: Sequence[str], further: str) -> bool:
    return (
        len(sentences) >= MOST_SENTENCES
        or sum(len(sentence) + 1 for sentence in sentences) + len(further) > LONGEST
    )


def _citations(chunks: Iterable[Chunk], link_hosts: Collection[str]) -> tuple[Citation, ...]:
    """Each place once, the one that supports the first sentence first."""
    cited = (
        Citation(chunk.title, chunk.source, chunk.section, shown_link(chunk.url, link_hosts))
        for chunk in chunks
    )
    return tuple(dict.fromkeys(cited))
