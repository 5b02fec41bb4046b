from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from gateway.visitors import address_of, origin_allowed
from tilly.settings import Settings


class Transport:
    def __init__(self, address):
        self.address = address

    def get_extra_info(self, name, default=None):
        return (self.address, 40_000) if name == "peername" else default


def address(remote, forwarded, trusted=("10.0.0.1", "10.0.0.2")):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers, transport=Transport(remote))
    return address_of(request.clone(remote=remote), trusted)


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed(remote, forwarded, expected):
    """The visitor is the last address that is no proxy of ours; a visitor's own claim is not."""
    assert expected == address(remote, forwarded)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("https://chat.example", True),
        ("https://chat.example:443", True),
        ("https://shop.example", True),
        ("http://shop.example", False),
        ("https://shop.example.evil.example", False),
        ("https://evil.example", False),
        ("http://localhost:8080", False),
        ("null", False),
        ("https://[", False),
    ],
)
def test_only_listed_origins_may_embed_the_chat(origin, allowed):
    """Our own origin and the listed ones, compared by scheme, host and port."""
    settings = Settings(
        public_url="https://chat.example/", allowed_origins=("https://shop.example/",)
    )
    assert allowed is origin_allowed(origin, settings)


def test_a_local_store_is_local_by_every_name():
    """On one's own machine the demo works by localhost and by address."""
    settings = Settings(port=9000)
    assert origin_allowed("http://127.0.0.1:9000", settings)
    assert origin_allowed("http://localhost:9000", settings)
    assert not origin_allowed("http://localhost:9001", settings)
