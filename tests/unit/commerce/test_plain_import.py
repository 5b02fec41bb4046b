from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from commerce import Address, Customer, Customers, Order, OrderLine, OrderStatus, Shipment
from commerce.importers import ImportReport, import_customers, import_orders

PEOPLES_CSV = """\
Number;customer-id;Status;placed at;total;currency;refunded;shipping_method;shipping_region;\
carrier;tracking_number;tracking_url;shipped_at;estimated_delivery;delivered_at;\
sku;product_id;title;options;quantity;unit_price;line_status
HP-1;C-1;Partly returned;2025-03-31;1,299.00;usd;$9.50;Express;US;\
UPS;1Z;https://example.com/1Z;2025-04-01T10:00:00Z;2025-04-04;2025-04-03 12:00;\
TJ;jacket;Jacket;"Size: M; Colour: Navy";1;49.50;
"""


@pytest.fixture
def bring_in(engine, tmp_path):
    def bring_in(content, name="orders.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return import_orders(engine, path)

    return bring_in


def test_a_plain_order_is_read_as_people_write_it(bring_in, orders):
    """Semicolons, spaces in headers, currency signs and plain dates are understood."""
    assert ImportReport(added=1) == bring_in(PEOPLES_CSV)
    moment = datetime(2025, 3, 31, tzinfo=UTC)
    options = {"Size": "M", "Colour": "Navy"}
    assert Order(
        id="HP-1",
        number="HP-1",
        customer_id="C-1",
        status=OrderStatus.PARTLY_RETURNED,
        placed_at=moment,
        lines=(OrderLine("TJ", "jacket", "Jacket", options, 1, Decimal("49.50")),),
        shipment=Shipment(
            carrier="UPS",
            tracking_number="1Z",
            tracking_url="https://example.com/1Z",
            shipped_at=moment + timedelta(days=1, hours=10),
            estimated_delivery=date(2025, 4, 4),
            delivered_at=moment + timedelta(days=3, hours=12),
        ),
        total=Decimal("1299.00"),
        currency="USD",
        refunded=Decimal("9.50"),
        shipping_method="Express",
        shipping_region="US",
    ) == orders.access_order("C-1", "hp1")


MINIMAL = {
    "number": "HP-1",
    "customer_id": "C-1",
    "status": "placed",
    "placed_at": "2025-03-31T12:00:00Z",
    "total": 10,
    "currency": "USD",
    "lines": [{"title": "Mug", "quantity": 1, "unit_price": 10}],
}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": None}, "number"),
        ({"number": True}, "number"),
        ({"number": {"$ne": ""}}, "number"),
        ({"customer_id": ["C-1"]}, "customer_id"),
        ({"customer_id": None}, "email"),
        ({"status": "fulfilled"}, "status"),
        ({"placed_at": "yesterday"}, "placed_at"),
        ({"placed_at": 1743422400}, "placed_at"),
        ({"total": "ten"}, "total"),
        ({"total": True}, "total"),
        ({"total": -1}, "total"),
        ({"total": 10**400}, "total"),
        ({"currency": "US"}, "currency"),
        ({"lines": []}, "lines"),
        ({"lines": "Mug"}, "lines"),
        ({"lines": [1]}, "lines"),
        ({"lines": [{"quantity": 1, "unit_price": 1}]}, "title"),
        ({"lines": [{"title": "Mug", "quantity": 1.5, "unit_price": 1}]}, "quantity"),
        ({"lines": [{"title": "Mug", "quantity": 1, "unit_price": None}]}, "unit_price"),
        ({"lines": [{"title": "Mug"}] * 1001}, "lines"),
        ({"shipment": []}, None),
        ({"shipment": "sent"}, "shipment"),
        ({"shipment": {"carrier": "UPS"}}, "shipped_at"),
        (
            {"shipment": {"shipped_at": "2025-04-01", "tracking_url": "javascript:alert(1)"}},
            "tracking_url",
        ),
    ],
)
def test_what_is_wrong_in_an_object_is_named(bring_in, changes, field):
    """Every member that cannot be taken is reported by its name; nothing raises."""
    good = json.dumps(MINIMAL | {"number": "HP-2"})
    report = bring_in(json.dumps(MINIMAL | changes) + "\n" + good, "orders.jsonl")
    expected = [] if field is None else [(1, field)]
    assert expected == [(refusal.row, refusal.field) for refusal in report.refusals]
    assert (2 if field is None else 1) == report.added


@pytest.mark.parametrize(
    "line", ["{", "nonsense", "null", "[1]", '{"total": NaN}', "[" * 100_000, '"\\ud800"']
)
def test_a_line_that_is_no_object_costs_itself_only(bring_in, line):
    """Broken JSON is reported with its line; the next line is read."""
    first = json.dumps(MINIMAL)
    report = bring_in(first + "\n" + line + "\n\n" + json.dumps(MINIMAL | {"number": "2"}), "o")
    assert (2, [2]) == (report.added, [refusal.row for refusal in report.refusals])


def test_rows_that_disagree_about_their_order_are_refused(bring_in, orders):
    """One order cannot be for two customers."""
    header = "number,customer_id,status,placed_at,total,currency,title,quantity,unit_price\n"
    rows = "1,C-1,placed,2025-01-01,9,USD,Mug,1,4\n1,C-2,,,,,Cup,1,5\n"
    (refusal,) = bring_in(header + rows).refusals
    assert (3, "customer_id", 0) == (refusal.row, refusal.field, orders.count())


def test_customers_are_read_from_plain_files(engine, tmp_path):
    """CSV and JSON lines say the same."""
    path = tmp_path / "customers.csv"
    path.write_text(
        "ID,Name,Email,Phone,Tier,Address1,City\n"
        "C-1,Ada,ada@example.com,+1 555 0100,silver,1 Lane,Testville\n"
        "C-2,Bo,not-an-address,,,,\n"
        "C-1,Again,,,,,\n"
        "C-3,Cy,,call me,,,\n"
    )
    report = import_customers(engine, path)
    places = [(refusal.row, refusal.field) for refusal in report.refusals]
    assert (2, [(3, "Email"), (4, "ID"), (5, "Phone")]) == (report.added, places)
    address = Address("1 Lane", city="Testville")
    ada = Customer("C-1", "Ada", "ada@example.com", "+1 555 0100", "silver", address)
    assert ada == Customers(engine).get("C-1")

    lines = tmp_path / "customers.jsonl"
    lines.write_text(json.dumps({"id": "C-3", "first_name": "Cy", "last_name": "Ng"}))
    assert ImportReport(updated=1) == import_customers(engine, lines)


def test_a_file_of_something_else_is_refused_as_customers(engine, tmp_path):
    """The reason says which columns are needed."""
    path = tmp_path / "stock.csv"
    path.write_text("sku,stock\nA,1\n")
    (refusal,) = import_customers(engine, path).refusals
    assert "name and id or email" in refusal.reason
