"""Where a request comes from: its address behind proxies, and its page's origin."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from tilly.settings import Settings

__all__ = ["address_of", "is_own_origin", "origin_allowed"]

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def address_of(request: web.BaseRequest, trusted_proxies: Sequence[str]) -> str:
    """The visitor's address: the last one in X-Forwarded-For that is no proxy of ours."""
    address = request.remote or "unknown"
    if address not in trusted_proxies:
        return address
    hops = [
        hop.strip()
        for value in request.headers.getall("X-Forwarded-For", [])
        for hop in value.split(",")
    ]
    for hop in reversed(hops):
        if not _is_address(hop):
            break
        address = hop
        if hop not in trusted_proxies:
            break
    return address


def origin_allowed(origin: str | None, settings: Settings) -> bool:
    """Whether a page of `origin` may open a chat; programs send no origin and may."""
    if origin is None:
        return True
    allowed = _own(settings) | {allowed.rstrip("/") for allowed in settings.allowed_origins}
    return _origin(origin) in {_origin(one) for one in allowed}


def is_own_origin(request: web.BaseRequest, settings: Settings) -> bool:
    """Whether a page of ours sent this request; browsers name the origin of every POST."""
    origin = request.headers.get("Origin", "")
    own = _own(settings) | {f"{scheme}://{request.host}" for scheme in ("http", "https")}
    return bool(origin) and _origin(origin) in {_origin(one) for one in own}


def _own(settings: Settings) -> set[str]:
    own = {settings.base_url}
    if urlsplit(settings.base_url).hostname in {"localhost", "127.0.0.1", "::1"}:
        port = urlsplit(settings.base_url).port or settings.port
        own |= {f"http://{host}:{port}" for host in LOCAL_HOSTS}
        own |= {f"http://{host}:{settings.port}" for host in LOCAL_HOSTS}
    return own


def _origin(address: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(address.strip().lower())
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.scheme and parts.hostname else None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
