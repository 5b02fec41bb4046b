"""Scripted shoppers, as tests/live/*.yml has them.

A scenario names a customer by their key in demo/people.yml, says what they type or click turn by
turn, what must and must not be in each reply, and how the shop's records stand at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Record", "Scenario", "ScenarioInvalid", "Turn", "read_scenarios", "scenarios_of"]

TURN_KEYS = {
    "say", "click", "photos", "wrong_file", "sign_in", "exact",
    "required", "forbidden", "buttons", "cited", "products", "hidden",
}  # fmt: skip
SCENARIO_KEYS = {"id", "customer", "page", "hours", "turns", "records", "unchanged"}
RECORD_KEYS = {"table", "where", "expect", "count"}
HOURS = ("open", "closed")


class ScenarioInvalid(ValueError):
    """A scenario cannot be played; the message names the file, the scenario and the key."""


@dataclass(frozen=True)
class Turn:
    """What a shopper does, and what the reply must be like.

    `say` are ways to say the same; `photos` are sent along; `sign_in` is somebody's key instead of
    words; `wrong_file`: a file that is no photo is picked, and `required` is what they are told.
    `required` and `forbidden` are phrases, upper and lower case alike; a list inside
    `required` holds alternatives. `buttons` must be offered. `products`: some must be shown, or
    these by title, or none where the list is empty; `hidden` must not be. `exact` keeps the words
    as they are.
    """

    say: tuple[str, ...] = ()
    click: str = ""
    photos: int = 0
    wrong_file: bool = False
    sign_in: str = ""
    required: tuple[Any, ...] = ()
    forbidden: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    cited: bool = False
    products: bool | tuple[str, ...] = False
    hidden: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class Record:
    """A row that must be there at the end: `where` finds it, `expect` is what it says."""

    table: str
    where: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None


@dataclass(frozen=True)
class Scenario:
    """One conversation.

    `unchanged`: the shop's records must be as they were. `hours`: whether people are at work.
    """

    id: str
    topic: str
    turns: tuple[Turn, ...]
    customer: str = ""
    page: Mapping[str, Any] | None = None
    hours: str = "open"
    records: tuple[Record, ...] = ()
    unchanged: bool = False


def read_scenarios(folder: Path) -> list[Scenario]:
    """Every scenario, the topic being the file's name; raises ScenarioInvalid."""
    scenarios = [
        scenario
        for path in sorted(folder.glob("*.yml"))
        for scenario in scenarios_of(
            yaml.safe_load(path.read_text(encoding="utf-8")), path.stem, path.name
        )
    ]
    ids = [scenario.id for scenario in scenarios]
    if doubled := {id_ for id_ in ids if ids.count(id_) > 1}:
        raise ScenarioInvalid(f"Two scenarios are called {', '.join(sorted(doubled))}.")
    return scenarios


def scenarios_of(entries: Any, topic: str, file: str = "") -> list[Scenario]:
    """The scenarios that a file lists; raises ScenarioInvalid."""
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ScenarioInvalid(f"{file or 'A file'} lists scenarios, each with id and turns.")
    return [_checked(entry, topic, file) for entry in entries]


def _checked(entry: Mapping[str, Any], topic: str, file: str) -> Scenario:
    name = f"{file}: " * bool(file) + str(entry.get("id", "a scenario without id"))
    _check(entry, SCENARIO_KEYS, name)
    if "id" not in entry:
        raise ScenarioInvalid(f"{name} needs one.")
    if not entry.get("turns"):
        raise ScenarioInvalid(f"{name} has no turns.")
    return _scenario(entry, topic, name)


def _scenario(entry: Mapping[str, Any], topic: str, name: str) -> Scenario:
    if entry.get("hours", "open") not in HOURS:
        raise ScenarioInvalid(f"{name}: hours are {' or '.join(HOURS)}.")
    return Scenario(
        id=entry["id"],
        topic=topic,
        turns=tuple(
            _turn(turn, f"{name}, turn {position}")
            for position, turn in enumerate(entry["turns"], 1)
        ),
        customer=entry.get("customer", ""),
        page=entry.get("page"),
        hours=entry.get("hours", "open"),
        records=tuple(_record(record, name) for record in entry.get("records", ())),
        unchanged=entry.get("unchanged", False),
    )


def _turn(turn: Mapping[str, Any], name: str) -> Turn:
    _check(turn, TURN_KEYS, name)
    say = turn.get("say", ())
    does = [
        say or turn.get("photos"),
        turn.get("click"),
        turn.get("sign_in"),
        turn.get("wrong_file"),
    ]
    if sum(map(bool, does)) != 1:
        raise ScenarioInvalid(f"{name} needs either say or click.")
    products = turn.get("products", False)
    return Turn(
        say=(say,) if isinstance(say, str) else tuple(say),
        click=turn.get("click", ""),
        photos=turn.get("photos", 0),
        wrong_file=turn.get("wrong_file", False),
        sign_in=turn.get("sign_in", ""),
        required=tuple(turn.get("required", ())),
        forbidden=tuple(turn.get("forbidden", ())),
        buttons=tuple(turn.get("buttons", ())),
        cited=turn.get("cited", False),
        products=products if isinstance(products, bool) else tuple(products),
        hidden=tuple(turn.get("hidden", ())),
        exact=turn.get("exact", False),
    )


def _record(record: Mapping[str, Any], name: str) -> Record:
    _check(record, RECORD_KEYS, name)
    where, expect = record.get("where", {}), record.get("expect", {})
    return Record(record["table"], where, expect, record.get("count"))


def _check(entry: Mapping[str, Any], known: set[str], name: str) -> None:
    if unknown := set(entry) - known:
        raise ScenarioInvalid(f"{name}: {', '.join(sorted(unknown))} is no key; see docs/bot.md.")
