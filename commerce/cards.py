"""Products as the chat shows them, and the links of the shop's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commerce.products import Product

__all__ = ["absolute", "card", "page_of"]


def absolute(link: str | None, shop_url: str) -> str | None:
    """A link of a source as an address; relative ones belong to the shop's pages."""
    if not link:
        return None
    return link if "://" in link else f"{shop_url}/{link.lstrip('/')}"


def page_of(product: Product) -> str:
    """Where the shop shows the product."""
    return product.url or f"products/{product.id}"


def card(product: Product, *, currency: str, shop_url: str, reason: str = "") -> dict[str, Any]:
    """A product card (docs/chat-api.md); `reason` says why it is shown."""
    return {
        "id": product.id,
        "title": product.title,
        "brand": product.brand,
        "price": f"{product.price:.2f}",
        "currency": currency,
        "image": absolute(product.image, shop_url),
        "url": absolute(page_of(product), shop_url),
        "rating": product.rating,
        "in_stock": product.in_stock,
        "reason": reason,
    }
