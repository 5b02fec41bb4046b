"""One demo store for all end-to-end tests, started as a user starts it, and a Firefox."""

from __future__ import annotations

import pytest
import pytest_asyncio
from firefox import Firefox, installed_firefox

from benchmarks.live.hours import write_policy
from tilly.settings import ROOT
from tilly.testing import WITHOUT_LIMITS, running_store


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The demo store, up, on a data directory of its own, its people there at any hour."""
    policy = write_policy(tmp_path_factory.mktemp("policy") / "policy.yml", "open")
    environment = {
        **WITHOUT_LIMITS,
        "TILLY_POLICY": str(policy),
        "TILLY_NUDGES": str(ROOT / "demo" / "nudges.yml"),
    }
    folder = tmp_path_factory.mktemp("store")
    with running_store(folder, demo=True, environment=environment) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def firefox(tmp_path_factory):
    """The machine's own Firefox."""
    program = installed_firefox()
    if program is None:
        pytest.skip("Firefox is not installed (Debian: apt install firefox-esr)")
    firefox = Firefox()
    await firefox.start(program, tmp_path_factory.mktemp("firefox"))
    yield firefox
    await firefox.stop()
