"""Whether a story that somebody may have edited can be a test: its form, its names, its novelty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from conversations.teaching.examples import MarkupInvalid, read_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from conversations.teaching.bot_domain import BotDomain

__all__ = ["KnownStory", "known_stories", "misfits", "read_story"]

LONGEST: Final = 50_000
KINDS: Final = ("user", "action", "active_loop", "slot_was_set")


class StoryInvalid(ValueError):
    """What is no story at all; the message says why."""


@dataclass(frozen=True)
class KnownStory:
    """A story: its name and its way, which are the intents, actions and slots one after another."""

    name: str
    way: tuple[str, ...]


def read_story(written: str) -> Mapping[str, Any]:
    """The one story of a file. Raises StoryInvalid."""
    if len(written) > LONGEST:
        raise StoryInvalid(f"A story has at most {LONGEST:,} characters.")
    try:
        if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(written, yaml.SafeLoader)):
            raise StoryInvalid("A story has no references (*name).")
        content = yaml.safe_load(written)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise StoryInvalid(f"This is no YAML{where}.") from error
    stories = content.get("stories") if isinstance(content, dict) else None
    if not isinstance(stories, list) or len(stories) != 1 or not isinstance(stories[0], dict):
        raise StoryInvalid("There must be one story under `stories:`.")
    story: dict[str, Any] = stories[0]
    if not isinstance(story.get("story"), str) or not isinstance(story.get("steps"), list):
        raise StoryInvalid("A story has a name, `story:`, and `steps:`.")
    return story


def misfits(written: str, domain: BotDomain, known: Sequence[KnownStory] = ()) -> list[str]:
    """What of a story does not fit the domain or the other stories, in sentences."""
    try:
        story = read_story(written)
    except StoryInvalid as error:
        return [str(error)]
    found = [
        f"Step {number}: {trouble}"
        for number, step in enumerate(story["steps"], 1)
        for trouble in _misfit(step, domain)
    ]
    if not any(isinstance(step, dict) and "user" in step for step in story["steps"]):
        found.append("The shopper says nothing in it.")
    if found:
        return found
    way = way_of(story["steps"])
    for other in known:
        if other.name == story["story"]:
            found.append(f"There is a story “{other.name}” already; give this one its own name.")
        elif other.way == way:
            found.append(f"It goes the way of “{other.name}”, so it tests nothing new.")
    return found


def known_stories(folder: Path) -> list[KnownStory]:
    """The stories beneath a folder of tests."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        KnownStory(story["story"], way_of(story["steps"]))
        for path in sorted(folder.rglob("test_*.yml"))
        for story in (yaml.load(path.read_text(encoding="utf-8"), loader) or {}).get("stories", ())  # noqa: S506 - both are safe loaders
    ]


def way_of(steps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The intents, actions and slots, by which two stories are the same in other words."""
    way = []
    for step in steps:
        if "slot_was_set" in step:
            way += [f"slot {slot!r}" for slot in step["slot_was_set"]]
        elif "intent" in step:
            way.append(f"intent {step['intent']}")
        elif "action" in step:
            way.append(step["action"])
    return tuple(way)


def _misfit(step: object, domain: BotDomain) -> Iterator[str]:
    kind = next((each for each in KINDS if isinstance(step, dict) and each in step), None)
    if not isinstance(step, dict) or kind is None:
        yield f"a step is one of {', '.join(KINDS)}."
        return
    value = step[kind]
    if unknown := set(step) - {kind} - ({"intent", "entities"} if kind == "user" else set()):
        yield f"{', '.join(map(str, sorted(unknown, key=str)))} is not understood here."
    if kind == "user":
        yield from _misfit_words(value, step.get("intent"), domain)
        yield from _unknown("entity", _named(step.get("entities", [])), domain.entities)
    elif kind == "action":
        yield from _unknown("action", [value], domain.actions)
    elif kind == "active_loop":
        yield from _unknown("form", [] if value is None else [value], domain.forms)
    elif not _named(value):
        yield "slot_was_set lists slots with their values."
    else:
        yield from _unknown("slot for stories to see called", _named(value), domain.slots)


def _unknown(what: str, names: Sequence[object], known: frozenset[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"the domain has no {what} {name}."


def _named(pairs: object) -> list[object]:
    """The names in a list of pairs such as `- mood: negative`."""
    listed = pairs if isinstance(pairs, list) else []
    return [name for pair in listed if isinstance(pair, dict) for name in pair]


def _misfit_words(said: object, intent: object, domain: BotDomain) -> Iterator[str]:
    yield from _unknown("intent", [intent], domain.intents)
    if not isinstance(said, str) or not said.strip():
        yield "the shopper's words are missing."
        return
    if said.strip().startswith("/"):
        return
    try:
        marks = read_marked(said).marks
    except MarkupInvalid as error:
        yield str(error)
        return
    yield from _unknown("entity", [mark.entity for mark in marks], domain.entities)
