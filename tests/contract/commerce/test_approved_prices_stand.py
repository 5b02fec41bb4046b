"""An approved price stands against the catalogue's sources, on every database."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from commerce import Catalogue, Product, Variant
from commerce.approved_prices import ApprovedPrice
from commerce.repricing import reprice
from database import writing

LISTED = Decimal("49.995")
APPROVED = Decimal("44.99")
TENT = Product("tent", "Tent", "", "", "", {}, (Variant("T-1", {}, LISTED, None, 3),))


@pytest.fixture
def catalogue(engine):
    catalogue = Catalogue(engine)
    catalogue.upsert([TENT])
    return catalogue


def test_it_stands_until_the_source_changes_its_price(catalogue, engine):
    with writing(engine) as connection:
        reprice(connection, "tent", LISTED, APPROVED)
    catalogue.upsert([replace(TENT, brand="Fernhill")])
    tent = catalogue.get("tent")
    assert ("Fernhill", APPROVED) == (tent.brand, tent.price)
    (one,) = catalogue.approved_prices()
    assert ApprovedPrice("tent", "T-1", LISTED, APPROVED, catalogue.last_approval) == one

    dearer = replace(TENT, variants=(replace(TENT.variants[0], price=Decimal(60)),))
    catalogue.upsert([dearer])
    assert (Decimal(60), []) == (catalogue.get("tent").price, catalogue.approved_prices())
    catalogue.upsert([TENT])
    assert (LISTED, None) == (catalogue.get("tent").price, catalogue.last_approval)


def test_it_leaves_with_its_product(catalogue, engine):
    with writing(engine) as connection:
        reprice(connection, "tent", LISTED, APPROVED)
    catalogue.remove(["tent"])
    assert [] == catalogue.approved_prices()


def test_an_ingest_waits_for_an_approval_under_way(catalogue, engine):
    """Else it would write what it read of approvals before there was one."""
    ingest = threading.Thread(target=catalogue.upsert, args=([replace(TENT, brand="Fernhill")],))
    with writing(engine) as connection:
        reprice(connection, "tent", LISTED, APPROVED)
        ingest.start()
        ingest.join(0.2)
        assert ingest.is_alive()
    ingest.join()
    tent = catalogue.get("tent")
    assert ("Fernhill", APPROVED) == (tent.brand, tent.price)
