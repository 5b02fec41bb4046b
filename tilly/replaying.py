"""`tilly replay`: what another model would have made of a past conversation, side by side.

The model's process is the only one that is started and it calls no action server, so nothing
happens to orders, carts or customers.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conversations import Conversations
from conversations.errors import ConversationNotFound
from conversations.teaching.recorded import recorded_turns
from conversations.veil import Veil
from migrations import migrated
from tilly.errors import NotReplayable, StepFailed
from tilly.rasa_engine import PYTHON, rasa_environment
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conversations.teaching.recorded import RecordedTurn
    from tilly.settings import Settings

__all__ = ["Heard", "TurnComparison", "compare", "replay_conversation"]

LISTEN = "action_listen"
_GAP = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True)
class Heard:
    """What a model made of a turn; `slots` are None where no action ran that could set them."""

    intent: str
    entities: tuple[str, ...]
    actions: tuple[str, ...]
    slots: tuple[str, ...] | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class TurnComparison:
    """A turn as it was and as the candidate would have it; `differs` names what is not the same."""

    said: str
    was: Heard
    candidate: Heard
    differs: tuple[str, ...] = field(default=())


def replay_conversation(
    settings: Settings, conversation_id: str, model: Path, report: Path | None
) -> bool:
    """Print the comparison, and write it as Markdown to `report`; whether all stays as it was.

    Raises NotReplayable, and StepFailed when the model cannot be run.
    """
    with migrated(settings.sql_url) as engine:
        recorded = recorded_turns(engine, conversation_id)
        try:
            name = Conversations(engine).get(conversation_id).customer_name
        except ConversationNotFound:
            name = None
    if not any(turn.events for turn in recorded):
        raise NotReplayable(f"Nothing is recorded of a conversation {conversation_id}.")
    if not model.exists():
        raise NotReplayable(f"There is no model {model}.")
    console = Console()
    with console.status("Rasa loads the model and reads the conversation"):
        told = _told(model, recorded)
    veil = Veil(name)
    turns = [compare(turn, other, veil) for turn, other in zip(recorded, told, strict=True)]
    _print(console, turns)
    if report is not None:
        report.write_text(as_markdown(conversation_id, model, turns), encoding="utf-8")
        console.print(f"written to {report}")
    return not any(turn.differs for turn in turns)


def compare(turn: RecordedTurn, told: Mapping[str, Any], veil: Veil) -> TurnComparison:
    """A recorded turn beside what `bot.replay` told of the candidate."""
    was = Heard(
        intent=turn.intent or "",
        entities=_entities(turn.entities, veil),
        actions=tuple(
            event["name"]
            for event in turn.events
            if event.get("event") == "action" and event.get("name") not in {LISTEN, None}
        ),
        slots=_slots(turn.events, veil),
        words=tuple(veil.text(reply) for reply in turn.replies),
    )
    actions = tuple(told["actions"])
    same_way = actions == was.actions and bool(told["ended"])
    candidate = Heard(
        intent=told["intent"] or "",
        entities=_entities(told["entities"], veil),
        actions=actions,
        slots=was.slots if same_way else None,
        words=_candidate_words(was, actions, told["words"]),
    )
    differs = [
        name
        for name, same in (
            ("intent", was.intent == candidate.intent),
            ("entities", was.entities == candidate.entities),
            ("actions", same_way),
            ("words", not same_way or was.words == candidate.words),
        )
        if not same
    ]
    return TurnComparison(veil.text(turn.text), was, candidate, tuple(differs))


def as_markdown(conversation_id: str, model: Path, turns: Sequence[TurnComparison]) -> str:
    """The comparison as a file to keep."""
    changed = sum(bool(turn.differs) for turn in turns)
    lines = [
        f"# Conversation {conversation_id} with {model.name}",
        "",
        f"{changed} of {len(turns)} turns differ. No action was run.",
        "",
        "| | said | as it was | as it would be |",
        "|---|---|---|---|",
    ]
    for number, turn in enumerate(turns, 1):
        cells = [turn.said, _cell(turn.was), _cell(turn.candidate)]
        escaped = (cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells)
        mark = "≠" if turn.differs else ""
        lines.append(f"| {number} {mark} | " + " | ".join(escaped) + " |")
    return "\n".join(lines) + "\n"


def _told(model: Path, recorded: Sequence[RecordedTurn]) -> list[dict[str, Any]]:
    with TemporaryDirectory(prefix="tilly-replay-") as scratch:
        turns, out = Path(scratch) / "turns.json", Path(scratch) / "told.json"
        turns.write_text(json.dumps([turn.events for turn in recorded]), encoding="utf-8")
        command = [str(PYTHON), "-m", "bot.replay", "--model", str(model.resolve())]
        done = subprocess.run(
            [*command, "--turns", str(turns), "--out", str(out)],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            env=rasa_environment(),
        )
        if done.returncode != 0:
            raise StepFailed(f"The model could not be run: {done.stderr.strip()[-600:]}")
        told: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
        return told


def _candidate_words(
    was: Heard, actions: Sequence[str], words: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """What was said, where each response may still have said it; else what would be said."""
    responses = [words[action] for action in actions if words.get(action)]
    if actions == was.actions and all(
        any(_fits(said, texts) for said in was.words) for texts in responses
    ):
        return was.words
    return tuple(words[action][0] if words.get(action) else f"({action})" for action in actions)


def _fits(said: str, templates: Sequence[str]) -> bool:
    """Whether one of the responses can have said this, its gaps filled."""
    return any(
        re.fullmatch(_GAP.sub(".*", re.escape(text.strip())), said.strip(), re.DOTALL)
        for text in templates
    )


def _entities(found: Sequence[Mapping[str, Any]], veil: Veil) -> tuple[str, ...]:
    return tuple(f"{each['entity']}={veil.value(each.get('value'))}" for each in found)


def _slots(events: Sequence[Mapping[str, Any]], veil: Veil) -> tuple[str, ...]:
    """The slots that a turn set; of one that holds more than a word, only that it did."""
    changed = {each["name"]: each.get("value") for each in events if each.get("event") == "slot"}
    return tuple(
        f"{name} set" if isinstance(value, dict | list) else f"{name}={veil.value(value)}"
        for name, value in changed.items()
    )


def _print(console: Console, turns: Sequence[TurnComparison]) -> None:
    table = Table("", "said", "as it was", "as it would be", show_lines=True)
    for number, turn in enumerate(turns, 1):
        style = "yellow" if turn.differs else "dim"
        cells = (Text(cell) for cell in (turn.said, _cell(turn.was), _cell(turn.candidate)))
        table.add_row(str(number), *cells, style=style)
    console.print(table)
    changed = [str(n) for n, turn in enumerate(turns, 1) if turn.differs]
    console.print(
        f"Turns that differ: {', '.join(changed)}." if changed else "Every turn goes as it went."
    )


def _cell(heard: Heard) -> str:
    lines = [heard.intent or "nothing understood"]
    lines += [f"  {entity}" for entity in heard.entities]
    lines += [f"→ {action}" for action in heard.actions] or ["→ nothing"]
    if heard.slots is None:
        lines.append("slots unknown: the action was not run")
    else:
        lines += [f"  {slot[:80]}" for slot in heard.slots]
    lines += [f"“{said[:160]}”" for said in heard.words]
    return "\n".join(lines)
