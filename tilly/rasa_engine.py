"""Calling Rasa in its own environment: checking, training and testing beside the running bot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tilly.children import die_with_parent
from tilly.errors import StepFailed
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["NluReport", "RasaEngine", "current_model", "scratch_data"]

PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
DATA = ROOT / "bot" / "data"
LAST_LINES = 12
_STAGE = re.compile(r"Starting to train component '(?:\w+\.)*(\w+)'")
_NOISE = re.compile(r"Warning: |^\s|\d+%\|")


@dataclass(frozen=True)
class NluReport:
    """How a model understood the held-out sentences.

    `recall` and `examples` are by intent; `errors` are the right intent and the one that was
    heard, with the sentence.
    """

    accuracy: float
    recall: Mapping[str, float]
    examples: Mapping[str, int]
    errors: frozenset[tuple[str, str, str]]


class RasaEngine:
    """Runs Rasa's commands; each raises StepFailed with the last of what Rasa said."""

    def __init__(self, said: Callable[[str], None] = lambda _line: None) -> None:
        """`said` hears what Rasa is at, in a few words and the seconds so far."""
        self._said = said

    def validate(self, data: Path) -> None:
        """Check a folder of training data against the domain."""
        self._run(
            "checking the data",
            *("data", "validate", "--fail-on-warnings", "--data", str(data)),
            *("--domain", str(ROOT / "domain.yml"), "--config", str(ROOT / "config.yml")),
        )

    def train_nlu(self, data: Path, out: Path) -> Path:
        """Train the understanding of sentences on a folder of data; the model's file."""
        out.mkdir(parents=True, exist_ok=True)
        config = out / "config.yml"
        shutil.copy(ROOT / "config.yml", config)  # Rasa rewrites the one it is given
        self._run(
            "training",
            *("train", "nlu", "--nlu", str(data / "nlu"), "--config", str(config)),
            *("--domain", str(ROOT / "domain.yml"), "--out", str(out)),
            *("--fixed-model-name", "nlu"),
            # Rasa's cache knows a component by its class alone, not by the files it rests on.
            RASA_CACHE_DIRECTORY=str(out / "cache"),
        )
        return out / "nlu.tar.gz"

    def test_nlu(self, model: Path, held_out: Path, out: Path) -> NluReport:
        """Have a model read the held-out sentences."""
        self._run(
            "testing",
            *("test", "nlu", "--no-plot", "--nlu", str(held_out), "--model", str(model)),
            *("--domain", str(ROOT / "domain.yml"), "--config", str(ROOT / "config.yml")),
            *("--out", str(out)),
        )
        report = json.loads((out / "intent_report.json").read_text())
        listed = out / "intent_errors.json"
        errors: list[dict[str, Any]] = json.loads(listed.read_text()) if listed.exists() else []
        intents = {
            name: figures
            for name, figures in report.items()
            if isinstance(figures, dict) and not name.endswith(" avg")
        }
        return NluReport(
            accuracy=float(report["accuracy"]),
            recall={name: float(figures["recall"]) for name, figures in intents.items()},
            examples={name: int(figures["support"]) for name, figures in intents.items()},
            errors=frozenset(
                (each["intent"], each["intent_prediction"]["name"], each["text"]) for each in errors
            ),
        )

    def _run(self, what: str, *arguments: str, **variables: str) -> None:
        if not PYTHON.exists():
            raise StepFailed("bot/.venv has no Rasa; run `make setup` first.")
        started = time.monotonic()
        lines: list[str] = []
        with subprocess.Popen(
            [str(PYTHON), "-m", "rasa", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=rasa_environment() | variables,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - a command has no threads
        ) as child:
            assert child.stdout is not None
            for line in child.stdout:
                stage = _STAGE.search(line)
                state = f"{what}: {stage[1]}" if stage else what
                self._said(f"{state} ({time.monotonic() - started:.0f} s)")
                if line.strip() and not _NOISE.search(line):
                    lines.append(line.rstrip())
        if child.returncode != 0:
            raise StepFailed(f"Rasa ended while {what}:\n" + "\n".join(lines[-LAST_LINES:]))


def rasa_environment() -> dict[str, str]:
    """The environment of a child that is Rasa."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }


def current_model() -> Path:
    """Where the model of the bot as it is now stands, or would."""
    script = [sys.executable, str(ROOT / "scripts" / "train_bot.py"), "--print"]
    printed = subprocess.run(script, cwd=ROOT, check=True, capture_output=True, text=True)
    return Path(printed.stdout.strip())


@contextmanager
def scratch_data(name: str, text: str) -> Iterator[Path]:
    """A copy of the bot's data with one NLU file written anew; it is gone afterwards."""
    with TemporaryDirectory(prefix="tilly-data-") as folder:
        data = Path(folder) / "data"
        shutil.copytree(DATA, data)
        (data / "nlu" / name).write_text(text, encoding="utf-8")
        yield data
