"""Whatever changes a cart asks its fence first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from commerce import Carts, Catalogue, load_policy
from demo.policy import POLICY_FILE
from tests.unit.commerce.service.shop import BOOTS, SOCKS


class Shut(Exception):
    """What the fence raises."""


def shut(_connection):
    raise Shut


@pytest.mark.parametrize(
    "change",
    [
        lambda carts: carts.add("chat", "S-M", fence=shut),
        lambda carts: carts.remove("chat", "B-42", fence=shut),
        lambda carts: carts.clear("chat", fence=shut),
        lambda carts: carts.apply_coupon("chat", "HELLO10", fence=shut),
    ],
    ids=["add", "remove", "clear", "coupon"],
)
def test_a_shut_fence_leaves_the_cart_as_it_was(engine, change):
    """Its error reaches the caller."""
    catalogue = Catalogue(engine)
    catalogue.upsert([BOOTS, replace(SOCKS, tags=())])
    carts = Carts(
        engine,
        catalogue,
        load_policy(POLICY_FILE),
        currency="USD",
        checkout_url="https://shop.example/checkout",
        secret="shared with the shop, long enough",
        clock=lambda: datetime.now(UTC),
    )
    before = carts.add("chat", "B-42")
    with pytest.raises(Shut):
        change(carts)
    assert before == carts.show("chat")
