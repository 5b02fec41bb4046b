"""Behaviour events, field by field, from pages and files."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from commerce.errors import RecordInvalid
from signals import BehaviourKind, PageKind
from signals.behaviour_log import BehaviourLog
from signals.event_reading import event_of
from signals.importing import import_events

ROW = {"kind": "view", "at": "2026-03-02T12:00:00Z", "visitor_id": "v1", "product_id": "tent"}


def test_a_full_event():
    """Every field is read as its kind."""
    event = event_of(
        ROW | {"kind": "Add to cart", "quantity": "2", "price": "19.90", "seen_before": "yes"}, {}
    )
    assert (BehaviourKind.ADD_TO_CART, 2, Decimal("19.90"), True) == (
        event.kind, event.quantity, event.price, event.seen_before,
    )  # fmt: skip
    assert datetime(2026, 3, 2, 12, tzinfo=UTC) == event.at


def test_the_id_is_the_visitors_own():
    """Two visitors may use the same id, one visitor only once; without one the content counts."""
    of_one, of_other = (event_of(ROW | {"id": "1", "visitor_id": who}, {}) for who in ("a", "b"))
    assert of_one.id != of_other.id
    assert of_one.id == event_of({**ROW, "id": "1", "visitor_id": "a", "seconds": 9}, {}).id
    assert event_of(ROW, {}).id == event_of(dict(ROW), {}).id
    assert event_of(ROW, {}).id != event_of(ROW | {"product_id": "stove"}, {}).id


def test_the_page_of_a_view():
    """A view of a product is a product page whatever it says; others say what they are."""
    listing = {**ROW, "product_id": "", "page": "listing"}
    assert PageKind.PRODUCT is event_of(ROW | {"page": "listing"}, {}).page
    assert PageKind.LISTING is event_of(listing, {}).page
    assert PageKind.OTHER is event_of(listing | {"page": ""}, {}).page


def test_a_tab_left_open_is_no_long_look():
    """Seconds are cut at an hour."""
    assert 3600.0 == event_of(ROW | {"seconds": 1e9}, {}).seconds


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "dance"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"kind": "purchase", "product_id": None}, "product_id"),
        ({"kind": "search", "query": " "}, "query"),
        ({"kind": "search", "query": "x" * 201}, "query"),
        ({"visitor_id": ""}, "visitor_id"),
        ({"visitor_id": "a b"}, "visitor_id"),
        ({"visitor_id": {"$ne": 1}}, "visitor_id"),
        ({"id": "x" * 65}, "id"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2090-01-01"}, "at"),
        ({"at": None}, "at"),
        ({"quantity": 0}, "quantity"),
        ({"price": -1}, "price"),
        ({"seconds": -1}, "seconds"),
        ({"seconds": "nan"}, "seconds"),
        ({"seconds": True}, "seconds"),
        ({"seen_before": "perhaps"}, "seen_before"),
        ({"page": "moon", "product_id": ""}, "page"),
        ({"product_id": "=cmd()"}, "product_id"),
    ],
)
def test_a_field_that_breaks_a_rule_is_named(changed, field):
    """Each rule refuses by the field's name."""
    with pytest.raises(RecordInvalid) as error:
        event_of(ROW | changed, {})
    assert field == error.value.field


def test_importing_a_csv_file(engine, tmp_path):
    """Good rows are kept, bad ones named, and a second import adds nothing."""
    path = tmp_path / "events.csv"
    path.write_text(
        "Kind,At,Visitor ID,Product ID,Quantity\n"
        "view,2026-03-02 12:00:00,v1,tent,\n"
        "purchase,2026-03-02 12:09:00,v1,tent,two\n"
        "purchase,2026-03-02 12:09:00,v1,tent,2\n"
    )
    report = import_events(engine, path)
    assert (2, ["events.csv, row 3, Quantity"]) == (
        report.added, [str(each).rpartition(":")[0] for each in report.refusals],
    )  # fmt: skip
    assert (0, 2) == (import_events(engine, path).added, import_events(engine, path).unchanged)
    assert 2 == BehaviourLog(engine).count()


def test_importing_json_lines(engine, tmp_path):
    """JSON lines are read too, and a broken line costs itself only."""
    path = tmp_path / "events.jsonl"
    path.write_text(
        '{"kind": "search", "at": "2026-03-02T12:00:00Z", "customer_id": "ada", "query": "tent"}\n'
        '{"kind": "search", \n'
        '{"kind": "view", "at": "2026-03-02T12:01:00Z", "customer_id": "ada"}\n'
    )
    report = import_events(engine, path)
    assert (2, [2]) == (report.added, [each.row for each in report.refusals])


def test_a_file_of_something_else_is_refused_at_once(engine, tmp_path):
    """A file without the columns is no list of events."""
    path = tmp_path / "people.csv"
    path.write_text("name,email\nAda,ada@example.com\n")
    (refusal,) = import_events(engine, path).refusals
    assert "the columns kind and at are needed" == refusal.reason
