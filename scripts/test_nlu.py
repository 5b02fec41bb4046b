"""Measure the trained bot's NLU on utterances that it was not trained on.

    .venv/bin/python scripts/test_nlu.py            fails below 90 % accuracy
    .venv/bin/python scripts/test_nlu.py --model M

The utterances of tests/nlu are refused when the training data holds one of them, or five words in
a row of one.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import yaml
from train_bot import ENGINE, ROOT, model_path, training_environment

HELD_OUT = ROOT / "tests" / "nlu"
TRAINING = ROOT / "bot" / "data" / "nlu"
RESULTS = ROOT / "results" / "nlu"
FLOOR = 0.90
RUN = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a trained model; default: of what is here now")
    parser.add_argument("--floor", type=float, default=FLOOR, help="accuracy to reach")
    options = parser.parse_args()
    model = options.model or model_path()
    if not model.exists():
        print(f"test-nlu failed: the model {model} is missing; run `make train`.", file=sys.stderr)
        return 1
    if known := seen(HELD_OUT, TRAINING):
        print(f"test-nlu failed: the training data holds {known}.", file=sys.stderr)
        return 1
    return report(measure(model), options.floor)


def measure(model: Path) -> Path:
    """Run `rasa test nlu`; the folder with its reports."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    for old in RESULTS.glob("*.*"):
        old.unlink()
    command = [
        *(str(ENGINE / "bin" / "python"), "-m", "rasa", "test", "nlu", "--no-plot"),
        *("--nlu", str(HELD_OUT), "--model", str(model), "--out", str(RESULTS)),
        *("--domain", str(ROOT / "domain.yml"), "--config", str(ROOT / "config.yml")),
    ]
    with (RESULTS / "rasa.log").open("w") as output:
        subprocess.run(
            command,
            cwd=ROOT,
            check=True,
            stdout=output,
            stderr=output,
            env=training_environment(),
        )
    return RESULTS


def report(results: Path, floor: float) -> int:
    figures = json.loads((results / "intent_report.json").read_text())
    examples = sum(len(texts) for texts in utterances(HELD_OUT).values())
    if figures["weighted avg"]["support"] != examples:
        print(f"test-nlu failed: Rasa measured not all of {examples}.", file=sys.stderr)
        return 1
    errors = results / "intent_errors.json"
    wrong = json.loads(errors.read_text()) if errors.exists() else []
    for error in wrong:
        guess = error["intent_prediction"]
        figures_of_guess = f"{guess['name']:<22} {guess['confidence']:.2f}"
        print(f"{error['intent']:<22} {figures_of_guess} {error['text']}")
    accuracy = figures["accuracy"]
    print(f"{examples} utterances, accuracy {accuracy:.3f}, macro-F1", end=" ")
    print(f"{figures['macro avg']['f1-score']:.3f}")
    missed = Counter((error["intent"], error["text"]) for error in wrong)
    for path in sorted(HELD_OUT.glob("*.yml")):
        pairs = [(intent, text) for intent, texts in examples_of(path) for text in texts]
        right = sum(not missed[pair] for pair in pairs) / len(pairs)
        print(f"  {path.name}: {len(pairs)} utterances, accuracy {right:.3f}")
    if accuracy < floor:
        print(f"test-nlu failed: accuracy must be {floor:.2f} or more.", file=sys.stderr)
        return 1
    return 0


def utterances(folder: Path) -> dict[str, list[str]]:
    """The examples by intent, entity marks removed."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for intent, texts in examples_of(path):
            found.setdefault(intent, []).extend(texts)
    return found


def examples_of(path: Path) -> list[tuple[str, list[str]]]:
    """A file's intents with their examples, entity marks removed."""
    return [
        (block["intent"], [_plain(line) for line in block["examples"].splitlines() if line.strip()])
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        if "intent" in block
    ]


def _plain(line: str) -> str:
    """An example without its dash and the marks of its entities."""
    return re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line.strip()[2:].strip())


def seen(held_out: Path, training: Path) -> list[str]:
    """Held-out utterances that were trained on, or share five words in a row with one that was.

    Letter case and punctuation do not count.
    """
    trained = [words(text) for texts in utterances(training).values() for text in texts]
    known = set(trained).union(*map(runs, trained))
    return [
        text
        for texts in utterances(held_out).values()
        for text in texts
        if words(text) in known or not runs(words(text)).isdisjoint(known)
    ]


def runs(text: str) -> set[str]:
    """Every five words in a row."""
    parts = text.split()
    return {" ".join(parts[at : at + RUN]) for at in range(len(parts) - RUN + 1)}


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower())) or text


if __name__ == "__main__":
    sys.exit(main())
