"""Which of a shopper's orders a sentence means: by number, day, place, or "my last order"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from actions.references import figures
from commerce.orders import number_digits, number_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commerce import Order

__all__ = ["NamedOrders", "orders_named"]

_NUMBER = re.compile(
    r"(?<![\w.$€£-])#?\s?(?:[A-Za-z]{1,4}[\s_-]{0,2})?\d[\d\s-]{2,}\d(?![\w%])|"
    r"(?<![\w.$€£-])#\s?[A-Za-z]{0,4}-?\d{2,}\b"
)
_WITH_ORDER = re.compile(
    r"\border(?:'s)?\s*(?:number|no\.?|nr\.?|id)?\s*(?:is\s*)?:?\s*#?\s*([A-Za-z]{0,4}-?\d{2,})\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:(?:my |the )?(?:very )?(?:last|latest|newest|most recent|recent) "
    r"(?:order|purchase|one|delivery|parcel|package)|(?:i|we)(?:'ve| have)? just "
    r"(?:ordered|bought|placed|received|got)|just (?:placed|ordered|bought))\b"
)
_OLDEST = re.compile(r"\b(?:first|oldest|earliest|older) (?:order|purchase|one)\b")
_OTHER = re.compile(
    r"\b(?:the |my )?(?:other|different|another) (?:order|one)\b|\bnot th(?:at|is) o"
)
_ALL = re.compile(
    r"\b(?:all (?:of )?(?:my |the |these |those )?(?:\w+ )?orders|every order|both(?: of)?"
    r"(?: my| the| these| those)? orders|all of them|both of them)\b"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?P<month>" + "|".join(_MONTHS) + r")[a-z]*\.?"
_ON_DATE = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?: of)?\s+{_MONTH.replace('month', 'month2')})\b"
)
_IN_MONTH = re.compile(rf"\b(?:in|from|of|last|this) {_MONTH}\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_AGO = re.compile(
    r"\b(?:about |around |some )?(?:(\d{1,2})|an?|a couple of|few) (day|week|month)s? ago\b"
)
_WEEKDAY = re.compile(rf"\b(?:last |on |from |this )?({'|'.join(_DAYS)})\b")
_PLACE = re.compile(r"[^\W\d_]{3,}")
_LAST = re.compile(r"\b(?:last|past|this|previous) (week|month)\b")
_SPANS = {"week": range(15), "month": range(63)}
"""How many days ago "last week" may have been, for people count loosely."""
LATE_DAYS = 3
"""How far a stated "about" may be off."""


@dataclass(frozen=True)
class NamedOrders:
    """What a text says of orders.

    `orders` are meant; `unknown` is a number that none of the shopper's orders has, and
    `alike` are those that differ from it by one character.
    """

    orders: tuple[Order, ...] = ()
    unknown: str = ""
    alike: tuple[Order, ...] = ()


def orders_named(
    text: str, orders: Sequence[Order], *, today: date, current: Order | None = None,
    asked: bool = True,
) -> NamedOrders | None:  # fmt: skip
    """The orders that the text means among the shopper's own, latest first; None for none.

    Unless an order was `asked` for, a number counts only where it is written as one of an order.
    """
    by_number = _by_number(text, orders, strict=not asked)
    if by_number is not None:
        return by_number
    said = figures(text)
    if _ALL.search(said):
        return NamedOrders(tuple(orders))
    if current is not None and _OTHER.search(said):
        others = tuple(order for order in orders if order.id != current.id)
        return NamedOrders(others) if others else None
    newest_first = sorted(orders, key=lambda order: order.placed_at, reverse=True)
    if newest_first and _LATEST.search(said):
        return NamedOrders((newest_first[0],))
    if newest_first and _OLDEST.search(said):
        return NamedOrders((newest_first[-1],))
    found = _by_day(said, newest_first, today) or _by_place(text, newest_first)
    return NamedOrders(tuple(found)) if found else None


def _by_number(text: str, orders: Sequence[Order], *, strict: bool) -> NamedOrders | None:
    keys = {number_key(order.number): order for order in orders}
    found: dict[str, Order] = {}
    unknown = ""
    written = [*([] if strict else _NUMBER.findall(text)), *_WITH_ORDER.findall(text)]
    written += [said for said in _NUMBER.findall(text) if "#" in said or number_key(said) in keys]
    for said in written:
        key = number_key(said)
        digits = number_digits(key)
        match = keys.get(key) or next(
            (
                order
                for own, order in keys.items()
                if digits and number_digits(own) == digits and _same_kind(said, own)
            ),
            None,
        )
        if match:
            found[match.id] = match
        elif _looks_like_one(said, keys):
            unknown = unknown or " ".join(said.split())
    if found:
        return NamedOrders(tuple(found.values()))
    if unknown:
        key = number_key(unknown)
        apart = DamerauLevenshtein.distance
        alike = [
            order for own, order in keys.items()
            if apart(key, own) == 1 or apart(number_digits(key), number_digits(own)) == 1
        ]  # fmt: skip
        return NamedOrders((), unknown, tuple(alike))
    return None


def _same_kind(said: str, own: str) -> bool:
    """Whether the letters in front of a number, if any, are those of the shopper's own."""
    attached = re.match(r"#?\s?([A-Za-z]+)[-_]?\d", said)
    return attached is None or attached[1].lower() == own.rstrip("0123456789")


def _looks_like_one(said: str, keys: Sequence[str] | dict[str, Order]) -> bool:
    """Whether a number is as long as the shopper's order numbers, give or take one digit."""
    digits = len(re.sub(r"\D", "", said))
    lengths = [len(re.sub(r"\D", "", key)) for key in keys] or [digits]
    has_mark = "#" in said or bool(re.match(r"\s?[A-Za-z]", said))
    return min(lengths) - 1 <= digits <= max(lengths) + 1 and (has_mark or digits >= 4)  # noqa: PLR2004


def _by_day(said: str, orders: Sequence[Order], today: date) -> list[Order]:
    """Those placed or delivered on the day, or in the month, that is spoken of."""
    if found := _ISO.search(said):
        days = {date(int(found[1]), int(found[2]), int(found[3]))} if _valid(found) else set()
    elif found := _ON_DATE.search(said):
        month = _MONTHS.index(found["month"] or found["month2"]) + 1
        days = {_latest_day(month, int(found["day"] or found["day2"]), today)}
    elif days := _days_back(said, today):
        pass
    elif re.search(r"\byesterday\b", said):
        days = {today - timedelta(days=1)}
    elif re.search(r"\b(?:ordered|placed|bought|from|order) (?:\w+ )?today\b", said):
        days = {today}
    elif found := _WEEKDAY.search(said):
        back = (today.weekday() - _DAYS.index(found[1])) % 7 or 7
        days = {today - timedelta(days=back)}
    elif found := _IN_MONTH.search(said):
        month = _MONTHS.index(found["month"]) + 1
        return [order for order in orders if order.placed_at.month == month]
    else:
        return []
    if re.search(r"\b(?:delivered|arrived|received|came|got)\b", said):
        delivered = [order for order in orders if _delivered(order) in days]
        if delivered:
            return delivered
    return [order for order in orders if order.placed_at.date() in days]


def _days_back(said: str, today: date) -> set[date]:
    """The days that "two weeks ago" or "last week" may mean; empty for neither."""
    if found := _AGO.search(said):
        size = {"day": 1, "week": 7, "month": 30}[found[2]]
        slack = {"day": 0, "week": LATE_DAYS, "month": 15}[found[2]]
        about = int(found[1] or 1) * size
        span = range(about - slack, about + slack + 1)
    elif found := _LAST.search(said):
        span = _SPANS[found[1]]
    else:
        return set()
    return {today - timedelta(days=back) for back in span}


def _valid(found: re.Match[str]) -> bool:
    return 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 28  # noqa: PLR2004


def _latest_day(month: int, day: int, today: date) -> date:
    """The last time that it was that day of the month."""
    day = min(max(day, 1), 28) if month == 2 else min(max(day, 1), 30)  # noqa: PLR2004
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


def _delivered(order: Order) -> date | None:
    parcel = order.shipment
    return parcel.delivered_at.date() if parcel and parcel.delivered_at else None


def _by_place(text: str, orders: Sequence[Order]) -> list[Order]:
    """Those that go to a town or region which is named: "the order to Seattle"."""
    if not re.search(r"\b(?:order|sent|ship|shipped|going|goes|deliver|delivered)\b", text.lower()):
        return []
    said = {word.lower() for word in _PLACE.findall(text)}
    found = []
    for order in orders:
        address = getattr(order, "address", None)
        town = set() if address is None else {part.lower() for part in address.city.split()}
        if town and town <= said:
            found.append(order)
    return found if len(found) < len(orders) else []
