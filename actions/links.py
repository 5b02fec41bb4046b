"""Links of the store's own sources, as a shopper can follow them."""

from __future__ import annotations

__all__ = ["absolute"]


def absolute(link: str | None, shop_url: str) -> str | None:
    """A link of a source as an address; relative ones belong to the shop's pages."""
    if not link:
        return None
    return link if "://" in link else f"{shop_url}/{link.lstrip('/')}"
