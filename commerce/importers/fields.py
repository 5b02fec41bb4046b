"""Reading one field of a record: text, amounts, moments, whole numbers.

Every reader raises RecordInvalid with the column as the source names it. Free text loses its
HTML tags and whatever would make a spreadsheet run it as a formula; `notes` says where.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from commerce.columns import is_exact, storable
from commerce.errors import RecordInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_ELEMENT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_TAG_START = re.compile(r"<(?=[a-z/!])", re.IGNORECASE)
_FORMULA = re.compile(r"^(?:[=@]+|[+-]+(?=.*[(|!]))")
_SPREADSHEET_GUARD = re.compile(r"^'(?=[=+\-@0-9])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff]")
_AMOUNT = re.compile(r"[$€£]?\s?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_BEFORE_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_PHONE = re.compile(r"[+(]{0,2}[0-9][0-9 ().\-/x]{3,30}")

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
SHORT, LONG = 255, 1000
FLOAT_NOISE = 1e-6


class Fields:
    """The fields of one record, by our own names; `columns` says what the source calls them."""

    def __init__(self, values: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        self._values = values
        self._columns = columns
        self.notes: list[tuple[str, str]] = []

    def column(self, name: str) -> str:
        """What the source calls the field `name`."""
        return self._columns.get(name, name)

    def invalid(self, name: str, reason: str) -> RecordInvalid:
        """The error to raise about the field `name`."""
        return RecordInvalid(self.column(name), reason)

    def raw(self, name: str) -> Any:
        """The value as the source has it."""
        return self._values.get(self.column(name))

    def has(self, name: str) -> bool:
        """Whether the field is there and not empty."""
        value = self.raw(name)
        return value is not None and (not isinstance(value, str) or bool(value.strip()))

    def text(self, name: str, longest: int = SHORT) -> str:
        """Plain text on one line, empty when the field is absent."""
        value = self.raw(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.invalid(name, f"is not text ({type(value).__name__})")
        text = str(value)
        if len(text) > longest:
            raise self.invalid(name, f"is {len(text):,} characters long; at most {longest}")
        text = " ".join(_CONTROL.sub(" ", storable(text)).split())
        text = _SPREADSHEET_GUARD.sub("", text)
        without_tags = _without_tags(text)
        if without_tags != text:
            self.notes.append((self.column(name), "contains HTML, which was removed"))
        harmless = _FORMULA.sub("", without_tags).lstrip()
        if harmless != without_tags:
            self.notes.append((self.column(name), "begins like a formula, which was undone"))
        return harmless

    def required(self, name: str, longest: int = SHORT) -> str:
        """Plain text that must be there."""
        text = self.text(name, longest)
        if not text:
            raise self.invalid(name, "is empty")
        return text

    def identifier(self, name: str) -> str:
        """An id, number or code: kept as it is or refused, never changed."""
        value = self.raw(name)
        noted = len(self.notes)
        text = self.required(name)
        if len(self.notes) > noted:
            raise self.invalid(name, f"is {str(value)[:40]!r}, which is no identifier")
        return text

    def amount(self, name: str) -> Decimal | None:
        """An amount of money, None when the field is empty; `1,299.00` and `$5` are read."""
        if not self.has(name):
            return None
        value = self.raw(name)
        amount = _amount(value)
        if amount is None or not is_exact(amount) or amount < 0:
            raise self.invalid(name, f"is {str(value)[:40]!r}, which is no amount of money")
        return amount

    def required_amount(self, name: str) -> Decimal:
        """An amount of money that must be there."""
        amount = self.amount(name)
        if amount is None:
            raise self.invalid(name, "is empty")
        return amount

    def whole(self, name: str, most: int = 100_000) -> int:
        """A whole number from 1 to `most`."""
        value = self.raw(name)
        text = "" if isinstance(value, bool) else str(value).strip()
        if not re.fullmatch(r"[0-9]{1,9}(\.0+)?", text) or not 1 <= int(float(text)) <= most:
            wanted = f"a whole number from 1 to {most:,}"
            raise self.invalid(name, f"is {str(value)[:40]!r}; it must be {wanted}")
        return int(float(text))

    def moment(self, name: str) -> datetime | None:
        """A point in time, None when the field is empty; UTC where no zone is given."""
        if not self.has(name):
            return None
        value = self.raw(name)
        try:
            found = _moment(value)
        except (ValueError, OverflowError):
            found = None
        if found is None or not EARLIEST <= found < LATEST:
            wanted = "a time such as 2025-03-31 17:05:00 +0200, from 1990 to 2099"
            raise self.invalid(name, f"is {str(value)[:40]!r}; it must be {wanted}")
        return found

    def day(self, name: str) -> date | None:
        """A date, None when the field is empty."""
        value = self.raw(name)
        if type(value) is date:
            return value
        found = self.moment(name)
        return found.date() if found else None

    def email(self, name: str) -> str:
        """An e-mail address, empty when the field is."""
        text = self.text(name)
        if text and not _EMAIL.fullmatch(text):
            raise self.invalid(name, "is no e-mail address")
        return text

    def phone(self, name: str) -> str | None:
        """A phone number; one that is none is left out with a note."""
        text = self.text(name)
        if text and not _PHONE.fullmatch(text):
            self.notes.append((self.column(name), "is no phone number and was left out"))
            return None
        return text or None

    def options(self, name: str) -> dict[str, str]:
        """A variant's options: a JSON object, or text such as `Size: M; Colour: Navy`."""
        value = self.raw(name)
        if isinstance(value, dict):
            pairs = [(str(key).strip(), str(value[key])) for key in value]
        else:
            parts = [part for part in self.text(name, LONG).split(";") if part.strip()]
            if not all(":" in part for part in parts):
                raise self.invalid(name, "is not like `Size: M; Colour: Navy`")
            pairs = [(part.split(":")[0].strip(), part.split(":", 1)[1]) for part in parts]
        return {key[:SHORT]: Fields({name: text}, {}).text(name) for key, text in pairs}


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (Decimal, int)):
        return Decimal(value)
    if isinstance(value, float):
        nearest = round(value, 3)
        return Decimal(repr(nearest)) if abs(nearest - value) < FLOAT_NOISE else None
    written = _AMOUNT.fullmatch(str(value).strip())
    if not written:
        return None
    try:
        return Decimal(written[1].replace(",", "") + (written[2] or ""))
    except InvalidOperation:
        return None


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime(value.year, value.month, value.day, tzinfo=UTC)
    else:
        text = str(value).strip().removesuffix(" UTC")
        found = datetime.fromisoformat(_BEFORE_OFFSET.sub("", text))
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _without_tags(text: str) -> str:
    while (shorter := _TAG.sub(" ", _ELEMENT.sub(" ", text))) != text:
        text = " ".join(shorter.split())
    return _TAG_START.sub("", text)
