"""A stretch of a conversation as a story of `rasa test`.

A story says what the shopper says, with intent and entities, and what the bot does then. Custom
actions are not run by `rasa test`, so what they told the dialogue stands in it as slot events: of
the slots that rules and stories can see, and of the form that is active.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from conversations.teaching.examples import Example, Pseudonyms, example_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conversations.teaching.annotations import Correction
    from conversations.teaching.bot_domain import BotDomain
    from conversations.teaching.recorded import RecordedTurn

__all__ = ["Steps", "story_steps", "story_yaml"]

Steps = list[dict[str, Any]]
UNSEEN: Final = frozenset({"action_listen", "action_session_start", "action_unlikely_intent"})
_PLAIN = re.compile(r"[A-Za-z][\w ]*")
_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?", re.DOTALL)


def story_steps(
    recorded: Sequence[RecordedTurn],
    first: int,
    last: int,
    domain: BotDomain,
    *,
    corrections: Mapping[str, Correction] | None = None,
    pseudonyms: Pseudonyms | None = None,
) -> Steps:
    """The steps of the turns `first` to `last`, counted from 0, both included.

    What was so before them comes first. A corrected turn, by its id, has the intent and the
    entities that it should have had; what the bot did then is still what it did.
    """
    names = pseudonyms or Pseudonyms()
    state: dict[str, Any] = {}
    for turn in recorded[:first]:
        list(_told(turn, domain, state))
    steps: Steps = [
        {"slot_was_set": [{name: value}]} for name, value in state.items() if name in domain.slots
    ]
    if state.get(""):
        steps.append({"active_loop": state[""]})
    for turn in recorded[first : last + 1]:
        steps.append(_said(turn, (corrections or {}).get(turn.turn_id), names))
        steps += _told(turn, domain, state)
    return steps


def story_yaml(name: str, steps: Steps) -> str:
    """The story as a test file, in the manner of those that were written by hand."""
    lines = ['version: "3.1"', "", "stories:", f"- story: {_scalar(name)}", "  steps:"]
    for step in steps:
        if "user" in step:
            lines += ["  - user: |", f"      {step['user']}", f"    intent: {step['intent']}"]
            lines += ["    entities:"] * ("entities" in step)
            lines += _listed(step.get("entities", ()))
        elif "slot_was_set" in step:
            lines += ["  - slot_was_set:", *_listed(step["slot_was_set"])]
        else:
            lines += [f"  - {key}: {_scalar(value)}" for key, value in step.items()]
    return "\n".join(lines) + "\n"


def _said(turn: RecordedTurn, correction: Correction | None, names: Pseudonyms) -> dict[str, Any]:
    if turn.clicked:
        return _pressed(turn, names)
    example: Example = example_of(turn.text, turn.entities, names)
    intent = turn.intent
    if correction is not None:
        example = correction.example
        intent = correction.intent or intent
    return {"user": example.marked, "intent": intent or "nlu_fallback"}


def _pressed(turn: RecordedTurn, names: Pseudonyms) -> dict[str, Any]:
    """A button: its payload and what it says, the numbers replaced as they are in words."""
    found = _PAYLOAD.fullmatch(" ".join(turn.text.split()))
    try:
        given = json.loads(found["entities"] or "{}") if found else {}
    except ValueError:
        given = {}
    kept = {key: names.value(str(value), key) for key, value in given.items()}
    intent = found["intent"] if found else turn.intent or "nlu_fallback"
    payload = f"/{intent}" + (json.dumps(kept, ensure_ascii=False) if kept else "")
    step: dict[str, Any] = {"user": payload, "intent": intent}
    return step | ({"entities": [{key: value} for key, value in kept.items()]} if kept else {})


def _told(turn: RecordedTurn, domain: BotDomain, state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the bot did, and what changed by it; the active form's name stands under ""."""
    for event in turn.events:
        match event.get("event"):
            case "action" if event.get("name") and event["name"] not in UNSEEN:
                yield {"action": event["name"]}
            case "slot" if event.get("name") in domain.slots:
                name, value = event["name"], event.get("value")
                if state.get(name) != value:
                    yield {"slot_was_set": [{name: value}]}
                _set(state, name, value)
            case "active_loop" if state.get("") != event.get("name"):
                yield {"active_loop": event.get("name")}
                _set(state, "", event.get("name"))
            case "reset_slots" | "session_started" | "restart":
                state.clear()


def _set(state: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        state.pop(name, None)
    else:
        state[name] = value


def _listed(pairs: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"    - {key}: {_scalar(value)}" for pair in pairs for key, value in pair.items()]


def _scalar(value: Any) -> str:
    """A value as YAML has it: words that could be read as something else are quoted."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)


_RESERVED: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
