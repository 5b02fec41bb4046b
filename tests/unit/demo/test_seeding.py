"""Filling a database with the demo store's customers and orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import database
from commerce import Customers, OrderStatus, SqlOrders
from commerce.tables import customers as customer_table
from commerce.tables import metadata, order_lines
from commerce.tables import orders as order_table
from demo.people import person
from demo.seed import main, seed

TODAY = date(2026, 3, 18)


@pytest.fixture
def engine(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path}/shop.db")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def contents(engine):
    with database.reading(engine) as connection:
        return [
            connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in (customer_table, order_table, order_lines)
        ]


def test_seeding_twice_changes_nothing(engine):
    """The second run finds everything there."""
    assert seed(engine, TODAY)
    before = contents(engine)
    assert not seed(engine, TODAY)
    assert before == contents(engine)
    assert (50, 200) == (len(before[0]), len(before[1]))


def test_what_shoppers_did_since_seeding_stands(engine):
    """An order cancelled today is still cancelled after another start of the store."""
    seed(engine, TODAY)
    orders = SqlOrders(engine)
    (order,) = orders.orders_of(person("just_placed").id)
    orders.upsert([replace(order, status=OrderStatus.CANCELLED)])
    seed(engine, TODAY)
    assert OrderStatus.CANCELLED == orders.access_order(order.customer_id, order.number).status


def test_seeding_on_a_later_day_makes_the_dates_fresh(engine):
    """The store never grows old: the same orders, with new dates."""
    seed(engine, TODAY)
    (before,) = SqlOrders(engine).orders_of(person("one_in_transit").id)
    assert seed(engine, TODAY + timedelta(days=10))
    (after,) = SqlOrders(engine).orders_of(person("one_in_transit").id)
    assert before.number == after.number
    assert timedelta(days=10) == after.placed_at - before.placed_at
    assert 50 == len(Customers(engine).all())


def test_the_command_fills_a_database_that_does_not_exist_yet(tmp_path):
    """`python -m demo.seed` makes the tables, fills them, and says so once."""
    command = ["--database-url", f"sqlite:///{tmp_path}/new/shop.db", "--today", "2026-03-18"]
    first, second = (CliRunner().invoke(main, command) for _ in range(2))
    assert ["The demo orders are in place.\n", "They were there already.\n"] == [
        first.output,
        second.output,
    ]


def test_the_command_refuses_an_address_that_is_none():
    """One sentence says what could not be opened."""
    result = CliRunner().invoke(main, ["--database-url", "no such thing"])
    assert (1, 1) == (result.exit_code, result.output.count("\n"))
    assert "The database cannot be opened" in result.output
