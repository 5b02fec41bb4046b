"""Single values of a source, read strictly or refused with the reason."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from commerce import RecordInvalid
from knowledge.text import plain

__all__ = ["key_of", "money", "safe_url", "text_of", "whole_number"]

MAX_CHARS = 100_000

_AMOUNT = re.compile(r"^[^\d\-]{0,4}\s*(-?[\d.,'\s]*\d)\s*[^\d]{0,4}$")
_WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.\-]*:", re.IGNORECASE)


def key_of(header: str) -> str:
    """A column's or key's name in plain lower-case words: "unitPrice" is "unit price"."""
    return _OTHER.sub(" ", _WORD_BREAK.sub(" ", header.strip()).lower()).strip()


def text_of(value: object, field: str, *, lines: bool = False) -> str:
    """A value as plain text; raises RecordInvalid when it is too long to be one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        value = ", ".join(text_of(part, field) for part in value)
    text = str(value)
    if len(text) > MAX_CHARS:
        raise RecordInvalid(field, f"is longer than {MAX_CHARS:,} characters")
    return plain(text, lines=lines)


def money(value: object, field: str) -> Decimal:
    """An amount: "49", "$1,299.00", "1.299,00 €"; raises RecordInvalid."""
    if isinstance(value, bool) or value is None or not str(value).strip():
        raise RecordInvalid(field, "is empty")
    text = str(value).strip()
    found = _AMOUNT.match(text)
    try:
        if found is None:
            raise InvalidOperation
        amount = Decimal(_without_grouping(re.sub(r"[\s']", "", found[1])))
    except InvalidOperation:
        raise RecordInvalid(field, f"is {text[:40]!r}, which is no amount of money") from None
    if amount < 0:
        raise RecordInvalid(field, f"is {text[:40]!r}, which is less than nothing")
    return amount


def _without_grouping(digits: str) -> str:
    """The last of "." and "," is the decimal point, unless three digits follow a lone one."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    mark, other = digits[last], "," if digits[last] == "." else "."
    grouped = digits.count(mark) > 1 or (
        mark == "," and other not in digits and len(digits) - last == 4  # noqa: PLR2004  "1,299"
    )
    return digits.replace(other, "").replace(mark, "" if grouped else ".")


def whole_number(value: object, field: str) -> int:
    """A whole number such as a stock count; raises RecordInvalid."""
    text = str(value).strip().replace(",", "")
    try:
        number = Decimal(text)
        if isinstance(value, bool) or number != int(number) or abs(number) > 10**9:
            raise InvalidOperation
    except (InvalidOperation, ValueError, OverflowError):
        raise RecordInvalid(field, f"is {text[:40]!r}, which is no whole number") from None
    return int(number)


def safe_url(address: str) -> str | None:
    """`address` if it is http(s) or relative to the shop, else None ("javascript:…")."""
    address = plain(address)
    if not address or any(letter.isspace() or letter in "<>\"'\\`" for letter in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if _SCHEME.match(address):
        return address if parts.scheme in {"http", "https"} and parts.hostname else None
    return address
