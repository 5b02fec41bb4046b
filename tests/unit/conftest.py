"""Unit tests reach no network and load no model: both are refused here."""

from __future__ import annotations

import socket
import sys

import pytest

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"a unit test reached for the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_models():
    before = {name for name in HEAVY if name in sys.modules}
    yield
    loaded = {name for name in HEAVY if name in sys.modules} - before
    assert not loaded, f"a unit test loaded {', '.join(sorted(loaded))}"
