"""An order, a product and an answer, each as its tests want it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from commerce import Order, OrderLine, OrderStatus, Product, Shipment, Variant
from knowledge.answers import Answer, Citation, NoAnswer
from knowledge.chunks import Chunk, Hit, Retrieval

CHUNK = Chunk(
    id="c1",
    text="Electronics can be returned within 14 days.",
    title="Returns",
    section="Electronics",
    source="policies/returns.md",
    kind="policy",
    product_id=None,
    product_title=None,
    url=None,
    updated_at=date(2026, 1, 1),
)
HITS = (Hit(CHUNK, 2.0, 0.7, 5.0),)


def answer(text="Electronics can be returned within 14 days.", url=None, confidence=0.9):
    return Answer(
        text=text,
        citations=(Citation("Returns", "policies/returns.md", "Electronics", url),),
        confidence=confidence,
        model="extractive",
        prompt_version="",
        retrieval=Retrieval("q", HITS, 0.9, ()),
        verdicts=(),
        timings_ms={"retrieve": 3.0},
        fell_back=False,
    )


def no_answer():
    return NoAnswer("nothing fits", 0.1, Retrieval("q", HITS, 0.1, ()), {"retrieve": 3.0})


def order(number="HP-10001", *, status=OrderStatus.SHIPPED, days_ago=3, due_in=2, **changes):
    today = datetime.now(UTC)
    shipment = Shipment(
        carrier="Blue Post",
        tracking_number="BP1",
        tracking_url="https://track.example/BP1",
        shipped_at=today - timedelta(days=1),
        estimated_delivery=None if due_in is None else (today + timedelta(days=due_in)).date(),
        delivered_at=today if status is OrderStatus.DELIVERED else None,
    )
    line = OrderLine("S1", "p1", "Rain Jacket", {}, 1, Decimal("49.00"))
    fields = {
        "id": number,
        "number": number,
        "customer_id": "C-1",
        "status": status,
        "placed_at": today - timedelta(days=days_ago),
        "lines": (line,),
        "shipment": shipment,
        "total": Decimal("49.00"),
        "currency": "USD",
    }
    return Order(**(fields | changes))


def product(product_id="rain-jacket", **changes):
    fields = {
        "id": product_id,
        "title": "Rain Jacket",
        "brand": "Northfell",
        "category": "Clothing",
        "description": "Keeps you dry.",
        "attributes": {},
        "variants": (Variant("S1", {}, Decimal("49.00"), stock=2),),
        "image": "images/rain-jacket.svg",
        "rating": 4.5,
    }
    return Product(**(fields | changes))
