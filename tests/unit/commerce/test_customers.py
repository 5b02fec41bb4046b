from __future__ import annotations

import pytest

from commerce import Address, Customer, CustomerNotFound, Customers, RecordInvalid
from commerce.writes import Changes

ADA = Customer("C-1", "Ada", "ada@example.com", "+1 555 0100", "gold", Address("1 Main St"))


def test_a_customer_comes_back_as_they_went_in(engine):
    """Everything known of a customer is kept."""
    customers = Customers(engine)
    customers.upsert([ADA])
    assert (ADA, [ADA]) == (customers.get("C-1"), customers.all())


def test_upsert_touches_only_what_changed(engine):
    """The second time, an unchanged customer costs nothing."""
    customers = Customers(engine)
    bo = Customer("C-2", "Bo", "bo@example.com")
    assert Changes(added=2) == customers.upsert([ADA, bo])
    moved = Customer("C-2", "Bo", "bo@example.com", address=Address("2 Elm St"))
    assert Changes(updated=1, unchanged=1) == customers.upsert([ADA, moved])


def test_an_unknown_customer_is_not_found(engine):
    """A missing customer is an error of its own."""
    with pytest.raises(CustomerNotFound):
        Customers(engine).get("C-1")


def test_a_customer_needs_an_id():
    """Without an id nobody could be told apart."""
    with pytest.raises(RecordInvalid):
        Customer(" ", "Nobody", "")
