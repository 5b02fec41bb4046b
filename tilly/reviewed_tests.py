"""Tests made of conversations: where they are kept, and how one is run.

They go to the repository that the store runs from. An installation without one, such as a
container, has nowhere to keep them: there they are downloaded.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import yaml

from commerce import SqlOrders
from conversations.teaching.story_check import KnownStory, known_stories
from demo.people import people
from tilly.rasa_engine import PYTHON, current_model, rasa_environment
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

__all__ = ["NameTaken", "ReviewedTests", "StoryRun", "demo_customer", "run_story"]

INVENTORY: Final = "inventory.yml"
LONGEST_RUN_S: Final = 300.0
MOST_ORDERS: Final = 20


class NameTaken(ValueError):
    """There is a test of that name already."""


@dataclass(frozen=True)
class StoryRun:
    """How a story went; `went` tells the steps that the bot took another way."""

    passed: bool
    went: str


class ReviewedTests:
    """The tests of a repository that were made of conversations."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        self._stories = root / "tests" / "conversations"
        self._scenarios = root / "tests" / "live"

    @property
    def kept(self) -> bool:
        """Whether there is a repository to write to."""
        folders = (self._stories, self._scenarios)
        return (self._root / ".git").exists() and all(os.access(each, os.W_OK) for each in folders)

    def stories(self) -> list[KnownStory]:
        """Every story of the repository."""
        return known_stories(self._stories)

    def save_story(self, name: str, written: str) -> str:
        """Write a story's file and its line in the inventory; the path in the repository.

        Raises NameTaken.
        """
        path = self._stories / "reviewed" / f"test_{_plain(name)}.yml"
        saved = self._save(path, written)
        inventory = self._stories / INVENTORY
        text = inventory.read_text(encoding="utf-8")
        first, counts = text.partition("\n")[0], yaml.safe_load(text)
        counts[path.relative_to(self._stories).as_posix()] = 1
        inventory.write_text(f"{first}\n{yaml.safe_dump(counts)}", encoding="utf-8")
        return saved

    def save_scenario(self, name: str, written: str) -> str:
        """Write a live scenario's file; the path in the repository. Raises NameTaken."""
        return self._save(self._scenarios / f"reviewed_{_plain(name)}.yml", written)

    def _save(self, path: Path, written: str) -> str:
        path.parent.mkdir(exist_ok=True)
        shown = path.relative_to(self._root).as_posix()
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(written)
        except FileExistsError as error:
            raise NameTaken(f"There is {shown} already; choose another name.") from error
        return shown


async def run_story(written: str, model: Path | None = None) -> StoryRun:
    """Run one story as `rasa test` does, by the model of the bot as it is now.

    Raises TimeoutError after five minutes.
    """
    trained = await asyncio.to_thread(current_model) if model is None else model
    if not trained.exists() or not PYTHON.exists():
        return StoryRun(passed=False, went="There is no trained bot here to run it against.")
    with TemporaryDirectory(prefix="tilly-story-") as scratch:
        stories, out = Path(scratch) / "stories", Path(scratch) / "out"
        stories.mkdir()
        (stories / "test_story.yml").write_text(written, encoding="utf-8")
        child = await asyncio.create_subprocess_exec(
            *(str(PYTHON), "-m", "rasa", "test", "core", "--e2e", "--stories", str(stories)),
            *("--model", str(trained), "--out", str(out)),
            cwd=ROOT,
            env=rasa_environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(LONGEST_RUN_S):
                said, _ = await child.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        return await asyncio.to_thread(_result, out, said.decode(errors="replace"))


def demo_customer(engine: Engine, customer_id: str | None) -> tuple[str, Mapping[str, str]]:
    """The key by which scenarios know one of the demo store's people, with their orders' gaps.

    Empty for everybody else.
    """
    key = next((each.key for each in people() if each.key and each.id == customer_id), "")
    if not key or customer_id is None:
        return "", {}
    orders = SqlOrders(engine).orders_of(customer_id, MOST_ORDERS)
    return key, {order.number: f"{{order{nth}}}" for nth, order in enumerate(orders, 1)}


def _result(out: Path, said: str) -> StoryRun:
    report = out / "story_report.json"
    failed = out / "failed_test_stories.yml"
    if not report.exists():
        lines = [line for line in said.splitlines() if "rror" in line]
        return StoryRun(passed=False, went="\n".join(lines[-3:]) or "Rasa could not read it.")
    counted = json.loads(report.read_text(encoding="utf-8"))["conversation_accuracy"]
    if counted["correct"] == counted["total"] == 1:
        return StoryRun(passed=True, went="")
    return StoryRun(passed=False, went=failed.read_text(encoding="utf-8").strip())


def _plain(name: str) -> str:
    """A name as a file has it."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60] or "story"
