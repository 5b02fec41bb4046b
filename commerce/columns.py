"""Column types that hold money and text exactly, on SQLite and on PostgreSQL.

SQLite has no decimals: amounts are stored there as integers, a thousandth of the currency's
unit each. Python sees `Decimal` on both.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Numeric, String, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.types import TypeEngine

PLACES = 3
"""Decimal places kept: currencies have up to three (ISO 4217)."""
LARGEST = Decimal(10) ** 11
"""Amounts are smaller than this."""

_CENT = Decimal("0.01")
_SMALLEST = Decimal("0.001")
_UNITS = 10**PLACES


def is_exact(amount: Decimal) -> bool:
    """Whether `amount` can be stored without rounding."""
    if not amount.is_finite() or abs(amount) >= LARGEST:
        return False
    return amount.quantize(_SMALLEST) == amount


class Money(TypeDecorator[Decimal]):
    """An exact amount; read back with two decimal places, or three where it has three."""

    impl = Numeric(14, PLACES)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Integers on SQLite, decimals elsewhere."""
        return dialect.type_descriptor(
            BigInteger() if dialect.name == "sqlite" else Numeric(14, PLACES)
        )

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Refuse an amount that would be rounded."""
        if value is None:
            return None
        if not is_exact(value):
            raise ValueError(f"{value} is no amount of money: at most {PLACES} decimal places")
        return int(value * _UNITS) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the amount back in its usual form."""
        if value is None:
            return None
        amount = Decimal(value) / _UNITS if dialect.name == "sqlite" else Decimal(value)
        in_cents = amount.quantize(_CENT)
        return in_cents if in_cents == amount else amount


class Words(TypeDecorator[str]):
    """Text without the characters that a database refuses (NUL, halves of surrogate pairs)."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Replace what cannot be stored."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """`text` without NUL, and with a question mark for each half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
