"""Reading a behaviour event from fields: a beacon's, or a row's of an imported file."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from commerce.importers.fields import Fields
from signals.behaviour import BehaviourEvent, BehaviourKind, PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum
    from typing import Any, TypeVar

    Word = TypeVar("Word", bound=StrEnum)

__all__ = ["LONGEST_ID", "LONGEST_VIEW_S", "Sender", "event_of", "visitor_of"]

LONGEST_ID: Final = 64
LONGEST_QUERY: Final = 200
LONGEST_VIEW_S: Final = 3600.0
MOST_PIECES: Final = 10_000
CLOCK_SKEW: Final = timedelta(minutes=5)
_ID: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_OF_A_PRODUCT: Final = frozenset(
    {
        BehaviourKind.ADD_TO_CART,
        BehaviourKind.REMOVE_FROM_CART,
        BehaviourKind.PURCHASE,
        BehaviourKind.RETURN,
    }
)


@dataclass(frozen=True)
class Sender:
    """Who did something and when, where that is not for the values to say."""

    at: datetime
    visitor_id: str
    customer_id: str = ""
    conversation_id: str = ""


def event_of(
    values: Mapping[str, Any], columns: Mapping[str, str], sender: Sender | None = None
) -> BehaviourEvent:
    """The event in `values`; `columns` says what the source calls our fields.

    With a `sender` nothing in the values says who it was or when. Raises commerce.RecordInvalid
    naming the field.
    """
    fields = Fields(values, columns)
    kind = _word(fields, "kind", BehaviourKind)
    sender = sender or _sender(fields)
    product_id = fields.identifier("product_id") if fields.has("product_id") else ""
    if kind in _OF_A_PRODUCT and not product_id:
        raise fields.invalid("product_id", f"is empty, and {kind} is of a product")
    query = fields.text("query", LONGEST_QUERY)
    if kind is BehaviourKind.SEARCH and not query:
        raise fields.invalid("query", "is empty, and a search is for something")
    return BehaviourEvent(
        id=_id(fields, values, sender.visitor_id or f"|{sender.customer_id}"),
        kind=kind,
        at=sender.at,
        visitor_id=sender.visitor_id,
        customer_id=sender.customer_id,
        conversation_id=sender.conversation_id,
        product_id=product_id,
        page=_page(fields, kind, product_id),
        seconds=_seconds(fields),
        query=query,
        quantity=fields.whole("quantity", MOST_PIECES) if fields.has("quantity") else 1,
        price=fields.amount("price"),
        seen_before=_yes_or_no(fields, "seen_before"),
    )


def _sender(fields: Fields) -> Sender:
    visitor_id = visitor_of(fields)
    customer_id = fields.identifier("customer_id") if fields.has("customer_id") else ""
    if not visitor_id and not customer_id:
        raise fields.invalid("visitor_id", "is empty, and so is customer_id: who was it?")
    return Sender(_moment(fields), visitor_id, customer_id)


def visitor_of(fields: Fields) -> str:
    """The shop's name for the browser, empty when there is none; raises RecordInvalid."""
    return _identifier(fields, "visitor_id")


def _id(fields: Fields, values: Mapping[str, Any], who: str) -> str:
    """Our own name of an event: two visitors may call theirs the same."""
    named = _identifier(fields, "id")
    told = named or json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(f"{who}\n{told}".encode()).hexdigest()


def _identifier(fields: Fields, name: str) -> str:
    if not fields.has(name):
        return ""
    text = fields.text(name)
    if not _ID.fullmatch(text):
        wanted = f"1 to {LONGEST_ID} letters, digits, dots, colons, dashes or underscores"
        raise fields.invalid(name, f"must be {wanted}")
    return text


def _page(fields: Fields, kind: BehaviourKind, product_id: str) -> PageKind | None:
    if kind is not BehaviourKind.VIEW:
        return None
    if product_id:
        return PageKind.PRODUCT
    return _word(fields, "page", PageKind) if fields.has("page") else PageKind.OTHER


def _word(fields: Fields, name: str, kind: type[Word]) -> Word:
    text = re.sub(r"[\s-]+", "_", fields.required(name).casefold())
    try:
        return kind(text)
    except ValueError:
        wanted = f"it must be one of {', '.join(kind)}"
        raise fields.invalid(name, f"is {text[:40]!r}; {wanted}") from None


def _moment(fields: Fields) -> datetime:
    found = fields.moment("at")
    if found is None:
        raise fields.invalid("at", "is empty")
    if found > datetime.now(UTC) + CLOCK_SKEW:
        raise fields.invalid("at", "lies in the future")
    return found


def _seconds(fields: Fields) -> float | None:
    """How long a page was looked at; what was left open over night is no long look."""
    if not fields.has("seconds"):
        return None
    value = fields.raw("seconds")
    try:
        seconds = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise fields.invalid("seconds", f"is {str(value)[:40]!r}; it must be a number from 0 on")
    return min(seconds, LONGEST_VIEW_S)


def _yes_or_no(fields: Fields, name: str) -> bool | None:
    value = fields.raw(name)
    if value is None or isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    text = str(value).strip().casefold()
    if text and text not in words:
        raise fields.invalid(name, f"is {text[:40]!r}; it must be true or false")
    return words.get(text)
