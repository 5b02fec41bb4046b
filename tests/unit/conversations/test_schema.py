from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import database
import migrations
from conversations.tables import metadata


def test_the_migrations_build_the_tables_that_the_code_uses(tmp_path):
    """A migrated database differs from the package's own tables in nothing."""
    url = f"sqlite:///{tmp_path / 'tilly.db'}"
    migrations.upgrade(url)
    engine = database.connect(url)
    with database.reading(engine) as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _o, name, kind, *_: kind != "table" or name in ours},
        )
        ours = set(metadata.tables)
        assert compare_metadata(context, metadata) == []
    engine.dispose()
