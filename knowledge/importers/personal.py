"""Customer and order records are told by their columns and refused: they are no knowledge.

What is indexed may be quoted to any shopper, so a doubtful file is refused rather than read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.importers.fields import key_of

__all__ = ["personal_records", "personal_values"]

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[a-zA-Z]{2,}")
_PERSON = re.compile(
    r"^(((customer|client|buyer|billing|shipping|delivery|user|contact|recipient|shopper|member) )?"
    r"(first name|last name|full name|surname|given name|family name|phone( number)?|mobile|"
    r"telephone|address( ?\d| line ?\d)?|street( address)?|zip( code)?|post ?code|postal code|"
    r"date of birth|birthday|dob|ip address)|membership( (status|tier|level))?|accepts marketing|"
    r"(total|amount) spent|total orders|loyalty points|password( hash)?)$"
)
_MAIL = re.compile(r"(^| )e ?mail( |$)|^email")
_ORDER = re.compile(
    r"^(order( ?(id|number|no|ref|reference|date|status|total))?|orders|order lines?|line ?items?"
    r"( .*)?|invoice( (id|number|no))?|financial status|fulfil?lment status|fulfil?lments?|"
    r"payment (method|status|history|reference)|paid at|placed at|cancel?led at|tracking number|"
    r"subtotal|refunded amount|shipping method)$"
)
_CUSTOMER = re.compile(r"^((customer|client|buyer|user|shopper)( ?(id|number|no|name))?|e ?mail)$")
_TELLING = {"financial status", "fulfillment status", "fulfilment status", "accepts marketing"}
_SAMPLE = 50
_SHARE = 0.5


def personal_records(record: Mapping[str, Any] | Iterable[str]) -> str | None:
    """Why a file with such a record, or such column names, is no source; None if it may be.

    A record that holds records ("orders", "customer") is looked into.
    """
    names = list(_names(record))
    keys = [key_of(name) for name in names]
    telling = [name for name, key in zip(names, keys, strict=True) if key in _TELLING]
    mail = [name for name, key in zip(names, keys, strict=True) if _MAIL.search(key)]
    person = [name for name, key in zip(names, keys, strict=True) if _PERSON.match(key)]
    order = [name for name, key in zip(names, keys, strict=True) if _ORDER.match(key)]
    customer = [name for name, key in zip(names, keys, strict=True) if _CUSTOMER.match(key)]
    if telling:
        return _reason("order or customer records", telling)
    if mail and (person or order):
        return _reason("customer records", [*mail[:1], *person[:2], *order[:1]])
    if order and (customer or person):
        return _reason("order records", [*order[:2], *customer[:1], *person[:1]])
    if len(person) > 2:  # noqa: PLR2004  a name, an address and a number make a person
        return _reason("customer records", person[:3])
    if isinstance(record, Mapping) and any(_is_list_of_records(record, key) for key in record):
        return _reason("order records", [key for key in record if _is_list_of_records(record, key)])
    return None


def personal_values(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The same, judged by what the columns hold: e-mail addresses in most rows of a column."""
    filled: dict[str, int] = {}
    mails: dict[str, int] = {}
    for number, row in enumerate(rows):
        if number >= _SAMPLE:
            break
        for name, value in row.items():
            if isinstance(value, str) and value.strip():
                filled[name] = filled.get(name, 0) + 1
                mails[name] = mails.get(name, 0) + bool(_EMAIL.fullmatch(value.strip()))
    for name, count in mails.items():
        if count > 1 and count >= _SHARE * filled[name]:
            return f"its column {name!r} holds e-mail addresses of people"
    return None


def _names(record: Mapping[str, Any] | Iterable[str]) -> Iterable[str]:
    if not isinstance(record, Mapping):
        yield from record
        return
    for name, value in record.items():
        yield str(name)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Mapping) and key_of(str(name)) not in {"attributes", "variants"}:
            yield from _names(inner)


def _is_list_of_records(record: Mapping[str, Any], key: str) -> bool:
    value = record[key]
    return key_of(str(key)) in {"orders", "order lines", "line items"} and (
        isinstance(value, list) and any(isinstance(part, Mapping) for part in value)
    )


def _reason(what: str, names: list[str]) -> str:
    listed = ", ".join(dict.fromkeys(repr(name) for name in names))
    return f"it looks like {what} ({listed}); those belong in the shop's database, not here"
