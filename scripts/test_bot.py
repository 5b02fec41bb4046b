"""Prove the conversations of tests/conversations with Rasa, and believe nothing on its word.

`rasa test core` exits 0 on failed stories and on a missing model, skips files it does not
recognise, and runs no NLU where a story names only intents. So this checks that the model is
there, that every file is a test, that every story is in words, that no story vanished or tells what
another does, that the stories cover the bot, and that Rasa's report counts every story as correct.

    .venv/bin/python scripts/test_bot.py            the gate
    .venv/bin/python scripts/test_bot.py --update   write tests/conversations/inventory.yml anew
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from train_bot import ENGINE, ROOT, model_path, training_environment

STORIES = ROOT / "tests" / "conversations"
INVENTORY = "inventory.yml"
FEWEST = 3
RESULTS = ROOT / "results" / "bot"


class GateClosed(Exception):
    """Why the bot may not pass, in one sentence."""


@dataclass(frozen=True)
class Story:
    """One story of a test file."""

    file: str
    name: str
    steps: tuple[dict[str, Any], ...]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="accept the stories as they are now")
    parser.add_argument("--stories", type=Path, default=STORIES, help="folder of test stories")
    parser.add_argument("--model", type=Path, help="a trained model; default: of what is here now")
    parser.add_argument("--domain", type=Path, default=ROOT / "domain.yml")
    parser.add_argument("--data", type=Path, default=ROOT / "bot" / "data")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the reports go")
    options = parser.parse_args()
    try:
        stories = read_stories(options.stories)
        if options.update:
            write_inventory(options.stories, stories)
        check_inventory(options.stories, stories)
        check_coverage(stories, options.domain, options.data)
        check_variety(stories)
        run_rasa(options.stories, options.model or model_path(), options.out)
        check_report(options.out, len(stories))
    except GateClosed as error:
        print(f"test-bot failed: {error}", file=sys.stderr)
        return 1
    turns = sum("user" in step for story in stories for step in story.steps)
    print(f"{len(stories)} stories with {turns} shopper's turns, all correct")
    return 0


def read_stories(folder: Path) -> list[Story]:
    """Every story, read without Rasa; refuses files and stories that Rasa would not really test."""
    stories = []
    for path in sorted(folder.rglob("*.y*ml")):
        if path.name == INVENTORY:
            continue
        file = path.relative_to(folder).as_posix()
        if not path.name.startswith("test_") or path.suffix != ".yml":
            raise GateClosed(f"{file} is not called test_*.yml, so Rasa would not run it.")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        stories += [
            Story(file, story["story"], tuple(story["steps"]))
            for story in content.get("stories") or []
        ]
    if not stories:
        raise GateClosed(f"{folder} holds no stories.")
    for story in stories:
        check_words(story)
    for name, times in Counter(story.name for story in stories).items():
        if times > 1:
            raise GateClosed(f'{times} stories are called "{name}"; give each its own name.')
    return stories


def check_words(story: Story) -> None:
    said = [step for step in story.steps if "intent" in step or "user" in step]
    for step in said:
        if not str(step.get("user") or "").strip():
            raise GateClosed(
                f'"{story.name}" ({story.file}) has the intent {step.get("intent")} without '
                "the shopper's words; Rasa would not run NLU on it."
            )
        if not step.get("intent"):
            raise GateClosed(f'"{story.name}" ({story.file}): "{step["user"]}" names no intent.')
    if not said:
        raise GateClosed(f'"{story.name}" ({story.file}) has no shopper\'s turn.')


def write_inventory(folder: Path, stories: list[Story]) -> None:
    counts = Counter(story.file for story in stories)
    text = "# Stories per file: `python scripts/test_bot.py --update` after adding or removing.\n"
    (folder / INVENTORY).write_text(text + yaml.safe_dump(dict(counts)), encoding="utf-8")


def check_inventory(folder: Path, stories: list[Story]) -> None:
    """A story or file that was deleted, or lost to a broken merge, is missed."""
    path = folder / INVENTORY
    expected = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    found = Counter(story.file for story in stories)
    for file in sorted(expected.keys() | found.keys()):
        if expected.get(file, 0) != found[file]:
            raise GateClosed(
                f"{file} has {found[file]} stories and {INVENTORY} says {expected.get(file, 0)}; "
                "restore it, or run scripts/test_bot.py --update if this was meant."
            )


def check_coverage(stories: list[Story], domain: Path, data: Path) -> None:
    """Every intent, custom action and rule happens in FEWEST stories or more."""
    known = yaml.safe_load(domain.read_text(encoding="utf-8"))
    told = [path_of(story.steps) for story in stories]
    wanted = {f"the intent {intent}": f"|intent:{intent}|" for intent in known["intents"]}
    # A form runs its own validate_ action by itself, and slots theirs; no story can name them.
    fills = {
        mapping.get("action") for slot in known["slots"].values() for mapping in slot["mappings"]
    }
    named = [
        action
        for action in known["actions"]
        if not action.startswith("validate_") and action not in fills
    ]
    wanted |= {f"the action {action}": f"|{action}|" for action in named}
    for path in sorted((data / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            wanted[f'the rule "{rule["rule"]}"'] = path_of(rule["steps"])
    counts = {name: sum(words in story for story in told) for name, words in wanted.items()}
    if few := [f"{name} ({count})" for name, count in counts.items() if count < FEWEST]:
        raise GateClosed(f"fewer than {FEWEST} stories cover {', '.join(few)}.")


def check_variety(stories: list[Story]) -> None:
    """No two stories are the same sequence of intents and actions in other words."""
    names: dict[str, str] = {}
    for story in stories:
        same = names.setdefault(path_of(story.steps), story.name)
        if same != story.name:
            raise GateClosed(f'"{story.name}" goes the way of "{same}"; tell another story.')


def path_of(steps: list[dict[str, Any]] | tuple[dict[str, Any], ...]) -> str:
    """The intents, actions and slots of a story or rule as one comparable line."""
    words = []
    for step in steps:
        if "slot_was_set" in step:
            words += [f"slot:{slot!r}" for slot in step["slot_was_set"]]
        elif "intent" in step or "action" in step:
            words.append(f"intent:{step['intent']}" if "intent" in step else step["action"])
    return "|" + "|".join(words) + "|"


def run_rasa(folder: Path, model: Path, out: Path) -> None:
    """Test into an empty folder, so that no old report is read."""
    if not model.exists():
        raise GateClosed(f"the model {model} is missing; run `make train` first.")
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.*"):
        old.unlink()
    command = [
        *(str(ENGINE / "bin" / "python"), "-m", "rasa", "test", "core", "--e2e"),
        *("--stories", str(folder), "--model", str(model), "--out", str(out)),
    ]
    log = out / "rasa.log"
    with log.open("w") as output:
        done = subprocess.run(
            command,
            cwd=ROOT,
            check=False,
            stdout=output,
            stderr=output,
            env=training_environment(),
        )
    if done.returncode != 0:
        raise GateClosed(f"rasa test ended with {done.returncode}; see {log}.")


def check_report(out: Path, stories: int) -> None:
    report = out / "story_report.json"
    if not report.exists():
        raise GateClosed(f"Rasa wrote no report; see {out / 'rasa.log'}.")
    counted = json.loads(report.read_text())["conversation_accuracy"]
    failed = out / "failed_test_stories.yml"
    if counted["total"] != stories:
        raise GateClosed(f"Rasa ran {counted['total']} of {stories} stories; see {out}.")
    if counted["correct"] != stories:
        print(failed.read_text() if failed.exists() else "", file=sys.stderr)
        raise GateClosed(
            f"{stories - counted['correct']} of {stories} stories went another way; see {failed}."
        )


if __name__ == "__main__":
    sys.exit(main())
