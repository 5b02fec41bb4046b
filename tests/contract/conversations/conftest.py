"""A throwaway RabbitMQ server, where Debian's is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pika
import pytest
from pika.exceptions import AMQPError

SCRIPTS = Path("/usr/lib/rabbitmq/bin")
STARTS_WITHIN_S = 90
STOPS_WITHIN_S = 30


class RabbitServer:
    """A node of its own: folder, ports and name server; `url` is where it takes connections."""

    def __init__(self, folder):
        port, distribution, names = (free_port() for _ in range(3))
        self.url = f"amqp://guest:guest@127.0.0.1:{port}/%2f"
        self._node = f"tilly-{port}@localhost"
        self._names = str(names)
        self._folder = folder
        (folder / "plugins").write_text("[].\n")
        (folder / "rabbitmq.conf").write_text(f"listeners.tcp.default = 127.0.0.1:{port}\n")
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "ERL_EPMD_PORT": self._names,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": self._node,
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        }
        self._process = None

    def start(self):
        """Start it on what it kept, and wait until it takes connections."""
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [SCRIPTS / "rabbitmq-server"],
                env=self._environment, cwd=self._folder, stdout=output, stderr=output,
            )  # fmt: skip
        deadline = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                pika.BlockingConnection(pika.URLParameters(self.url)).close()
            except (AMQPError, OSError):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = (self._folder / "output").read_text(errors="replace")[-2000:]
                    raise AssertionError(f"RabbitMQ did not start:\n{said}") from None
                time.sleep(0.2)
            else:
                return

    def stop(self):
        """Stop it in order; durable messages stay in its folder."""
        self._process.terminate()
        self._process.wait(STOPS_WITHIN_S)

    def hang_up(self):
        """Close every connection, as an operator or a failing network does."""
        subprocess.run(
            [SCRIPTS / "rabbitmqctl", "-n", self._node, "close_all_connections", "gone"],
            env=self._environment, check=True, capture_output=True,
        )  # fmt: skip

    def end(self):
        """Stop it, and the name server that it started."""
        if self._process.poll() is None:
            self.stop()
        subprocess.run(
            ["epmd", "-port", self._names, "-kill"],
            env=self._environment, check=False, capture_output=True,
        )  # fmt: skip


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def rabbitmq():
    """One server for all tests; each uses a queue of its own."""
    if not (SCRIPTS / "rabbitmq-server").exists():
        pytest.skip("RabbitMQ is not installed (Debian: rabbitmq-server)")
    folder = Path(tempfile.mkdtemp(prefix="tilly-rabbitmq-"))
    server = RabbitServer(folder)
    try:
        server.start()
        yield server
        server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
