"""The database's schema, version by version.

`upgrade` brings a database to the newest version; it needs no alembic.ini. Each package owns
its tables; a version file speaks for one package.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

__all__ = ["configuration", "migrated", "upgrade"]

UPGRADING = 0x7111
"""PostgreSQL's advisory lock: of two processes that upgrade at once, one waits."""


def upgrade(database_url: str) -> None:
    """Create or bring up to date the tables of `database_url`; safe to repeat."""
    engine = database.connect(database_url)
    try:
        with database.writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADING})"))
            config = configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


@contextmanager
def migrated(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`, brought up to date before and closed afterwards."""
    upgrade(database_url)
    engine = database.connect(database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def configuration() -> Config:
    """Alembic's configuration, for `alembic.command`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
