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


def administer(server, statement):
    """Run what PostgreSQL does outside transactions only."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A SQLite file with all tables: the migrations run once, not for each test."""
    file = tmp_path_factory.mktemp("migrated") / "shop.db"
    migrations.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgresql):
    """The name of a PostgreSQL database with all tables, to make others of."""
    administer(postgresql, "CREATE DATABASE migrated")
    migrations.upgrade(postgresql.replace("/postgres?", "/migrated?"))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    """Makes a database of its own, empty or with all tables, and tells its address."""
    if request.param == "sqlite":
        file = tmp_path / "shop.db"

        def make(*, migrated=False):
            if migrated:
                shutil.copy(request.getfixturevalue("migrated_file"), file)
            return f"sqlite:///{file}"

        yield make
        return
    server = request.getfixturevalue("postgresql")
    name = f"shop_{os.urandom(4).hex()}"

    def make(*, migrated=False):
        template = request.getfixturevalue("migrated_template") if migrated else "template1"
        administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        return server.replace("/postgres?", f"/{name}?")

    yield make
    administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def empty_database_url(new_database):
    """The address of a database without tables."""
    return new_database()


@pytest.fixture
def database_url(new_database):
    """The address of a database with all tables and no rows."""
    return new_database(migrated=True)


@pytest.fixture
def engine(database_url):
    """An engine on a database with all tables and no rows."""
    engine = database.connect(database_url)
    yield engine
    engine.dispose()
