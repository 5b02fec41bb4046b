"""How a request is talked through, whatever it is about: what to make of each message.

A message may answer the open question, give other facts, correct earlier ones, agree, refuse, ask
for something else, or be none of the request's at all. Nothing here writes to the shop's records
but the proposal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.requests.clauses import names_request, tasks_of
from actions.requests.field import Found
from actions.requests.memory import Memory, Task
from actions.requests.progress import Progress
from actions.requests.step import CONFIRMATION, GOODBYE, LEFT, PERSON, TOLD, confirmed
from actions.requests.utterance import Utterance
from actions.understanding.phrases import (
    affirms,
    asks,
    denies,
    does_not_want_it,
    gives_up,
    has_none,
    hesitates,
    without_opening,
)
from actions.understanding.purposes import wants_person
from knowledge.text import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actions.requests.case import Case
    from actions.requests.request import AnyRequest
    from actions.requests.step import Heard, Step
    from tilly.bootstrap import Services

__all__ = ["RequestDialogue"]

MOST_FAILURES = 2
SHORT = 6
"""Words up to which a goodbye is nothing but a goodbye."""
UNCLEAR = frozenset({"nlu_fallback", "gibberish", "out_of_scope"})
# What may be an answer, whatever is asked; all other intents are about something else.
ANSWERS = UNCLEAR | {"inform", "affirm", "deny", "stop", "report_misunderstanding"}
YES_A_PERSON = {"title": "Yes, ask a person", "payload": "/talk_to_human", "means": "affirm"}
RETURN, REPORT = "return_items", "report_parcel"
OF_UNWANTED = frozenset({"cancel_order", RETURN})
"""Requests for which "I don't want it any more" is a reason, and no wish to stop."""
PAIR = frozenset({"change_items", "exchange_items"})
"""Requests that one becomes by itself, given the order's state."""


class RequestDialogue:
    """The requests that there are, and the talk about one of them; blocking, one turn a call."""

    def __init__(self, services: Services, requests: Sequence[AnyRequest]) -> None:
        self._services = services
        self._requests: Mapping[str, AnyRequest] = {request.name: request for request in requests}

    def hear(
        self, heard: Heard, memory: Memory, *, conversation_id: str, customer_id: str | None,
        active: bool,
    ) -> Step:  # fmt: skip
        """What a message comes to; `active`: it was said within an open request."""
        talk = _Turn(self._services, self._requests, conversation_id, customer_id, memory)
        if heard.resumed:
            return talk.resume()
        if not active:
            return talk.open(heard)
        return talk.go_on(heard)


class _Turn(Progress):
    """What to make of one message."""

    def open(self, heard: Heard) -> Step:
        """A request begins."""
        if heard.intent not in self._requests:
            return self._end(TOLD)
        tasks = tasks_of(heard.text, self._meant(heard), self._requests.values())
        first, *rest = tasks
        self._step.memory = Memory(waiting=[[task.request, task.text] for task in rest])
        return self._begin(first, heard.choice)

    def _meant(self, heard: Heard) -> str:
        """The request that NLU heard; "it never came, I want a refund" returns nothing.

        Nor is "you sent another mug than I ordered" an exchange.
        """
        name = heard.intent
        if name not in {RETURN, *PAIR} or names_request(heard.text, self._requests[name]):
            return name
        report = self._requests.get(REPORT)
        return REPORT if report and names_request(heard.text, report) else name

    def resume(self) -> Step:
        """Something else was answered, or a request was carried out: go on where it stood."""
        memory = self._step.memory
        if memory.request:
            return self._ask_on(self._case())
        task = memory.next_task()
        return self._begin(task) if task else self._end(TOLD)

    def go_on(self, heard: Heard) -> Step:  # noqa: PLR0911  one return per kind of message
        """A message within an open request."""
        memory = self._step.memory
        if memory.request not in self._requests:
            return self.open(heard) if heard.intent in self._requests else self._end(TOLD)
        case = self._case(heard.photos)
        if heard.photos and not heard.text:
            return self._take_photos(case)
        if heard.choice:
            return self._press(heard.choice, case)
        if (
            heard.intent == "talk_to_human"
            or wants_person(heard.text)
            or (heard.offered_person and self._agrees(heard))
        ):
            return self._end(PERSON)
        if heard.intent == "goodbye" and len(heard.text.split()) <= SHORT:
            return self._end(GOODBYE)
        if gives_up(heard.text) or (
            does_not_want_it(heard.text) and memory.request not in OF_UNWANTED
        ):
            return self._leave()
        if memory.asked == CONFIRMATION:
            return self._hear_verdict(heard, case)
        return self._hear_answer(heard, case)

    def _hear_verdict(self, heard: Heard, case: Case) -> Step:  # noqa: PLR0911  as above
        """The terms stand before the shopper: yes, no, or something is to be different."""
        memory = self._step.memory
        text = without_opening(heard.text)
        agrees = self._agrees(heard)
        extra = self._other_tasks(text, heard.intent) if text else []
        wishes = not asks(text) or self._asks_for_variant(heard, case)
        if not extra and text and wishes and self._take(text, case):
            return self._ask_on(case)
        if agrees:
            for task in extra:
                memory.wait(task)
            return self._end(confirmed(memory.request), keep=True)
        if extra:
            return self._switch(extra)
        if denies(heard.text) or heard.intent in {"deny", "stop"}:
            if text and heard.intent != "stop" and len(text.split()) > 2:  # noqa: PLR2004
                return self._repeat(case, Utterance("utter_request_what_to_change"))
            return self._leave()
        if heard.intent not in ANSWERS and heard.intent not in self._requests:
            return self._digress()
        return self._fail(heard, case)

    def _hear_answer(self, heard: Heard, case: Case) -> Step:  # noqa: PLR0911  as above
        """A question is open: an answer to it, other facts, or something else altogether."""
        if self._step.memory.asked == "photos" and has_none(heard.text):
            self._say(Utterance("utter_request_without_photo", buttons=(YES_A_PERSON,)))
            self._step.asks = "photos"
            return self._step
        told, asked = _split_questions(heard.text)
        digression = heard.intent not in ANSWERS and heard.intent not in self._requests
        if digression and asked and not told and not self._asks_for_variant(heard, case):
            return self._digress()
        others = self._other_tasks(told or heard.text, heard.intent)
        named = heard.intent in self._requests
        if others and not self._answers(told, case, named=named):
            return self._switch(others)
        before = self._step.memory.asked
        wishes = told or not digression or self._asks_for_variant(heard, case)
        if wishes and self._take(told or heard.text, case):
            self._step.aside = asked if digression and told else ""
            self._noted = before
            return self._ask_on(case)
        if others:
            return self._switch(others)
        if self._step.says:
            return self._repeat(case)
        if digression:
            return self._digress()
        if heard.intent == "stop":
            return self._leave()
        if self._agrees(heard) and len(self._step.memory.options) == 1:
            return self._press_keys(
                self._step.memory.asked, [self._step.memory.options[0][0]], case
            )
        return self._fail(heard, case)

    def _take_photos(self, case: Case) -> Step:
        """Photos without a word: thanked for where the request has a use for them."""
        field = case.request.field("photos")
        if field is not None and self._accept(field, field.read("", case, asked=True), case):
            self._say(Utterance("utter_request_photo_taken"))
        return self._ask_on(case)

    def _asks_for_variant(self, heard: Heard, case: Case) -> bool:
        """Whether "do you have it in XL?" is about what is being chosen here."""
        return heard.intent == "ask_stock" and case.request.field("wanted") is not None

    def _agrees(self, heard: Heard) -> bool:
        """A yes: NLU's, or one of ours in front of something else."""
        if denies(heard.text):
            return False
        return heard.intent == "affirm" or affirms(heard.text)

    def _answers(self, text: str, case: Case, *, named: bool) -> bool:
        """Whether the text answers the open question, before it counts as another request.

        Where NLU took it for another request too (`named`), it must do so unmistakably.
        """
        request, memory = case.request, self._step.memory
        field = request.field(memory.asked)
        if field is None or field.name == "order":
            return False
        return isinstance(field.read(text, case, asked=not named), Found)

    def _other_tasks(self, text: str, intent: str) -> list[Task]:
        """What the text asks for beside the request at hand; both NLU and its words say so."""
        memory = self._step.memory
        if not text:
            return []
        known = self._requests.get(intent)
        first = intent if known and names_request(text, known) else memory.request
        tasks = tasks_of(text, first, self._requests.values())
        own = PAIR if memory.request in PAIR else {memory.request}
        return [task for task in tasks if task.request not in own]

    def _fail(self, heard: Heard, case: Case) -> Step:
        """Not understood: once more, then a person."""
        memory = self._step.memory
        self._step.unclear = heard.intent in UNCLEAR and bool(heard.text)
        memory.failures += 1
        if memory.failures >= MOST_FAILURES:
            self._say(Utterance("utter_request_offer_person"))
            self._step.asks = memory.asked
            return self._step
        field = case.request.field(memory.asked)
        unknown = hesitates(heard.text) and field is not None
        note = "utter_request_no_matter" if unknown else "utter_request_not_understood"
        return self._repeat(case, Utterance(note))

    def _switch(self, tasks: Sequence[Task]) -> Step:
        """The shopper wants something else instead; the order stays in mind."""
        memory = self._step.memory
        first, *rest = tasks
        memory.waiting = [[task.request, task.text] for task in rest] + memory.waiting
        order = memory.facts.get("order")
        self._step.says = []
        text = first.text
        if order and not any(map(str.isdigit, text)):
            text = f"{text} (order {order})"
        return self._begin(Task(first.request, text))

    def _digress(self) -> Step:
        self._step.digresses = True
        return self._step

    def _leave(self) -> Step:
        if self._customer_id is not None:
            self._services.desk.withdraw(self._conversation_id, self._customer_id)
        task = self._step.memory.next_task()
        if task is None:
            return self._end(LEFT)
        self._say(Utterance("utter_left_as_is"))
        return self._begin(task)


def _split_questions(text: str) -> tuple[str, str]:
    """What a message states, and what it asks."""
    told: list[str] = []
    asked: list[str] = []
    for sentence in sentences(text):
        (asked if asks(sentence) else told).append(sentence)
    return " ".join(told), " ".join(asked)
