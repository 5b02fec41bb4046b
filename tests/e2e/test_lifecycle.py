"""Starting, stopping and failing: one sentence each, and nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from tilly.settings import ROOT

pytestmark = pytest.mark.e2e


def up(tmp_path, **variables):
    environment = {**os.environ, "TILLY_DATA_DIR": str(tmp_path), **variables}
    return subprocess.Popen(
        [sys.executable, "-m", "tilly", "up"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_port_in_use_is_one_sentence(tmp_path):
    """The store says which port is taken and which setting changes it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        process = up(tmp_path, TILLY_PORT=str(port))
        _, error = process.communicate(timeout=60)
    assert 1 == process.returncode
    assert f"Port {port}" in error
    assert "TILLY_PORT" in error
    assert "Traceback" not in error


def test_a_setting_that_cannot_be_used_is_one_sentence(tmp_path):
    """A wrong setting is named, without a traceback."""
    process = up(tmp_path, TILLY_PORT="web")
    _, error = process.communicate(timeout=60)
    assert 1 == process.returncode
    assert error.startswith("tilly: TILLY_PORT is 'web'")


def test_two_stores_do_not_share_a_data_directory(store):
    """A second store on the same folder is refused."""
    process = up(store.data_dir, TILLY_PORT="0")
    _, error = process.communicate(timeout=60)
    assert 1 == process.returncode
    assert "already running" in error


@pytest.mark.slow
def test_control_c_leaves_no_orphan(tmp_path):
    """Every process that a store started is gone after Ctrl-C."""
    process = up(tmp_path, TILLY_PORT="0")
    children = []
    for line in process.stdout:
        if "is open" in line:
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            break
    process.communicate(timeout=60)
    assert 0 == process.returncode
    assert len(children) >= 4
    time.sleep(0.5)
    assert not [c for c in children if c.is_running() and c.status() != psutil.STATUS_ZOMBIE]


def test_a_crashed_child_comes_back(store):
    """A worker that is killed is started again under the same store."""
    before = store.now_running().pids["worker"]
    os.kill(before, signal.SIGKILL)
    for _ in range(100):
        if store.now_running().pids["worker"] != before:
            break
        time.sleep(0.2)
    assert store.now_running().pids["worker"] != before
