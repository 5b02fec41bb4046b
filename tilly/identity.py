"""Who a shopper is: the signed customer token that a shop passes to the widget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import jwt

if TYPE_CHECKING:
    from tilly.settings import Settings

LIFETIME = timedelta(hours=8)


def customer_token(settings: Settings, customer_id: str, name: str | None = None) -> str:
    """A token as the shop itself would sign it: HS256, `sub` is the customer's id."""
    claims: dict[str, object] = {"sub": customer_id, "exp": datetime.now(UTC) + LIFETIME}
    if name:
        claims["name"] = name
    return jwt.encode(claims, settings.customer_signing_secret(), algorithm="HS256")
