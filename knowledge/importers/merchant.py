"""Products from a Google Merchant Center feed: RSS 2.0 or Atom in XML, or tab-separated text.

The fields are those of Google's product data specification. An item is one variant; items of
one item_group_id are one product, wherever they stand in the feed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from commerce import Product, RecordInvalid, Variant
from knowledge.importers.fields import key_of, money_in, safe_url, text_of, whole_number
from knowledge.importers.grouping import Groups
from knowledge.importers.known import FoundProduct, Known
from knowledge.importers.products import build, optional
from knowledge.importers.tables import Rejected, rejected
from records import Broken, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.importers.known import Unchanged
    from records import Record, Table

__all__ = ["is_merchant", "read_merchant"]

MOST_VARIANTS = 2_000

_OWN = {
    "image link", "item group id", "google product category", "gtin", "mpn", "identifier exists",
    "condition", "product type", "sale price", "additional image link",
}  # fmt: skip
_OPTIONS = {
    "color": "Color", "size": "Size", "material": "Material", "pattern": "Pattern",
    "gender": "Gender", "age group": "Age group",
}  # fmt: skip
_ATTRIBUTES = {
    **_OPTIONS, "size system": "Size system", "size type": "Size type", "mpn": "Model number",
    "energy efficiency class": "Energy efficiency class", "multipack": "Pieces in the pack",
    "product length": "Length", "product width": "Width", "product height": "Height",
    "product weight": "Weight",
}  # fmt: skip
_LATER = {"preorder", "backorder"}
_SOLD_OUT = {"out of stock", *_LATER}
_SHORTEST_TITLE = 8
_LONGEST_ATTRIBUTE = 500


def is_merchant(columns: tuple[str, ...]) -> bool:
    """Whether these are the fields of a Merchant Center feed."""
    keys = {key_of(column) for column in columns}
    return {"id", "title", "link", "price", "availability"} <= keys and bool(keys & _OWN)


def read_merchant(
    table: Table, currency: str, known: Known | None = None
) -> Iterator[FoundProduct | Rejected | Unchanged]:
    """The products of a feed; a price in another currency than the shop's is refused."""
    known = (known or Known()).in_table(table)
    rows = _Items(table, currency)
    seen: dict[str, int] = {}
    with Groups() as groups:
        for record in table.records:
            if isinstance(record, Broken):
                yield rejected(record, table)
                continue
            id_ = rows.text(record, "id")
            group = rows.text(record, "item group id") or id_
            if not id_ or id_ in seen:
                reason = f"is {id_!r} again, as on row {seen[id_]}" if id_ else "is empty"
                refusal = Refusal(table.name, record.row, rows.column("id"), reason)
                yield Rejected(refusal, group or None)
                continue
            seen[id_] = record.row
            groups.add(group, record)
        for items in groups.each():
            if any(rows.text(one, "sale price effective date") for one in items):
                yield from rows.product(items)  # what it costs changes with the day as well
            else:
                yield from known.read(items, rows.product)


class _Items:
    def __init__(self, table: Table, currency: str) -> None:
        self._file = table.name
        self._currency = currency
        self._columns = {key_of(column): column for column in reversed(table.columns)}
        self._now = datetime.now(UTC)

    def column(self, field: str) -> str:
        return self._columns.get(field, field.replace(" ", "_"))

    def _value(self, record: Record, field: str) -> Any:
        value = record.values.get(self._columns.get(field, field.replace(" ", "_")))
        return "" if value is None else value

    def text(self, record: Record, field: str, *, lines: bool = False) -> str:
        value = self._value(record, field)
        if isinstance(value, list):
            value = value[0] if value else ""
        return "" if isinstance(value, dict) else text_of(value, self.column(field), lines=lines)

    def product(self, items: Sequence[Record]) -> Iterator[FoundProduct | Rejected]:
        first = items[0]
        dropped: list[Rejected] = []
        id_ = self.text(first, "item group id") or self.text(first, "id")
        columns = {
            "id": self.column("item group id") if len(items) > 1 else self.column("id"),
            "variants": self.column("price"),
            **{field: self.column(field) for field in ("title", "price")},
        }
        found = build(
            self._file, first.row, lambda: self._product(id_, items, dropped), id_, columns
        )
        if isinstance(found, FoundProduct):
            found = replace(found, gtins=tuple(self._gtins(items, dropped)))
        yield found
        yield from dropped

    def _product(self, id_: str, items: Sequence[Record], dropped: list[Rejected]) -> Product:
        if len(items) > MOST_VARIANTS:
            raise RecordInvalid("id", f"has more than {MOST_VARIANTS:,} variants")
        first = items[0]
        titles = [self.text(record, "title") for record in items]
        if not titles[0] and self._value(first, "title"):
            raise RecordInvalid("title", "is empty once its markup is removed")
        offered = [
            name for name in _OPTIONS if len({self.text(record, name) for record in items}) > 1
        ]
        variants = list(self._variants(items, offered, dropped))
        if len({tuple(v.options.items()) for v in variants}) < len(variants):
            raise RecordInvalid("id", "groups items that differ in no size, color or material")
        return Product(
            id=id_,
            title=_shared(titles),
            brand=self.text(first, "brand"),
            category=self._category(first),
            description=self._description(first),
            attributes=self._attributes(first, offered),
            variants=tuple(variants),
            image=self._address(first, "image link", dropped),
            url=self._address(first, "link", dropped),
        )

    def _variants(
        self, items: Sequence[Record], offered: Sequence[str], dropped: list[Rejected]
    ) -> Iterator[Variant]:
        for record in items:
            try:
                yield self._variant(record, offered)
            except RecordInvalid as error:
                if len(items) == 1:
                    raise
                reason = f"{error.reason}; the product is kept without this variant"
                column = self.column(error.field.replace("_", " "))
                dropped.append(Rejected(Refusal(self._file, record.row, column, reason)))

    def _variant(self, record: Record, offered: Sequence[str]) -> Variant:
        price = money_in(self._currency, self.text(record, "price"), "price")
        before = None
        if (sale := self.text(record, "sale price")) and self._on_sale(record):
            price, before = money_in(self._currency, sale, "sale price"), price
        named = {_OPTIONS[name]: self.text(record, name) for name in offered}
        return Variant(
            sku=self.text(record, "id"),
            options={name: value for name, value in named.items() if value},
            price=price,
            compare_at_price=before,
            stock=self._stock(record),
        )

    def _on_sale(self, record: Record) -> bool:
        """Whether the sale price holds now; without dates, or with unreadable ones, it does."""
        start, _, end = self.text(record, "sale price effective date").partition("/")
        try:
            began = not start or _moment(start) <= self._now
            return began and (not end or self._now <= _moment(end))
        except ValueError:
            return not start

    def _stock(self, record: Record) -> int | None:
        availability = key_of(self.text(record, "availability"))
        if availability in _SOLD_OUT:
            return 0
        if availability != "in stock":
            said = self.text(record, "availability")[:40]
            raise RecordInvalid("availability", f"is {said!r}, none of Google's four")
        quantity = self.text(record, "quantity") or self.text(record, "sell on google quantity")
        return whole_number(quantity, "quantity") if quantity else None

    def _category(self, record: Record) -> str:
        own = self.text(record, "product type") or self.text(record, "google product category")
        last = own.rsplit(">", 1)[-1].strip()
        return "" if last.isdigit() else last

    def _description(self, record: Record) -> str:
        highlights = self._value(record, "product highlight")
        listed = highlights if isinstance(highlights, list) else [highlights]
        more = [text_of(one, "product_highlight") for one in listed if isinstance(one, str)]
        return "\n".join(filter(None, [self.text(record, "description", lines=True), *more]))

    def _attributes(self, record: Record, offered: Sequence[str]) -> dict[str, str]:
        found = {
            shown: self.text(record, name)
            for name, shown in _ATTRIBUTES.items()
            if name not in offered
        }
        if key_of(self.text(record, "availability")) in _LATER:
            since = self.text(record, "availability date")[:10]
            found["Availability"] = (
                f"to be ordered now, available from {since}"
                if since
                else ("to be ordered now, delivered later")
            )
        if (condition := self.text(record, "condition").lower()) not in {"", "new"}:
            found["Condition"] = condition
        details = self._value(record, "product detail")
        for detail in details if isinstance(details, list) else [details]:
            name, value = _detail(detail)
            found.setdefault(text_of(name, "product_detail"), text_of(value, "product_detail"))
        return {
            name: value
            for name, value in found.items()
            if name and value and len(value) <= _LONGEST_ATTRIBUTE
        }

    def _address(self, record: Record, field: str, dropped: list[Rejected]) -> str | None:
        given = self.text(record, field)
        address = safe_url(given)
        if given and address is None:
            reason = "is no web address; the product is kept without it"
            dropped.append(Rejected(Refusal(self._file, record.row, self.column(field), reason)))
        return address

    def _gtins(self, items: Sequence[Record], dropped: list[Rejected]) -> Iterator[str]:
        for record in items:
            code, refusal = optional(self.text(record, "gtin"), "gtin")
            if refusal is not None:
                column = self.column("gtin")
                dropped.append(Rejected(Refusal(self._file, record.row, column, refusal)))
            elif code is not None:
                yield code


def _detail(detail: object) -> tuple[object, object]:
    """Name and value of a product_detail, in XML or as "Section:Name:Value"."""
    if isinstance(detail, dict):
        return detail.get("attribute_name", ""), detail.get("attribute_value", "")
    parts = str(detail).split(":", 2)
    return (parts[-2].strip(), parts[-1].strip()) if len(parts) > 1 else ("", "")


def _shared(titles: Sequence[str]) -> str:
    """What the titles of variants have in common: "Fell Tent - Red" and "- Blue" are one tent."""
    if len(titles) == 1:
        return titles[0]
    words = zip(*(title.split() for title in titles), strict=False)
    start = [same[0] for same in takewhile(lambda one: len(set(one)) == 1, words)]
    common = re.sub(r"[\s,;:|/(\u2013-]+$", "", " ".join(start))
    return common if len(common) >= _SHORTEST_TITLE else titles[0]


def _moment(text: str) -> datetime:
    """An ISO 8601 moment; UTC where no zone is given."""
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
