from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import database
from commerce import Order, OrderLine, OrderStatus, Product, SqlOrders, Variant
from commerce.tables import metadata

PLACED_AT = datetime(2025, 3, 31, 17, 5, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'shop.db'}")
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def orders(engine):
    return SqlOrders(engine)


@pytest.fixture
def product():
    """Makes products: a jacket in two colours, changed as asked."""
    jacket = Product(
        id="trail-jacket",
        title="Trail Jacket",
        brand="Fernweh",
        category="Outdoor",
        description="Keeps the rain out.",
        attributes={"Waterproof": "yes, 10,000 mm"},
        variants=(
            Variant("TJ-N-M", {"Colour": "Navy", "Size": "M"}, Decimal("89.00"), None, 3),
            Variant("TJ-R-L", {"Colour": "Red", "Size": "L"}, Decimal("99.00"), Decimal(120), 0),
        ),
        rating=4.5,
        rating_count=12,
        tags=("rain",),
    )
    return lambda **changes: replace(jacket, **changes)


@pytest.fixture
def order():
    """Makes orders: one jacket for customer C-1, changed as asked."""
    line = OrderLine("TJ-N-M", "trail-jacket", "Trail Jacket", {"Size": "M"}, 1, Decimal("89.00"))
    plain = Order(
        id="1",
        number="HP-10234",
        customer_id="C-1",
        status=OrderStatus.PLACED,
        placed_at=PLACED_AT,
        lines=(line,),
        shipment=None,
        total=Decimal("94.95"),
        currency="USD",
    )
    return lambda **changes: replace(plain, **changes)
