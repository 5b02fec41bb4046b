"""What all tests share."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack

import pytest
from hypothesis import settings

import database

# No wall-clock deadline: machines are noisy, and performance is judged in benchmarks/.
settings.register_profile("tilly", deadline=None)
settings.load_profile("tilly")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The installed browser; playwright's own download is not used."""
    if path := next(filter(None, map(shutil.which, BROWSERS)), None):
        return path
    pytest.skip("Chromium is not installed and could not be (Debian: apt install chromium)")


@pytest.fixture
def database_of(tmp_path):
    """Makes an engine on an empty database with the tables of some packages' metadata."""
    with ExitStack() as open_:

        def make(*packages):
            engine = database.connect(f"sqlite:///{tmp_path / 'tilly.db'}")
            open_.callback(engine.dispose)
            with database.writing(engine) as connection:
                for metadata in packages:
                    metadata.create_all(connection)
            return engine

        yield make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In the gate a skipped end-to-end or browser test fails, unless there can be no browser."""
    report = yield
    if report.skipped and os.environ.get("TILLY_GATE") and not hasattr(report, "wasxfail"):
        needs_browser = item.get_closest_marker("browser") is not None
        needs_store = item.get_closest_marker("e2e") is not None
        has_browser = any(map(shutil.which, BROWSERS))
        if (needs_browser and has_browser) or (needs_store and not needs_browser):
            report.outcome = "failed"
            report.longrepr = f"skipped, which the gate does not allow: {report.longrepr}"
    return report
