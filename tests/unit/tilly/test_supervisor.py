from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tilly.errors import ChildCrashed
from tilly.processes import Process
from tilly.supervisor import Supervisor


def child(name: str, code: str) -> Process:
    return Process(name, (sys.executable, "-c", code), dict(os.environ), None)


async def run_until_ready(supervisor: Supervisor, then):
    ready, stop = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(supervisor.run(on_ready=ready.set, stop=stop))
    await asyncio.wait_for(ready.wait(), 20)
    try:
        await then()
    finally:
        stop.set()
        await asyncio.wait_for(running, 20)


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_every_child_ends_with_the_supervisor(tmp_path):
    """After the stop no child runs, nor what a child started."""
    grandchild = tmp_path / "pid"
    code = (
        "import subprocess,sys,time,pathlib;"
        "p=subprocess.Popen([sys.executable,'-c','import time;time.sleep(60)']);"
        f"pathlib.Path({str(grandchild)!r}).write_text(str(p.pid));time.sleep(60)"
    )
    supervisor = Supervisor([child("parent", code)], log_dir=tmp_path, report=lambda *_: None)

    async def then():
        while not grandchild.exists() or not grandchild.read_text():
            await asyncio.sleep(0.05)

    await run_until_ready(supervisor, then)
    await asyncio.sleep(0.2)
    assert not is_alive(supervisor.pids["parent"])
    assert not is_alive(int(grandchild.read_text()))


async def test_a_child_that_crashes_is_started_again(tmp_path):
    """A killed child comes back under a new process id, and the report says so."""
    lines = []
    supervisor = Supervisor(
        [child("worker", "import time; time.sleep(60)")],
        log_dir=tmp_path,
        report=lambda name, state: lines.append((name, state)),
    )

    async def then():
        first = supervisor.pids["worker"]
        os.kill(first, signal.SIGKILL)
        while ("worker", "ready again") not in lines:
            await asyncio.sleep(0.05)
        assert supervisor.pids["worker"] != first

    await run_until_ready(supervisor, then)
    assert ("worker", "ended with code -9; restarting") in lines


async def test_a_child_that_never_starts_is_one_sentence(tmp_path):
    """A child that ends before it is ready stops the store, with its last words and its log."""
    supervisor = Supervisor(
        [child("gateway", "raise SystemExit('no such database')")],
        log_dir=tmp_path,
        report=lambda *_: None,
    )
    with pytest.raises(ChildCrashed, match=r"gateway ended .*no such database.*gateway\.log"):
        await supervisor.run(on_ready=lambda: None, stop=asyncio.Event())


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_children_end_when_the_supervisor_is_killed(tmp_path):
    """A supervisor that is killed outright leaves no orphan."""
    code = f"""
import asyncio, os, sys
from pathlib import Path
from tilly.processes import Process
from tilly.supervisor import Supervisor
p = Process("c", (sys.executable, "-c", "import time; time.sleep(60)"), dict(os.environ), None)
s = Supervisor([p], log_dir=Path({str(tmp_path)!r}), report=lambda *_: None)
asyncio.run(s.run(on_ready=lambda: print(s.pids["c"], flush=True), stop=asyncio.Event()))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as supervisor:
        pid = int(supervisor.stdout.readline())
        assert is_alive(pid)
        supervisor.kill()
    for _ in range(100):
        if not is_alive(pid):
            break
        time.sleep(0.05)
    assert not is_alive(pid)
