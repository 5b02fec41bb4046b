"""One demo store for all end-to-end tests, started as a user starts it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tilly.testing import running_store


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The demo store, up, on a data directory of its own."""
    with running_store(tmp_path_factory.mktemp("store"), demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return str(Path(path))
    pytest.skip("Chromium is not installed (Debian: apt install chromium)")
