"""Asks a trained model what it would have done in a recorded conversation. No action is run.

    bot/.venv/bin/python -m bot.replay --model M --turns turns.json --out told.json

`turns.json` lists the turns: each Rasa's own events, the shopper's first. As in `rasa test`, every
turn begins with what really came before it, and an action that the model would choose as well has
the effects that were recorded; the first one that differs ends the turn, because nobody knows what
it would have led to.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any, Dict, Final, List, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

LISTEN: Final = "action_listen"


def main() -> None:
    """Replay, and write for each turn the intent, the entities, the actions and their words."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for option in ("model", "turns", "out"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    options = parser.parse_args()
    turns = json.loads(options.turns.read_text(encoding="utf-8"))
    told = asyncio.run(_replay(Agent.load(str(options.model)), turns))
    options.out.write_text(json.dumps(told), encoding="utf-8")


async def _replay(agent: Agent, turns: List[List[Dict[str, Any]]]) -> List[Dict[str, Any]]:
    processor = agent.processor
    if processor is None:
        raise SystemExit("The model cannot be loaded.")
    history: List[Event] = [ActionExecuted(LISTEN)]
    told = []
    for turn in turns:
        events = [event for each in turn if (event := Event.from_parameters(each)) is not None]
        told.append(await _turn(processor, history, events))
        history += events
    return told


async def _turn(
    processor: MessageProcessor, history: List[Event], events: List[Event]
) -> Dict[str, Any]:
    tracker = DialogueStateTracker("replay", processor.domain.slots)
    for event in history:
        tracker.update(event, processor.domain)
    parsed: Dict[str, Any] = {}
    actions: List[str] = []
    for event in events:
        if isinstance(event, UserUttered):
            parsed = await processor.parse_message(UserMessage(event.text))
            tracker.update(_heard(event.text, parsed), processor.domain)
            continue
        if isinstance(event, ActionExecuted):
            chosen = processor.predict_next_with_tracker_if_should(tracker)[0].name()
            actions.append(chosen)
            if chosen != event.action_name:
                break
        tracker.update(event, processor.domain)
    return {
        "intent": parsed.get("intent", {}).get("name"),
        "confidence": parsed.get("intent", {}).get("confidence"),
        "entities": [
            {"entity": each["entity"], "value": each["value"]}
            for each in parsed.get("entities", ())
        ],
        "actions": [name for name in actions if name != LISTEN],
        "ended": bool(actions) and actions[-1] == LISTEN,
        "words": {name: _words(processor, name) for name in actions},
    }


def _heard(text: Optional[str], parsed: Dict[str, Any]) -> UserUttered:
    return UserUttered(text, parsed.get("intent"), parsed.get("entities"), parsed)


def _words(processor: MessageProcessor, action: str) -> List[str]:
    """What an action may say, where the domain tells; none for one whose code does."""
    responses = processor.domain.responses.get(action, [])
    return [each["text"] for each in responses if each.get("text")]


if __name__ == "__main__":
    main()
