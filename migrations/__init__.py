"""The database's schema, version by version.

`upgrade` brings a database to the newest version; it needs no alembic.ini. Each package owns
its tables; a version file speaks for one package.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import database

__all__ = ["configuration", "upgrade"]

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


def configuration() -> Config:
    """Alembic's configuration, for `alembic.command`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
