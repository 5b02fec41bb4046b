"""Which rule of the bot's data made a turn go as it went.

Rasa says which policy chose an action, not by which rule. A rule whose steps are what happened,
the intent and then the actions one after the other, is the one that acted; where several are the
same in that, all are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Rule", "RuleBook"]


@dataclass(frozen=True)
class Rule:
    """A rule by its name, and the file it stands in; `conditional` ones ask for a state too."""

    name: str
    file: str
    intents: frozenset[str]
    actions: tuple[str, ...]
    conditional: bool


class RuleBook:
    """The rules of a folder of Rasa's training data; a folder without any has none.

    They are read when the first turn is looked at.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _rules(self) -> list[Rule]:
        return [
            rule
            for path in sorted(self._folder.glob("*.yml"))
            for rule in _rules(path.name, yaml.safe_load(path.read_text(encoding="utf-8")))
        ]

    def answered_by(self, action: str) -> frozenset[str]:
        """The intents that some rule answers by an action."""
        heard = (rule.intents for rule in self._rules if action in rule.actions)
        return frozenset().union(*heard)

    def acted(self, intent: str | None, actions: Sequence[str]) -> list[Rule]:
        """The rules by which these actions follow this intent, the longest first."""
        found = [
            rule
            for rule in self._rules
            if intent in rule.intents
            and rule.actions
            and tuple(actions[: len(rule.actions)]) == rule.actions
        ]
        longest = max((len(rule.actions) for rule in found), default=0)
        return [rule for rule in found if len(rule.actions) == longest]


def _rules(file: str, data: Any) -> list[Rule]:
    listed = data.get("rules") if isinstance(data, dict) else None
    return [_rule(file, each) for each in listed or ()]


def _rule(file: str, data: dict[str, Any]) -> Rule:
    intents: set[str] = set()
    actions: list[str] = []
    for step in data.get("steps") or ():
        heard = [step, *(step.get("or") or ())]
        intents |= {each["intent"] for each in heard if "intent" in each}
        if "action" in step:
            actions.append(step["action"])
    condition = data.get("condition")
    return Rule(str(data.get("rule")), file, frozenset(intents), tuple(actions), bool(condition))
