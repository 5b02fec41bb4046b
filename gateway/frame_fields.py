"""The fields of one frame: read as the kind that they must be, or refused by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

from gateway.errors import FrameRefused, TooLong

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Fields", "refuse"]

MAX_CART_LINES = 100
PAGE_FIELDS = {"url": 2000, "title": 300, "product_id": 255}

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class Fields:
    """Reads the fields of a frame. Every method raises FrameRefused or its TooLong."""

    def __init__(self, frame: Mapping[str, Any]) -> None:
        self._frame = frame

    def client_id(self) -> str | None:
        """The id that the client gave the frame, where it is one."""
        value = self._frame.get("id")
        return value if isinstance(value, str) and _ID.fullmatch(value) else None

    def identifier(self, name: str) -> str:
        """An id."""
        value = self._frame.get(name)
        if not isinstance(value, str) or not _ID.fullmatch(value):
            refuse(name, "must be 1 to 64 letters, digits, dots, colons, dashes or underscores")
        return value

    def identifiers(self, name: str, most: int) -> tuple[str, ...]:
        """Ids, each once; none where the field is missing."""
        value = self._frame.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most:
            refuse(name, f"must be a list of at most {most} ids")
        if not all(isinstance(one, str) and _ID.fullmatch(one) for one in value):
            refuse(name, "must hold ids")
        return tuple(dict.fromkeys(value))

    def string(self, name: str, longest: int) -> str | None:
        """Text without what cannot be printed; None where the field is missing."""
        value = self._frame.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            refuse(name, "must be a string")
        if len(value) > longest:
            raise TooLong(
                f"{name} may have {longest:,} characters; this one has {len(value):,}.",
                field=name,
            )
        return _printable(value)

    def required(self, name: str, longest: int) -> str:
        """Text that says something."""
        value = (self.string(name, longest) or "").strip()
        if not value:
            refuse(name, "must be a string that is not empty")
        return value

    def number(self, name: str) -> int:
        """A whole number of zero or more; zero where the field is missing."""
        value = self._frame.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            refuse(name, "must be a whole number of zero or more")
        return value

    def choice(self, name: str, *choices: str) -> str:
        """One of two words or more."""
        value = self._frame.get(name)
        if value not in choices:
            refuse(name, f"must be {', '.join(choices[:-1])} or {choices[-1]}")
        return str(value)

    def page(self) -> dict[str, Any] | None:
        """The shop's page, with at most the fields of `PAGE_FIELDS` and its cart."""
        value = self._frame.get("page")
        if value is None:
            return None
        if not isinstance(value, dict):
            refuse("page", "must be an object")
        inner = Fields(value)
        page: dict[str, Any] = {
            name: text.strip()
            for name, longest in PAGE_FIELDS.items()
            if (text := inner.string(name, longest)) and text.strip()
        }
        cart = value.get("cart")
        if cart is not None:
            if not isinstance(cart, list) or len(cart) > MAX_CART_LINES:
                refuse("page.cart", f"must be a list of at most {MAX_CART_LINES} lines")
            page["cart"] = [_cart_line(line) for line in cart]
        return page


def _cart_line(line: object) -> dict[str, Any]:
    if isinstance(line, str):
        line = {"product_id": line}
    if not isinstance(line, dict):
        refuse("page.cart", "must hold product ids or objects with product_id and quantity")
    fields = Fields(line)
    return {
        "product_id": fields.required("product_id", PAGE_FIELDS["product_id"]),
        "quantity": fields.number("quantity") if "quantity" in line else 1,
    }


def _printable(text: str) -> str:
    """Without control characters, and with what UTF-8 cannot carry replaced."""
    return _SURROGATES.sub("\ufffd", _UNPRINTABLE.sub("", text))


def refuse(field: str, reason: str) -> NoReturn:
    """Raise FrameRefused with the field's name."""
    raise FrameRefused(f"{field} {reason}.", field=field)
