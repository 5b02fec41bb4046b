"""Questions, answered from the store's own knowledge."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import SlotSet

from actions.expected import take_expected
from actions.topic import TopicAction
from actions.understanding.days import day_spoken_of
from commerce import ProductNotFound
from commerce.cards import absolute
from conversations import Evidence, EvidenceChunk, EvidenceVerdict
from knowledge.answers import Answer, Exchange
from knowledge.rewriting import Focus, is_fragment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import date

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from knowledge.answers import NoAnswer
    from knowledge.chunks import Chunk, Hit

__all__ = ["ActionTryAnswer", "Answering"]

# Shops have a line on nearly everything, so what NLU takes for these is answered only when it
# is not certain of it and the answer is surer than usual.
OFF_TOPIC = frozenset({"gibberish", "out_of_scope"})
CERTAINLY_OFF_TOPIC = 0.7
SURE_OF_TOPIC = 0.85
# After these the shopper has been asked once already what they meant.
ASKED_BEFORE = frozenset({"utter_did_you_mean", "utter_which_one", "utter_ask_rephrase"})


class Answering(TopicAction):
    """Asks the store's knowledge, shows checked sentences early, records the evidence."""

    async def answer(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        *,
        least: float = 0.0,
        buttons: Sequence[Mapping[str, Any]] = (),
    ) -> bool:
        """Utter the answer with its citations; False when there is none as sure as `least`."""
        question = turn.text or turn.typed_before
        off_topic = turn.intent in OFF_TOPIC
        if off_topic and turn.confidence >= CERTAINLY_OFF_TOPIC:
            return False
        found = await self.services.answers.answer(
            question,
            history=[Exchange(asked, replied) for asked, replied in turn.earlier],
            product_id=turn.product_id,
            focus=await asyncio.to_thread(self._focus, turn),
            deadline=turn.deadline,
            on=self._day_of(question),
            on_sentence=None if off_topic or least else self._shown(turn),
        )
        if turn.turn_id:
            evidence = evidence_of(question, found)
            await asyncio.to_thread(
                self.services.traces.record_evidence, turn.turn_id, turn.conversation_id, evidence
            )
        if off_topic and not found.retrieval.products:  # what names a product is on the topic
            least = SURE_OF_TOPIC
        if not isinstance(found, Answer) or found.confidence < least:
            return False
        dispatcher.utter_message(
            text=one_message(found.text),
            json_message=self._custom(found),
            buttons=list(buttons) or None,
        )
        return True

    def _day_of(self, question: str) -> date:
        """The day whose versions of the shop's pages answer: the one asked about, else today."""
        today = self.services.policy.calendar.day_of(datetime.now(UTC))
        return day_spoken_of(question, today) or today

    async def answers_follow_up(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> bool:
        """Answer "and for gold?" after a question about the shop's ways, which is no search."""
        follows = turn.past and turn.past[-1].intent == "ask_policy" and is_fragment(turn.text)
        return bool(follows) and await self.answer(dispatcher, turn)

    def _focus(self, turn: AskedTurn) -> Focus | None:
        """The product that is spoken of, and those that "the other one" may be."""
        spoken_of = turn.slots.get("focus_product") or {}
        shown = turn.slots.get("shown_products") or ()
        if turn.product_id is None:
            return None
        titles = []
        for id_ in dict.fromkeys((turn.product_id, *shown, spoken_of.get("id"))):
            try:
                titles += [self.services.catalogue.get(id_).title] if id_ else []
            except ProductNotFound:
                continue
        return Focus(titles[0], tuple(titles[1:])) if titles else None

    def _custom(self, answer: Answer) -> dict[str, Any]:
        """The citations as the gateway reads them."""
        shop = self.services.settings.shop_url
        return {
            "kind": "answer",
            "citations": [
                {"title": cited.title, "source": cited.source, "section": cited.section}
                | ({"url": link} if (link := absolute(cited.url, shop)) else {})
                for cited in answer.citations
            ],
        }

    def _shown(self, turn: AskedTurn) -> Callable[[str], Awaitable[None]] | None:
        if not turn.turn_id:
            return None
        shown = 0

        async def show(sentence: str) -> None:
            nonlocal shown
            await self.gateway.delta(turn.conversation_id, turn.turn_id, shown, sentence)
            shown += 1

        return show


class ActionTryAnswer(Answering):
    """Answers a message that is unclear or seems off topic, where the store's knowledge can."""

    name = "action_try_answer"
    events_when_failed = (SlotSet("answer_outcome", "replied"),)

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """The rules of bot/data/rules/fallback.yml go on from the outcome."""
        # Their actions answer, too.
        from actions.product_answers import take_likely_wish, take_product_answer

        taken = await take_product_answer(self, dispatcher, turn)
        if taken is not None:
            return [*taken, SlotSet("answer_outcome", "replied")]
        replied = (
            await take_expected(self, dispatcher, turn)
            or await self._foreign(dispatcher, turn)
            or await self.answer(dispatcher, turn)
        )
        if replied:
            return [SlotSet("answer_outcome", "replied")]
        taken = await take_likely_wish(self, dispatcher, turn)
        if taken is not None:
            return [*taken, SlotSet("answer_outcome", "replied")]
        asked = not ASKED_BEFORE.isdisjoint(turn.last_reply.responses)
        return [SlotSet("answer_outcome", "still_unclear" if asked else "unclear")]

    async def _foreign(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> bool:
        """Say which language is spoken here, in the shopper's own where there is wording for it."""
        language = await asyncio.to_thread(self.services.languages.foreign, turn.text)
        if language is None:
            return False
        theirs = f"utter_language_{language}"
        known = theirs in turn.domain["responses"]
        dispatcher.utter_message(response=theirs if known else "utter_language")
        return True


def one_message(text: str) -> str:
    """The text without blank lines: Rasa's REST channel sends each paragraph on its own."""
    return "\n".join(line for line in text.splitlines() if line.strip())


def evidence_of(question: str, found: Answer | NoAnswer) -> Evidence:
    """What the turn's trace keeps of an answer, or of the lack of one."""
    nothing = Evidence(
        question=question,
        outcome="no_answer",
        chunks=tuple(evidence_chunk(hit) for hit in found.retrieval.hits),
        confidence=found.confidence,
        sureness=found.sureness,
        timings_ms=found.timings_ms,
        rewritten=found.retrieval.query if found.retrieval.query != question else "",
    )
    if not isinstance(found, Answer):
        return nothing
    return dataclasses.replace(
        nothing,
        outcome="quoted" if found.fell_back else "answered",
        verdicts=tuple(
            EvidenceVerdict(verdict.sentence, verdict.supported, verdict.unsupported)
            for verdict in found.verdicts
        ),
        model=found.model,
        prompt_version=found.prompt_version,
    )


def evidence_chunk_of(chunk: Chunk) -> EvidenceChunk:
    """A chunk that was read as such, and not searched for."""
    return EvidenceChunk(chunk.id, chunk.source, chunk.section, 0.0, 0.0, 0.0)


def evidence_chunk(hit: Hit) -> EvidenceChunk:
    """A retrieved chunk by name and score, without its text."""
    return EvidenceChunk(
        id=hit.chunk.id,
        source=hit.chunk.source,
        section=hit.chunk.section,
        score=hit.score,
        dense=hit.dense,
        lexical=hit.lexical,
    )
