"""A stretch of a conversation as a live scenario, played against the real store (docs/bot.md).

What the replies said in figures is required of them, whoever words them; whether they must cite a
source or show products is as it was. The draft is for a person to read: which facts matter, and how
the shop's records stand at the end, no transcript tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from conversations.teaching.scenarios import ScenarioInvalid, scenarios_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from conversations.entries import Entry
    from conversations.teaching.examples import Pseudonyms

__all__ = ["ShownTurn", "scenario_misfits", "scenario_yaml", "shown_turns"]

MOST_FACTS: Final = 4
LONGEST: Final = 50_000
_FIGURE = re.compile(
    r"[$€£]\s?\d[\d,]*(?:\.\d+)?|\b\d+(?:\.\d+)?\s?%|\{order\d\}"
    r"|\b\d+ (?:business |working )?(?:days|hours|weeks|months|years)\b"
)


@dataclass(frozen=True)
class ShownTurn:
    """What the shopper did, and what they were shown upon it."""

    said: str
    replies: tuple[str, ...] = ()
    clicked: bool = False
    cited: bool = False
    products: bool = False


def shown_turns(entries: Iterable[Entry], clicked: Mapping[str, bool]) -> dict[str, ShownTurn]:
    """The turns of a transcript by their ids; `clicked` says of which a button was pressed."""
    said: dict[str, str] = {}
    shown: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.by == "shopper" and entry.turn_id:
            said[entry.turn_id] = entry.text
        elif entry.by == "bot" and entry.turn_id:
            shown.setdefault(entry.turn_id, []).append(entry)
    return {
        turn: ShownTurn(
            text,
            tuple(each.text for each in shown.get(turn, ())),
            clicked=clicked.get(turn, False),
            cited=any(each.citations for each in shown.get(turn, ())),
            products=any(each.products for each in shown.get(turn, ())),
        )
        for turn, text in said.items()
    }


def scenario_yaml(
    name: str,
    turns: Sequence[ShownTurn],
    pseudonyms: Pseudonyms,
    *,
    customer: str = "",
    orders: Mapping[str, str] | None = None,
) -> str:
    """A draft in the format of `tests/live`.

    `customer` is a key of the demo store's people. `orders` are their numbers with what stands for
    each in a scenario, such as `{order1}`; other people's are replaced by invented ones.
    """
    scenario: dict[str, Any] = {"id": re.sub(r"\W+", "_", name.lower()).strip("_") or "scenario"}
    if customer:
        scenario["customer"] = customer
    scenario["turns"] = [_turn(turn, pseudonyms, orders or {}) for turn in turns]
    return yaml.safe_dump([scenario], sort_keys=False, allow_unicode=True, width=100)


def scenario_misfits(written: str) -> list[str]:
    """Why an edited draft is no scenario, in sentences."""
    if len(written) > LONGEST:
        return [f"A scenario has at most {LONGEST:,} characters."]
    try:
        if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(written, yaml.SafeLoader)):
            return ["A scenario has no references (*name)."]
        found = scenarios_of(yaml.safe_load(written), "scenario")
    except yaml.YAMLError:
        return ["This is no YAML."]
    except ScenarioInvalid as error:
        return [str(error)]
    return [] if len(found) == 1 else ["There must be one scenario."]


def _turn(turn: ShownTurn, pseudonyms: Pseudonyms, orders: Mapping[str, str]) -> dict[str, Any]:
    drafted: dict[str, Any]
    said = _with_gaps(turn.said, orders)
    drafted = {"click": said} if turn.clicked else {"say": [pseudonyms.text(said)]}
    replies = " ".join(_with_gaps(reply, orders) for reply in turn.replies)
    if facts := list(dict.fromkeys(_FIGURE.findall(replies)))[:MOST_FACTS]:
        drafted["required"] = facts
    if turn.cited:
        drafted["cited"] = True
    if turn.products:
        drafted["products"] = True
    return drafted


def _with_gaps(text: str, orders: Mapping[str, str]) -> str:
    for number, gap in orders.items():
        text = re.sub(re.escape(number), gap, text, flags=re.IGNORECASE)
    return text
