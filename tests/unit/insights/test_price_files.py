"""The merchant's files of costs and of competitors' prices."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from commerce import Catalogue, Product, Variant
from commerce.tables import metadata as commerce
from database import reading
from insights.errors import DataUnusable
from insights.pricing.merchant_files import import_competitors, import_costs
from insights.tables import competitor_prices, metadata, product_costs


@pytest.fixture
def engine(database_of):
    engine = database_of(commerce, metadata)
    variants = tuple(Variant(sku, {}, Decimal(9)) for sku in ("c-1", "c-2"))
    Catalogue(engine).upsert([Product("cup", "Cup", "", "Cups", "", {}, variants)])
    return engine


def test_costs_are_taken_by_product_or_sku_and_the_rest_is_named(engine, tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text("SKU,Cost\nc-1,$4.20\nc-2,4.50\nhat,3\nc-1,free\nc-2,0\n")

    taken = import_costs(engine, file)

    with reading(engine) as connection:
        assert [("cup", Decimal("4.50"))] == [
            tuple(r) for r in connection.execute(select(product_costs))
        ]
    assert taken.products == 1
    assert [str(each) for each in taken.refusals] == [
        "costs.csv, row 4, SKU: the shop has no product 'hat'",
        "costs.csv, row 5, Cost: 'free' is no amount above zero",
        "costs.csv, row 6, Cost: '0' is no amount above zero",
    ]


def test_what_others_charge_is_what_the_newest_file_says(engine, tmp_path):
    file = tmp_path / "others.csv"
    file.write_text("product;competitor;price\ncup;Fell;8.99\ncup;North;7.99\n")
    import_competitors(engine, file)
    file.write_text("product,competitor,price\ncup,North,7.49\n")
    import_competitors(engine, file)
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(select(competitor_prices))]
    assert [("cup", "North", Decimal("7.49"))] == rows


def test_a_file_without_the_columns_is_refused(engine, tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text("product,price\ncup,3\n")
    with pytest.raises(DataUnusable, match="needs the columns product"):
        import_costs(engine, file)
    with pytest.raises(DataUnusable, match=r"missing\.csv"):
        import_costs(engine, tmp_path / "missing.csv")
