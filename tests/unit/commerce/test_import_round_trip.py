"""Orders written in each of our plain formats and read back, and files of anything at all."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import database
from commerce import LineStatus, Order, OrderLine, OrderStatus, Shipment, SqlOrders
from commerce.importers import ImportReport, import_customers, import_orders
from commerce.orders import number_key
from commerce.tables import metadata
from commerce.tables import orders as orders_table

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="<>=+-@'"),
    min_size=1,
)
MONEY = st.decimals(0, 10_000, places=2)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is drawn apart
LINES = st.builds(
    OrderLine,
    sku=WORDS,
    product_id=st.none() | WORDS,
    title=WORDS,
    options=st.dictionaries(WORDS, WORDS, max_size=2),
    quantity=st.integers(1, 100),
    unit_price=MONEY,
    status=st.sampled_from(LineStatus),
)
SHIPMENTS = st.builds(
    Shipment,
    carrier=WORDS,
    tracking_number=WORDS,
    tracking_url=st.none() | st.just("https://example.com/track?n=1"),
    shipped_at=MOMENTS,
    estimated_delivery=st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    delivered_at=st.none() | MOMENTS,
)
ORDERS = st.builds(
    Order,
    id=WORDS,
    number=WORDS.filter(number_key),
    customer_id=WORDS,
    status=st.sampled_from(OrderStatus),
    placed_at=MOMENTS,
    lines=st.lists(LINES, min_size=1, max_size=3).map(tuple),
    shipment=st.none() | SHIPMENTS,
    total=MONEY,
    currency=st.sampled_from(["USD", "EUR"]),
    refunded=MONEY,
    shipping_method=WORDS,
    shipping_region=WORDS,
)
SEVERAL = st.lists(
    ORDERS, min_size=1, max_size=3, unique_by=lambda order: number_key(order.number)
).map(lambda orders: [replace(order, id=str(n)) for n, order in enumerate(orders)])


@contextmanager
def store():
    """A fresh store and a folder for files."""
    with TemporaryDirectory() as folder:
        engine = database.connect("sqlite://")
        metadata.create_all(engine)
        yield engine, Path(folder)
        engine.dispose()


def written_and_read(content, name):
    """What a fresh store holds after importing `content`, and the report."""
    with store() as (engine, folder):
        path = folder / name
        path.write_text(content, encoding="utf-8")
        report = import_orders(engine, path)
        with engine.connect() as connection:
            ids = connection.execute(select(orders_table.c.customer_id, orders_table.c.id)).all()
        return report, [SqlOrders(engine).access_order(*each) for each in sorted(ids, key=str)]


def as_json_lines(orders):
    def plain(value):
        return value.isoformat() if isinstance(value, date) else str(value)

    return "\n".join(json.dumps(asdict(order), default=plain) for order in orders)


def as_csv(orders):
    rows = []
    for order in orders:
        own = asdict(order)
        lines, shipment = own.pop("lines"), own.pop("shipment") or {}
        for line in lines:
            options = "; ".join(f"{name}: {value}" for name, value in line["options"].items())
            told = {**line, "options": options, "line_status": line["status"]}
            rows.append(told | own | shipment)
    file = io.StringIO()
    columns = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(file, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@settings(max_examples=15)
@given(SEVERAL)
def test_orders_survive_json_lines(orders):
    """What is written as JSON lines is read back the same."""
    report, found = written_and_read(as_json_lines(orders), "orders.jsonl")
    assert ImportReport(added=len(orders)) == report
    assert sorted(orders, key=repr) == sorted(found, key=repr)


@settings(max_examples=15)
@given(SEVERAL)
def test_orders_survive_csv(orders):
    """The flat form says the same; its options cannot hold the marks that part them."""
    orders = [
        replace(order, lines=tuple(replace(line, options={"Size": "M"}) for line in order.lines))
        for order in orders
    ]
    report, found = written_and_read(as_csv(orders), "orders.csv")
    assert ImportReport(added=len(orders)) == report
    assert sorted(orders, key=repr) == sorted(found, key=repr)


FLAT = (
    b"number,customer_id,status,placed_at,total,currency,title,quantity,unit_price\n"
    b"1,C-1,placed,2025-01-01,9,USD,Mug,1,4\n"
)
NESTED = b'{"number": "1", "customer_id": "C-1", "lines": [{"title": "Mug"}]}\n'


@settings(max_examples=40)
@given(st.binary(max_size=200), st.sampled_from([FLAT, NESTED]), st.integers(0, 150))
def test_no_bytes_make_an_import_fail(garbage, content, position):
    """Whatever is written into a file, the import ends with a report."""
    with store() as (engine, folder):
        path = folder / "file"
        path.write_bytes(content[:position] + garbage + content[position:])
        for bring_in in (import_orders, import_customers):
            report = bring_in(engine, path)
            assert 0 == report.removed


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_characters='"\n\r')), st.integers(0, 3))
def test_a_line_of_anything_costs_no_order_but_its_own(garbage, place):
    """Between two orders, no line, not even one that opens a quotation mark, harms them."""
    rows = [f"{n},C-1,placed,2025-01-01,9,USD,Mug,1,4\n" for n in range(3)]
    rows.insert(place, '"x' + garbage + "\n")
    with store() as (engine, folder):
        path = folder / "orders.csv"
        path.write_text(FLAT.decode().splitlines()[0] + "\n" + "".join(rows), encoding="utf-8")
        report = import_orders(engine, path)
        assert (3, 1) == (report.added, len(report.refusals))
