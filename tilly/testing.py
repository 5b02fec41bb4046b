"""A whole store on a data directory of its own, for end-to-end tests and benchmarks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tilly.errors import NotRunning, StepFailed
from tilly.running import Running
from tilly.settings import ROOT, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

START_TIMEOUT_S = 600
STOP_TIMEOUT_S = 30
# Many shoppers at one address, faster than people type.
WITHOUT_LIMITS = {"TILLY_RATE_PER_CONVERSATION": "0", "TILLY_RATE_PER_ADDRESS": "0"}


@dataclass(frozen=True)
class Store:
    """A store that is up: its processes, its settings, its data directory."""

    running: Running
    settings: Settings
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        """The gateway's address on this machine."""
        return self.running.url_on_this_machine

    @property
    def data_dir(self) -> Path:
        """Where the store keeps everything."""
        return self.settings.data_dir

    def now_running(self) -> Running:
        """The processes as they are now: one that crashed has a new id."""
        return Running.read(self.data_dir)

    def run(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the `tilly` command against this store."""
        return subprocess.run(
            [sys.executable, "-m", "tilly", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            input=text,
            text=True,
            capture_output=True,
            check=False,
            timeout=START_TIMEOUT_S,
        )


@contextmanager
def running_store(
    data_dir: Path,
    *,
    demo: bool = False,
    sources: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Store]:
    """Start a store on free ports, ingest `sources` into it, and stop it at the end.

    Raises StepFailed with the last words of what did not start.
    """
    variables = {
        **os.environ,
        "TILLY_DATA_DIR": str(data_dir.resolve()),
        "TILLY_PORT": "0",
        "PYTHONUNBUFFERED": "1",
        **(environment or {}),
    }
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir / "up.log"
    command = [sys.executable, "-m", "tilly", "up", *(["--demo"] if demo else [])]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=output, stderr=output, start_new_session=True
        )
    try:
        running = _wait_until_up(process, data_dir, log)
        variables["TILLY_PORT"] = str(running.port)
        store = Store(running, Settings.from_environment(variables), variables)
        if sources:
            done = store.run("ingest", "--quiet", *map(str, sources))
            if done.returncode not in {0, 2}:  # 2: some rows were refused, the rest is in
                raise StepFailed(f"Ingesting failed: {done.stderr.strip()[-2000:]}")
        yield store
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], data_dir: Path, log: Path) -> Running:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            return Running.read(data_dir)
        except NotRunning:
            time.sleep(0.2)
    raise StepFailed(f"The store did not start: {log.read_text(errors='replace')[-2000:]}")
