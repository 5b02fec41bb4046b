"""What must be done before the processes of a store start; finished work is not redone.

Each step is keyed by the content of what it reads. Steps that load a model run as children, so
that the supervisor stays small for the weeks it may live.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from signals.sentiment_training import shipped_folder
from tilly.children import die_with_parent, signal_group
from tilly.errors import StepFailed
from tilly.settings import ROOT
from tilly.shop import build_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tilly.settings import Settings

DEMO_SOURCES = (ROOT / "demo" / "catalogue", ROOT / "demo" / "knowledge")
DEMO_PRICES = ROOT / "demo" / "pricing"
MINIMUM_FREE_GB = 1.0
STOP_TIMEOUT_S = 10.0


def prepare(settings: Settings, report: Callable[[str, str], None]) -> Path:
    """Bring the database, the demo store and the bot up to date; the trained model's path.

    Raises StepFailed naming the step, or SettingInvalid for a policy that cannot be used.
    """
    build_policy(settings)
    _check_disk(settings.data_dir)
    _step("database", report, lambda: _migrate(settings))
    if settings.demo:
        _step("demo orders", report, lambda: _seed(settings))
        _step("demo year", report, lambda: _seed_year(settings))
        _step("demo sources", report, lambda: _ingest_demo(settings))
        _step("demo prices", report, lambda: _seed_prices(settings))
    if not settings.sentiment_model:
        _step("sentiment", report, lambda: _teach_sentiment(settings, report))
    return _train(report)


def _migrate(settings: Settings) -> str:
    from migrations import upgrade

    upgrade(settings.sql_url)
    return "up to date"


def _seed(settings: Settings) -> str:
    from database import connect
    from demo.seed import seed

    engine = connect(settings.sql_url)
    try:
        seed(engine, today=datetime.now(UTC).date())
    finally:
        engine.dispose()
    return "in place"


def _seed_year(settings: Settings) -> str:
    from database import connect
    from demo.seed import read_products
    from demo.year.seeding import seed_year

    engine = connect(settings.sql_url)
    try:
        seed_year(engine, read_products(), today=datetime.now(UTC).date())
    finally:
        engine.dispose()
    return "in place"


def _seed_prices(settings: Settings) -> str:
    from database import connect
    from insights.pricing.merchant_files import import_competitors, import_costs

    engine = connect(settings.sql_url)
    try:
        import_costs(engine, DEMO_PRICES / "costs.csv")
        import_competitors(engine, DEMO_PRICES / "competitors.csv")
    finally:
        engine.dispose()
    return "in place"


def _ingest_demo(settings: Settings) -> str:
    marks = settings.data_dir / "steps.json"
    done = json.loads(marks.read_text()) if marks.exists() else {}
    key = fingerprint([*DEMO_SOURCES, ROOT / "knowledge"], settings.embedder, settings.chroma_url)
    if done.get("demo sources") == key:
        return "unchanged"
    _run("demo sources", [sys.executable, "-m", "tilly.ingesting", *map(str, DEMO_SOURCES)])
    marks.write_text(json.dumps(done | {"demo sources": key}))
    return "indexed"


def _teach_sentiment(settings: Settings, report: Callable[[str, str], None]) -> str:
    if shipped_folder(settings.models).exists():
        return "trained already"
    script = [sys.executable, "-m", "signals.sentiment_training", str(settings.models)]
    report("sentiment", "training (two or three minutes)")
    _run("sentiment", script)
    return "trained"


def _train(report: Callable[[str, str], None]) -> Path:
    script = [sys.executable, str(ROOT / "scripts" / "train_bot.py")]
    model = Path(_run("bot", [*script, "--print"]).strip().splitlines()[-1])
    if model.exists():
        report("bot", "trained already")
        return model
    report("bot", "training (two or three minutes)")
    _step("bot", report, lambda: _run("bot", script) and "trained")
    return model


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """The SHA-256 of the files beneath `paths` (names and contents) and of `words`."""
    digest = hashlib.sha256("\0".join(words).encode())
    for root in paths:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(root)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _step(name: str, report: Callable[[str, str], None], work: Callable[[], str]) -> None:
    started = time.monotonic()
    state = work()
    report(name, f"{state} ({time.monotonic() - started:.0f} s)")


def _run(step: str, command: list[str]) -> str:
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - no thread runs in a starting supervisor
    ) as child:
        try:
            output, errors = child.communicate()
        except KeyboardInterrupt:
            _interrupt(child)
            raise
    if child.returncode != 0:
        words = (errors.strip() or output.strip()).splitlines()
        last = words[-1] if words else "no output"
        if "No space left on device" in errors:
            last = "the disk is full; free some space and run it again"
        raise StepFailed(f"The step '{step}' failed: {last}")
    return output


def _interrupt(child: subprocess.Popen[str]) -> None:
    """End a step with all that it started: gently, so that it tidies up, then for good."""
    for number, patience in ((signal.SIGINT, STOP_TIMEOUT_S), (signal.SIGKILL, None)):
        signal_group(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)


def _check_disk(data_dir: Path) -> None:
    free = shutil.disk_usage(data_dir).free / 1e9
    if free < MINIMUM_FREE_GB:
        raise StepFailed(
            f"The disk of {data_dir} has {free:.1f} GB free and a store needs "
            f"{MINIMUM_FREE_GB:.0f} GB; free some space and run it again."
        )
