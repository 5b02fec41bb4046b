"""One demo store for all end-to-end tests, started as a user starts it."""

from __future__ import annotations

import pytest

from tilly.testing import running_store


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The demo store, up, on a data directory of its own."""
    with running_store(tmp_path_factory.mktemp("store"), demo=True) as running:
        yield running
