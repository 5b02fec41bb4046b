from __future__ import annotations

import pytest

from gateway.limits import Buckets, Seats, address_key


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_third_may_come_at_once_and_then_the_rate_holds():
    """30 a minute allow a burst of 10, then one every two seconds."""
    clock = Clock()
    buckets = Buckets(30, clock=clock)
    assert [0.0] * 10 == [buckets.take("a") for _ in range(10)]
    assert 2.0 == buckets.take("a")
    clock.now = 2.0
    assert 0.0 == buckets.take("a")
    assert 2.0 == buckets.take("a")


def test_keys_do_not_share_a_bucket():
    """One visitor's flood costs another nothing."""
    buckets = Buckets(3, clock=Clock())
    assert 0.0 == buckets.take("a")
    assert buckets.take("a") > 0
    assert 0.0 == buckets.take("b")


def test_zero_allows_everything():
    """A limit of 0 is no limit."""
    buckets = Buckets(0)
    assert {0.0} == {buckets.take("a") for _ in range(1000)}
    assert 0 == len(buckets)


def test_memory_is_bounded():
    """Only the keys used last are remembered."""
    buckets = Buckets(30, clock=Clock(), most=100)
    for n in range(1000):
        buckets.take(str(n))
    assert 100 == len(buckets)


def test_seats_are_given_back():
    """A connection that ends frees its seat."""
    seats = Seats(1)
    assert seats.take("a")
    assert not seats.take("a")
    seats.leave("a")
    assert seats.take("a")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_network_is_one_visitor(address, key):
    """An IPv6 host has a whole /64 to choose addresses from."""
    assert key == address_key(address)
