"""`tilly doctor`: what this installation has, what it chose, and what is missing."""

from __future__ import annotations

import platform
import shutil
import subprocess
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from generation import decide
from tilly.errors import NotRunning
from tilly.running import Running
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tilly.settings import Settings

COUNTED = ("products", "customers", "orders", "conversations", "turns")


def examine(settings: Settings, report: Callable[[str, str], None]) -> int:
    """Print a line per finding; 0 when a store can run, 1 when something is missing."""
    missing = 0
    report("python", f"{platform.python_version()} in .venv")
    engine = ROOT / "bot" / ".venv" / "bin" / "python"
    missing += _examine_engine(engine, report)
    report("data", f"{settings.data_dir.resolve()}, {_free_gb(settings):.0f} GB free")
    missing += _examine_database(settings, report)
    choice = decide(settings.llm, url=settings.llm_url, model=settings.llm_model)
    report("answers by", f"{choice.kind}: {choice.reason}")
    report("embeddings by", settings.embedder)
    report("chunks in", settings.chroma_url or "embedded Chroma")
    try:
        running = Running.read(settings.data_dir)
        report(
            "running", f"{running.url} (gateway {running.port}, metrics {running.internal_port})"
        )
        for name, pid in running.pids.items():
            report("", f"{name}: process {pid}")
    except NotRunning as state:
        report("running", str(state))
    return min(missing, 1)


def _examine_engine(python: object, report: Callable[[str, str], None]) -> int:
    code = (
        "import platform; from importlib.metadata import version; "
        "print(platform.python_version(), version('rasa'))"
    )
    try:
        done = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        report("dialogue engine", "missing; run `make setup`")
        return 1
    version, rasa = done.stdout.split()
    report("dialogue engine", f"Rasa {rasa} on Python {version} in bot/.venv")
    return 0


def _examine_database(settings: Settings, report: Callable[[str, str], None]) -> int:
    if settings.sql_url.startswith("sqlite") and not (settings.data_dir / "tilly.db").exists():
        report("database", "empty; `tilly up` creates it")
        return 0
    try:
        engine = create_engine(settings.sql_url)
        with engine.connect() as connection:
            tables = [name for name in COUNTED if inspect(connection).has_table(name)]
            counts = [
                f"{connection.scalar(text(f'SELECT count(*) FROM {name}'))} {name}"  # noqa: S608 - fixed names
                for name in tables
            ]
        engine.dispose()
    except SQLAlchemyError as error:
        report("database", f"cannot be opened: {str(error.__cause__ or error).splitlines()[0]}")
        return 1
    report("database", ", ".join(counts) or "no tables yet; `tilly up` creates them")
    return 0


def _free_gb(settings: Settings) -> float:
    existing = next(
        p for p in [settings.data_dir.resolve(), *settings.data_dir.resolve().parents] if p.exists()
    )
    return shutil.disk_usage(existing).free / 1e9
