"""A policy that comes into force while the store runs: nothing waits for a restart."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import yaml

from commerce import Carts, NotAllowed
from commerce.commands import ManageNewsletter
from tests.unit.commerce.service.shop import NOW, open_shop

A_DAY = timedelta(days=1)
TODAY = NOW.date()
VERSIONS = [
    {
        "valid_until": TODAY,
        "coupons": {"WINTER": {"percent": 10}},
        "newsletter": {"coupon": "WINTER"},
        "membership": {"points": "Crumbs"},
    },
    {
        "valid_from": TODAY + A_DAY,
        "coupons": {"SPRING": {"percent": 20}},
        "newsletter": {"coupon": "SPRING"},
        "membership": {"points": "Pebbles"},
    },
]


@pytest.fixture
def shop(tmp_path):
    """Opened today, and still open tomorrow."""
    file = tmp_path / "policy.yml"
    file.write_text(yaml.safe_dump({"versions": VERSIONS}))
    shop = open_shop(f"sqlite:///{tmp_path / 'shop.db'}", file)
    yield shop
    shop.engine.dispose()


@pytest.fixture
def carts(shop):
    return Carts(
        shop.engine,
        shop.catalogue,
        shop.desk.policy,
        currency="USD",
        checkout_url="https://shop.example/checkout",
        secret="shared with the shop, long enough",
        clock=lambda: shop.now,
    )


def test_a_coupon_ends_with_its_version_and_the_next_one_begins(shop, carts):
    """One that was applied the evening before is gone from the cart as well."""
    carts.add("chat", "B-42")
    with pytest.raises(NotAllowed, match="coupon_unknown"):
        carts.apply_coupon("chat", "SPRING")
    assert Decimal("10.00") == carts.apply_coupon("chat", "WINTER").discount
    shop.now += A_DAY
    assert Decimal("0.00") == carts.show("chat").discount
    assert Decimal("20.00") == carts.apply_coupon("chat", "SPRING").discount
    with pytest.raises(NotAllowed, match="coupon_unknown"):
        carts.apply_coupon("chat", "WINTER")


def test_subscribers_and_members_are_told_what_holds_now(shop):
    """The coupon of the newsletter, and what the points are called."""
    subscribe = ManageNewsletter("ada@example.com")
    assert ("WINTER", "Crumbs") == (
        shop.propose(subscribe).terms.coupon,
        shop.desk.loyalty("C-1").points_name,
    )
    shop.now += A_DAY
    assert ("SPRING", "Pebbles") == (
        shop.propose(subscribe).terms.coupon,
        shop.desk.loyalty("C-1").points_name,
    )


def test_what_was_agreed_under_the_old_version_is_not_done_under_the_new_one(shop):
    """The shopper said yes to other terms."""
    proposal = shop.propose(ManageNewsletter("ada@example.com"))
    shop.now += A_DAY
    with pytest.raises(NotAllowed, match="terms_changed"):
        shop.desk.carry_out("chat-1", "C-1", proposal.id)
