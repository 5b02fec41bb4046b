from __future__ import annotations

from commerce import Customer, Customers, SqlOrders
from commerce.importers import ImportReport, SqlView, import_customers, import_orders
from tests.unit.commerce.exports import (
    CUSTOMER,
    CUSTOMERS_HEADER,
    FIRST,
    ORDERS_HEADER,
    SECOND,
    another,
    write_csv,
)


def test_exports_are_imported_alike_on_every_database(engine, tmp_path):
    """Orders first, then the customers who adopt them, then the orders again."""
    rows = [FIRST, SECOND, *(another(number) for number in range(2000, 2600))]
    orders = write_csv(tmp_path / "orders.csv", ORDERS_HEADER, rows)
    customers = write_csv(tmp_path / "customers.csv", CUSTOMERS_HEADER, [CUSTOMER])
    assert ImportReport(added=601) == import_orders(engine, orders)
    assert ImportReport(added=1) == import_customers(engine, customers)
    assert ImportReport(unchanged=601) == import_orders(engine, orders)
    assert 601 == len(SqlOrders(engine).orders_of("7210448301122", limit=1000))


def test_a_view_of_any_database_can_be_imported(engine, database_url):
    """Our own customers, seen as somebody else's view."""
    ada = Customer("C-1", "Ada", "ada@example.com")
    Customers(engine).upsert([ada])
    assert ImportReport(unchanged=1) == import_customers(engine, SqlView(database_url, "customers"))
