"""One demo store for all end-to-end tests, started as a user starts it."""

from __future__ import annotations

import pytest

from tilly.testing import WITHOUT_LIMITS, running_store


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The demo store, up, on a data directory of its own."""
    folder = tmp_path_factory.mktemp("store")
    with running_store(folder, demo=True, environment=WITHOUT_LIMITS) as running:
        yield running
