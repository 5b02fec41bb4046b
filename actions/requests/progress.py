"""How far a request is: what is said settles facts, and the next open one is asked for.

What is settled by the message, by what was said before or by there being only one possibility is
not asked. When all is settled the shop is asked for its terms, and the shopper for a yes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.requests import refusals
from actions.requests.case import Case
from actions.requests.field import Found, Narrowed
from actions.requests.memory import Memory
from actions.requests.request import ReadRequest
from actions.requests.settling import about_what, next_open, pointed_at, settle
from actions.requests.step import CONFIRMATION, TOLD, Step
from actions.requests.utterance import Option, Utterance, choice_of, option_button
from commerce import NotAllowed, OrderNotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from actions.requests.field import Field, Reading
    from actions.requests.memory import Task
    from actions.requests.request import AnyRequest
    from tilly.bootstrap import Services

__all__ = ["Progress"]

ACCEPT = {"title": "Yes, please", "payload": "/affirm"}
DECLINE = {"title": "No, leave it", "payload": "/deny"}
MOST_BUTTONS = 8


class Progress:
    """One turn of a request: the step that it comes to grows in `_step`."""

    def __init__(
        self, services: Services, requests: Mapping[str, AnyRequest], conversation_id: str,
        customer_id: str | None, memory: Memory,
    ) -> None:  # fmt: skip
        self._services = services
        self._requests = requests
        self._conversation_id = conversation_id
        self._customer_id = customer_id
        self._step = Step(memory)
        # The question that was narrowed down in this turn, and to what.
        self._narrowed: tuple[str, tuple[Option, ...]] | None = None
        # Whether the order or the things were settled without being spoken of.
        self._assumed = False
        # The question that was open when something else was taken over.
        self._noted = ""

    # --- beginning and ending --------------------------------------------------------------------

    def _begin(self, task: Task, choice: str = "") -> Step:
        """A request from its first words on."""
        memory = self._step.memory
        carried = memory.facts if memory.finished == task.request else {}
        self._step.memory = memory = Memory(
            request=task.request, facts=dict(carried), waiting=memory.waiting
        )
        case = self._case()
        if not case.signed_in and not case.request.for_guests:
            memory.waiting = []
            return self._tell(Utterance("utter_sign_in_to_request"))
        if task.text:
            self._take(task.text, case)
            if task.text not in memory.said:
                memory.said.append(task.text)
        if self._step.ends or self._step.asks:
            return self._step
        if choice:
            name, key = choice_of(choice)
            field = case.request.field(name)
            value = field.chosen([key], case) if field else None
            if field is not None and value is not None:
                return self._press_keys(name, [key], case)
        return self._ask_on(case)

    def _finish(self) -> Step:
        """This request is over; a waiting one begins."""
        task = self._step.memory.next_task()
        return self._begin(task) if task else self._end(TOLD)

    def _tell(self, utterance: Utterance) -> Step:
        self._say(utterance)
        return self._end(TOLD)

    def _end(self, outcome: str, *, keep: bool = False) -> Step:
        self._step.ends = outcome
        if not keep:
            self._step.memory = Memory()
        return self._step

    def _say(self, utterance: Utterance) -> None:
        self._step.says.append(utterance)

    def _case(self, photos: Sequence[str] = ()) -> Case:
        memory = self._step.memory
        return Case(
            self._services, self._conversation_id, self._customer_id, memory,
            self._requests[memory.request], photos,
        )  # fmt: skip

    # --- understanding ---------------------------------------------------------------------------

    def _take(self, text: str, case: Case) -> bool:
        """Settle what the text says; whether it said anything."""
        memory = self._step.memory
        taken = False
        for field in case.request.fields:
            if not all(name in case.facts for name in field.depends_on) or not field.applies(case):
                continue
            asked = field.name == memory.asked
            reading = field.read(text, case, asked=asked)
            if reading is None and asked:
                reading = pointed_at(field, text, case)
            taken = self._accept(field, reading, case) or taken
            if self._step.ends or self._step.asks:
                return True
        if taken:
            memory.said.append(text)
        return taken

    def _accept(self, field: Field, reading: Reading | None, case: Case) -> bool:
        """Take over what was read; whether it changes anything."""
        if reading is None:
            return False
        if reading.note:
            self._say(reading.note)
        if isinstance(reading, Narrowed):
            self._narrow(field, reading)
            if reading.options:
                case.facts.pop(field.name, None)
            return bool(reading.options)
        if case.facts.get(field.name) == reading.value:
            return field.name == self._step.memory.asked
        try:
            self._settle(field, reading.value, case)
        except NotAllowed as refused:
            self._refuse(refused, case)
        return True

    def _narrow(self, field: Field, reading: Narrowed) -> None:
        if reading.options:
            self._narrowed = (field.name, reading.options)

    def _settle(self, field: Field, value: object, case: Case) -> None:
        """Put a fact down, and say what there is to say of it. Raises NotAllowed."""
        if note := settle(field, value, case, self._requests):
            self._say(note)

    def _press(self, choice: str, case: Case) -> Step:
        name, key = choice_of(choice)
        return self._press_keys(name, [key], case)

    def _press_keys(self, name: str, keys: Sequence[str], case: Case) -> Step:
        field = case.request.field(name)
        value = field.chosen(keys, case) if field else None
        if field is None or value is None:
            return self._repeat(case)
        try:
            self._settle(field, value, case)
        except NotAllowed as refused:
            return self._refuse(refused, case)
        return self._ask_on(case)

    # --- asking on -------------------------------------------------------------------------------

    def _ask_on(self, case: Case) -> Step:
        """Ask for the next fact that is open; when none is, for a yes to the terms."""
        if self._step.ends or self._step.asks:
            return self._step
        try:
            while (field := next_open(case)) is not None:
                filled = self._fill(field, case)
                if self._step.ends or self._step.asks:
                    return self._step
                if not filled:
                    return self._ask(field, case)
            return self._propose(case)
        except NotAllowed as refused:
            return self._refuse(refused, case)
        except OrderNotFound:
            case.facts.clear()
            return self._ask_on(case)

    def _fill(self, field: Field, case: Case) -> bool:
        """Settle an open fact from what was said before, or because it can only be one."""
        memory = self._step.memory
        if field.name in memory.afresh:
            return False
        if self._narrowed and self._narrowed[0] == field.name:
            return False
        for text in reversed(memory.said):
            reading = field.read(text, case, asked=False)
            if isinstance(reading, Found):
                self._settle(field, reading.value, case)
                return field.name in case.facts
            if isinstance(reading, Narrowed) and reading.options:
                self._narrow(field, reading)
                return False
        value = field.default(case)
        if value is None:
            return False
        self._settle(field, value, case)
        self._assumed = self._assumed or field.name in {"order", "items"}
        return field.name in case.facts

    def _ask(self, field: Field, case: Case) -> Step:
        memory = self._step.memory
        question = field.question(case)
        options: Sequence[Option] = question.options
        if self._narrowed and self._narrowed[0] == field.name:
            options = self._narrowed[1]
        if memory.asked != field.name:
            memory.failures = 0
        memory.asked = field.name
        memory.options = [[option.key, option.title, option.also] for option in options]
        buttons = [option_button(field.name, option) for option in options[:MOST_BUTTONS]]
        asked = question.utterance
        if self._noted == field.name and not self._narrowed and not self._step.says:
            self._say(Utterance("utter_request_noted"))
        if self._assumed and field.name != "items" and (about := about_what(case)):
            self._say(about)
        self._say(Utterance(asked.response, asked.facts, [*buttons, *question.more], asked.custom))
        self._step.asks = field.name
        return self._step

    def _propose(self, case: Case) -> Step:
        memory = self._step.memory
        request = case.request
        if isinstance(request, ReadRequest):
            self._step.says += request.finish(case)
            return self._finish()
        proposal = self._services.desk.propose(
            self._conversation_id, self._customer_id, request.command(case)
        )
        *before, summary = request.summary(proposal, case)
        memory.proposal = proposal.id
        memory.failures = 0
        memory.asked, memory.options = CONFIRMATION, []
        buttons = [ACCEPT, *summary.buttons, DECLINE]
        self._step.says += before
        self._say(Utterance(summary.response, summary.facts, buttons, summary.custom))
        self._step.asks = CONFIRMATION
        return self._step

    def _refuse(self, refused: NotAllowed, case: Case) -> Step:
        """Say why, and either ask for another answer or let the request go."""
        if self._step.ends or self._step.asks:
            return self._step
        name = refusals.FIELD_OF.get(refused.code, "")
        field = case.request.field(name)
        final = field is None or not field.can_be_other(refused, case)
        self._say(refusals.utterance(refused, case, alone=final))
        if field is None or final:
            return self._finish()
        case.facts.pop(name, None)
        memory = self._step.memory
        if name not in memory.afresh:
            memory.afresh.append(name)
        return self._ask(field, case)

    def _repeat(self, case: Case, note: Utterance | None = None) -> Step:
        """The open question once more, after a word about why."""
        memory = self._step.memory
        if note:
            self._say(note)
        field = case.request.field(memory.asked)
        if field is None:
            return self._ask_on(case)
        if self._narrowed is None and memory.options:
            options = tuple(Option(*option) for option in memory.options)
            self._narrowed = (field.name, options)
        try:
            return self._ask(field, case)
        except NotAllowed as refused:
            return self._refuse(refused, case)
