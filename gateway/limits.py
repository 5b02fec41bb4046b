"""Rate limits: token buckets (https://en.wikipedia.org/wiki/Token_bucket) with bounded memory."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Buckets", "Seats", "address_key"]

MOST_BUCKETS = 20_000
BURST_SHARE = 3


class Buckets:
    """One bucket per key: `per_minute` on the long run, `burst` or a third of it at once.

    `per_minute` of 0 allows everything. Only the keys used last are remembered.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        burst: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_BUCKETS,
    ) -> None:
        self._rate = per_minute / 60
        self._burst = max(1.0, per_minute / BURST_SHARE if burst is None else burst)
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: str) -> float:
        """Seconds until `key` may take one more; 0 when it may now. Takes nothing."""
        if not self._rate:
            return 0.0
        return max(0.0, (1 - self._level(key)) / self._rate)

    def take(self, key: str) -> float:
        """Take one for `key` and return 0, or take nothing and return the seconds to wait."""
        if (wait := self.wait(key)) > 0 or not self._rate:
            return wait
        self._buckets[key] = (self._level(key) - 1, self._clock())
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0

    def _level(self, key: str) -> float:
        level, at = self._buckets.get(key, (self._burst, self._clock()))
        return min(self._burst, level + (self._clock() - at) * self._rate)


class Seats:
    """How many connections a key has open; at most `most`, any number when that is 0."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def take(self, key: str) -> bool:
        """Take a seat, if one is free."""
        if self._most and self._taken[key] >= self._most:
            return False
        self._taken[key] += 1
        return True

    def leave(self, key: str) -> None:
        """Give a taken seat back."""
        self._taken[key] -= 1
        if self._taken[key] <= 0:
            del self._taken[key]


def address_key(address: str) -> str:
    """What an address is limited by: IPv6 hosts own a /64 network, so that is one key."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
