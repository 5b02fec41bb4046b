"""Databases for contract tests: SQLite and, where Debian's PostgreSQL is installed, that too."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import database
import migrations

UNPRIVILEGED = "nobody"


def installed_postgresql():
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max(versions, key=lambda path: int(path.parts[4]), default=None)


@pytest.fixture(scope="session")
def postgresql():
    """The address of a throwaway cluster: a socket in a folder of its own, no port."""
    initdb = installed_postgresql()
    if initdb is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
    # Not in tmp_path: its parents are closed to the user that the server must run as.
    folder = Path(tempfile.mkdtemp(prefix="tilly-postgresql-"))
    runs_as = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, user.pw_uid, user.pw_gid)
        runs_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "tilly", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        capture_output=True,
        cwd=folder,
        **runs_as,
    )
    control = [initdb.with_name("pg_ctl"), "-D", data, "-w", "-s"]
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    start = [*control, "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, cwd=folder, **runs_as)
    try:
        yield f"postgresql+psycopg://tilly@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd=folder, **runs_as)
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The address of an empty database of its own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    server = request.getfixturevalue("postgresql")
    name = f"shop_{os.urandom(4).hex()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def engine(database_url):
    """An engine on a migrated database."""
    migrations.upgrade(database_url)
    engine = database.connect(database_url)
    yield engine
    engine.dispose()
