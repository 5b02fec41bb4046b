from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, text

from commerce import Customer, Customers
from commerce.importers import ImportReport, SqlView, import_customers, import_orders

ERP = """
CREATE TABLE sales (no TEXT, who TEXT, item TEXT, pieces INTEGER, price REAL);
INSERT INTO sales VALUES
    ('B-2', 'C-1', 'Mug', 2, 4.1),
    ('B-1', 'C-1', 'Cup', 1, 0.3),
    ('B-2', 'C-1', 'Bowl', 1, 7),
    ('B-3', 'C-1', 'Plate', 0, 7);
CREATE VIEW orders_for_tilly AS
    SELECT no AS order_no, who AS customer_id, 'shipped' AS status,
           '2025-03-31 12:00:00' AS placed_at, 0.1 + 0.2 AS total, 'USD' AS currency,
           item AS title, pieces AS quantity, price AS unit_price
    FROM sales;
CREATE VIEW people AS SELECT 'C-1' AS id, 'Ada' AS name, NULL AS email
"""


@pytest.fixture
def url(tmp_path):
    """The shop's own database, with a view of its orders and one of its customers."""
    url = f"sqlite:///{tmp_path / 'erp.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in ERP.split(";"):
            connection.execute(text(statement))
    engine.dispose()
    return url


def test_orders_are_read_from_a_view(engine, orders, url):
    """Columns are mapped by name, rows of one order gathered, floats made exact."""
    view = SqlView(url, "orders_for_tilly", {"number": "order_no"})
    report = import_orders(engine, view)
    assert (2, [(4, "quantity")]) == (
        report.added,
        [(refusal.row, refusal.field) for refusal in report.refusals],
    )
    order = orders.access_order("C-1", "B-2")
    assert (["Mug", "Bowl"], Decimal("0.30"), Decimal("4.10")) == (
        [line.title for line in order.lines],
        order.total,
        order.lines[0].unit_price,
    )
    assert ImportReport(unchanged=2) == replace(import_orders(engine, view), refusals=())


def test_customers_are_read_from_a_view(engine, url):
    """The same names as in a plain file."""
    assert ImportReport(added=1) == import_customers(engine, SqlView(url, "people"))
    assert Customer("C-1", "Ada", "") == Customers(engine).get("C-1")


@pytest.mark.parametrize(
    ("address", "view", "reason"),
    [
        (None, "nothing", "no view nothing"),
        (None, "people", "columns are missing: number"),
        (None, 'x"; DROP TABLE sales; --', "no view"),
        ("sqlite:///nowhere.db", "people", "does not exist"),
        ("oracle9://x", "people", "not understood"),
        ("nonsense", "people", "not understood"),
    ],
)
def test_a_view_that_cannot_be_read_is_refused_whole(engine, url, address, view, reason):
    """One sentence says what is wrong, without the password in the address."""
    (refusal,) = import_orders(engine, SqlView(address or url, view)).refusals
    assert (view, None) == (refusal.file, refusal.row)
    assert reason in refusal.reason


def test_reading_leaves_the_shops_database_alone(engine, url, tmp_path):
    """Not a byte of it changes."""
    before = (tmp_path / "erp.db").read_bytes()
    import_orders(engine, SqlView(url, "orders_for_tilly", {"number": "order_no"}))
    assert before == (tmp_path / "erp.db").read_bytes()
