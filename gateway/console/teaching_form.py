"""The form under a turn: what the bot should have understood or said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from agents import Role
from conversations.teaching import Correction, Example, example_of
from conversations.teaching.examples import MarkupInvalid, Pseudonyms, read_marked
from conversations.veil import Veil

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conversations.teaching import BotDomain
    from conversations.transcript import TurnDetails
    from gateway.console.visit import Visit

__all__ = ["TeachingForm", "Understood", "teaching_values"]

LONGEST: Final = 2000


@dataclass(frozen=True)
class TeachingForm:
    """What the form's fields hold; `marked` is the sentence with its entities marked."""

    intent: str = ""
    marked: str = ""
    better_reply: str = ""
    note: str = ""
    flagged: bool = False

    @classmethod
    def posted(cls, fields: Mapping[str, Any]) -> TeachingForm:
        """The form as it was sent."""
        typed = {
            name: str(fields.get(name, "")).strip()[:LONGEST]
            for name in ("intent", "marked", "better_reply", "note")
        }
        return cls(**typed, flagged=fields.get("flagged") == "yes")

    @classmethod
    def of(cls, correction: Correction) -> TeachingForm:
        """The form that says what a correction says."""
        return cls(
            correction.intent or "",
            correction.example.marked,
            correction.better_reply,
            correction.note,
            correction.flagged,
        )


@dataclass(frozen=True)
class Understood:
    """A turn as NLU took it; without an example a button was pressed, or nothing is recorded."""

    intent: str | None
    example: Example | None
    customer_name: str | None

    @classmethod
    def turn(cls, found: TurnDetails, customer_name: str | None) -> Understood:
        """The shopper's words with an invented name and number for each of theirs."""
        said = found.trace.turn
        if said is None or said.text.startswith("/"):
            return cls(said.intent if said else None, None, customer_name)
        example = example_of(said.text, said.entities, Pseudonyms(customer_name))
        return cls(said.intent, example, customer_name)

    def corrected(self, form: TeachingForm, domain: BotDomain) -> Correction:
        """What a form says of the turn. Raises MarkupInvalid with one sentence for its sender."""
        intent = form.intent
        if intent and intent not in domain.taught:
            raise MarkupInvalid("There is no such intent.")
        if self.example is None:
            if intent:
                raise MarkupInvalid("No words are recorded here, so there is no intent to correct.")
            example = Example("")
        else:
            example = read_marked(form.marked)
            if strange := {mark.entity for mark in example.marks} - domain.entities:
                raise MarkupInvalid(f"There is no entity {', '.join(sorted(strange))}.")
            if not intent and example != self.example and self.intent in domain.taught:
                intent = self.intent or ""  # other marks are an example of what was heard
        hidden = Veil(self.customer_name)
        reply, note = hidden.text(form.better_reply), hidden.text(form.note)
        correction = Correction(example, intent or None, reply, note, form.flagged)
        if correction == Correction(example):
            raise MarkupInvalid("Say what was wrong: the intent, the marks, the reply, or flag it.")
        return correction


def teaching_values(
    visit: Visit, understood: Understood, turn_id: str, form: TeachingForm | None, trouble: str
) -> dict[str, Any]:
    """What `teach.html` needs; `form` is one that was refused, and `trouble` says why."""
    console = visit.console
    history = console.annotations.of_turn(turn_id)
    if form is None:
        newest = history[0].correction if history else None
        form = TeachingForm.of(newest or Correction(understood.example or Example("")))
    return {
        "history": history,
        "names": {each.id: each.name for each in console.accounts.all()},
        "intents": console.domain.taught,
        "entities": sorted(console.domain.entities),
        "heard": understood.intent,
        "said": understood.example is not None,
        "form": form,
        "trouble": trouble,
        "decides": visit.me.role.covers(Role.LEAD),
    }
