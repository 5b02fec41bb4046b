from __future__ import annotations

import subprocess
import sys

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import database
import migrations
from commerce.tables import metadata as commerce
from conversations.tables import metadata as conversations


def test_the_migrated_schema_is_that_of_the_tables(engine):
    """What the migrations build and what the packages declare differ in nothing."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, [commerce, conversations])


def test_upgrading_again_changes_nothing(engine, database_url):
    """Upgrade is safe to run at every start."""
    migrations.upgrade(database_url)
    assert set(commerce.tables) <= set(inspect(engine).get_table_names())


def test_two_processes_may_upgrade_at_once(database_url):
    """The second waits for the first and finds the work done."""
    command = [sys.executable, "-c", "import sys, migrations; migrations.upgrade(sys.argv[1])"]
    started = [subprocess.Popen([*command, database_url]) for _ in range(2)]
    assert [0, 0] == [process.wait() for process in started]


def test_the_way_back_leaves_no_table(engine):
    """Every version can be undone."""
    with database.writing(engine) as connection:
        config = migrations.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert {"alembic_version"} == set(inspect(engine).get_table_names())
