from __future__ import annotations

import subprocess
import sys

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

import database
import migrations
from agents.tables import metadata as agents
from commerce import Customers, SqlOrders
from commerce.tables import metadata as commerce
from conversations.tables import metadata as conversations
from insights.tables import metadata as insights
from privacy.tables import metadata as privacy
from recommendation.tables import metadata as recommendation
from signals.tables import metadata as signals

OLDER_ROWS = """
    INSERT INTO customers (id, name, email, email_key, tier)
    VALUES ('C-1', 'Ada', 'a@x.com', 'a@x.com', 'gold');
    INSERT INTO orders (id, number, number_key, number_digits, customer_id, status, placed_at,
                        total, currency, refunded, shipping_method, shipping_region)
    VALUES ('1', 'HP-1', 'hp1', '1', 'C-1', 'placed', '2025-03-31 17:05:00',
            1, 'USD', 0, '', '');
    INSERT INTO order_lines (order_id, position, sku, title, options, quantity, unit_price, status)
    VALUES ('1', 0, 'TJ', 'Jacket', '{}', 1, 1, 'ordered')
"""


def test_the_migrated_schema_is_that_of_the_tables(engine):
    """What the migrations build and what the packages declare differ in nothing."""

    def compared(_object, name, kind, *_):
        # The full-text index is a table of the database's own making.
        return kind != "table" or not name.startswith("inbox_texts")

    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": compared}
        context = MigrationContext.configure(connection, opts=options)
        declared = [agents, commerce, conversations, insights, privacy, recommendation, signals]
        assert [] == compare_metadata(context, declared)


def test_upgrading_again_changes_nothing(engine, database_url):
    """Upgrade is safe to run at every start."""
    migrations.upgrade(database_url)
    assert set(commerce.tables) <= set(inspect(engine).get_table_names())


def test_two_processes_may_upgrade_at_once(empty_database_url):
    """The second waits for the first and finds the work done."""
    command = [sys.executable, "-c", "import sys, migrations; migrations.upgrade(sys.argv[1])"]
    started = [subprocess.Popen([*command, empty_database_url]) for _ in range(2)]
    assert [0, 0] == [process.wait() for process in started]


def test_the_way_back_leaves_no_table(engine):
    """Every version can be undone."""
    with database.writing(engine) as connection:
        config = migrations.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert {"alembic_version"} == set(inspect(engine).get_table_names())


def test_orders_of_before_the_service_desk_are_kept(empty_database_url):
    """An older store's orders and customers are read, and can be served, after the upgrade."""
    engine = database.connect(empty_database_url)
    with database.writing(engine) as connection:
        config = migrations.configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for statement in OLDER_ROWS.split(";"):
            connection.execute(text(statement))
    migrations.upgrade(empty_database_url)
    order = SqlOrders(engine).access_order("C-1", "HP-1")
    assert ((), None, 0) == (order.payments, order.address, order.lines[0].coming_back)
    assert () == Customers(engine).get("C-1").payment_methods
    engine.dispose()
