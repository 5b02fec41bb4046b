"""A table that is added cannot be forgotten when somebody is erased."""

from __future__ import annotations

from sqlalchemy import inspect

import database
import migrations
from tilly.personal import build_registry


def test_every_table_has_somebody_who_answers_for_it(settings, engine, tmp_path):
    """A new table is declared in its package's personal.py: erased, or why it holds nobody."""
    registry = build_registry(settings, engine)
    claimed = [table for store in registry.stores for table in store.tables]
    assert sorted(set(claimed)) == sorted(claimed), "two stores answer for one table"
    assert set() == set(claimed) & set(registry.impersonal)
    migrations.upgrade(f"sqlite:///{tmp_path / 'all.db'}")
    fresh = database.connect(f"sqlite:///{tmp_path / 'all.db'}")
    tables = {
        name for name in inspect(fresh).get_table_names() if not name.startswith("inbox_texts_")
    }
    fresh.dispose()
    assert tables == set(claimed) | set(registry.impersonal)
