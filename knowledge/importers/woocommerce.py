"""Products from WooCommerce's own product export (Products → Export).

A row is a product or, with the type "variation", one variant of the product that its Parent
names by SKU or as "id:123"; an export is in the order of ids, so that they may stand far apart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from commerce import Product, RecordInvalid, Variant
from knowledge.importers.fields import gtin, key_of, money, safe_url, text_of, whole_number
from knowledge.importers.grouping import Groups
from knowledge.importers.known import FoundProduct, Known
from knowledge.importers.products import build
from knowledge.importers.tables import Rejected, rejected
from records import Broken, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.importers.known import Unchanged
    from records import Record, Table

__all__ = ["is_woocommerce", "read_woocommerce"]

COLUMNS: Mapping[str, str] = {
    "id": "id", "type": "type", "sku": "sku", "gtin": "gtin upc ean or isbn", "title": "name",
    "published": "published", "visibility": "visibility in catalog",
    "summary": "short description", "description": "description", "in_stock": "in stock",
    "stock": "stock", "backorders": "backorders allowed", "sale": "sale price",
    "price": "regular price", "categories": "categories", "tags": "tags", "images": "images",
    "parent": "parent", "address": "external url", "brand": "brands",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"^attribute (\d+) name$")
_MEASURE = re.compile(r"^(weight|length|width|height)( .+)?$")
_NEVER = "0"
_HIDDEN = "-1"
_LONGEST_ATTRIBUTE = 500


def is_woocommerce(columns: tuple[str, ...]) -> bool:
    """Whether these are the columns of WooCommerce's product export."""
    keys = {key_of(column) for column in columns}
    return {"type", "sku", "name", "regular price"} <= keys and bool(keys & {"parent", "in stock"})


def read_woocommerce(
    table: Table, known: Known | None = None
) -> Iterator[FoundProduct | Rejected | Unchanged]:
    """The products that shoppers can see; drafts, hidden and grouped ones are left out."""
    known = (known or Known()).in_table(table)
    rows = _Rows(table)
    by_id: dict[str, str] = {}
    with Groups() as groups:
        for record in table.records:
            if isinstance(record, Broken):
                yield rejected(record, table)
                continue
            id_, sku = rows.text(record, "id"), rows.text(record, "sku")
            if rows.type(record) == "variation":
                parent = rows.text(record, "parent")
                key, field = by_id.get(parent, parent), "parent"
            else:
                key, field = sku or (id_ and f"id:{id_}"), "id"
                by_id[f"id:{id_}"] = key
            if key:
                groups.add(key, record)
                continue
            reason = "is empty, so that the row belongs to no product"
            yield Rejected(Refusal(table.name, record.row, rows.column(field), reason))
        for group in groups.each():
            yield from known.read(group, rows.product)


class _Rows:
    def __init__(self, table: Table) -> None:
        self._file = table.name
        known = {key_of(column): column for column in reversed(table.columns)}
        self._columns = {field: known.get(name, "") for field, name in COLUMNS.items()}
        self._attributes = [
            (column, known.get(f"attribute {found[1]} value s", ""), found[1])
            for key, column in known.items()
            if (found := _ATTRIBUTE.match(key))
        ]
        self._visible = {n: known.get(f"attribute {n} visible", "") for _, _, n in self._attributes}
        self._measures = [(key, column) for key, column in known.items() if _MEASURE.match(key)]

    def column(self, field: str) -> str:
        return self._columns.get(field) or COLUMNS.get(field, field)

    def text(self, record: Record, field: str, *, lines: bool = False) -> str:
        value = record.values.get(self._columns[field])
        # WooCommerce writes line breaks as "\n", and an apostrophe before what may be a formula.
        said = str(value or "").replace("\\n", "\n").removeprefix("'")
        return text_of(said, self.column(field), lines=lines).strip()

    def type(self, record: Record) -> str:
        kinds = self.text(record, "type").lower()
        return next((k for k in ("variation", "variable", "grouped") if k in kinds), "simple")

    def product(self, group: Sequence[Record]) -> Iterator[FoundProduct | Rejected]:
        heads = [row for row in group if self.type(row) != "variation"]
        variations = [row for row in group if self.type(row) == "variation"]
        if not heads:
            reason = (
                f"is {self.text(group[0], 'parent')[:60]!r}, which names no product of this file"
            )
            for row in variations:
                yield Rejected(Refusal(self._file, row.row, self.column("parent"), reason))
            return
        first, *others = heads
        for other in others:
            reason = f"is {self._id(other)!r} again, as on row {first.row}"
            yield Rejected(Refusal(self._file, other.row, self.column("sku"), reason))
        if self._is_hidden(first):
            return
        dropped: list[Rejected] = []
        columns = {field: self.column(field) for field in COLUMNS}
        columns["variants"] = columns["price"]
        rows = [row for row in variations if not self._is_hidden(row)]
        found = build(
            self._file,
            first.row,
            lambda: self._product(first, rows, dropped),
            self._id(first),
            columns,
        )
        if isinstance(found, FoundProduct):
            found = replace(found, gtins=tuple(self._gtins([first, *rows], dropped)))
        yield found
        yield from dropped

    def _is_hidden(self, record: Record) -> bool:
        return (
            self.text(record, "published") in {_NEVER, _HIDDEN}
            or self.text(record, "visibility").lower() == "hidden"
            or self.type(record) == "grouped"
        )

    def _id(self, record: Record) -> str:
        return self.text(record, "sku") or self.text(record, "id")

    def _product(
        self, first: Record, variations: Sequence[Record], dropped: list[Rejected]
    ) -> Product:
        title = self.text(first, "title")
        if not title and str(first.values.get(self._columns["title"]) or "").strip():
            raise RecordInvalid("title", "is empty once its markup is removed")
        told = [
            self.text(first, "summary", lines=True),
            self.text(first, "description", lines=True),
        ]
        categories = self.text(first, "categories").split(",")[0]
        images = self.text(first, "images").split(",")[0].strip()
        variants = self._variants(first, variations, dropped)
        return Product(
            id=self._id(first),
            title=title,
            brand=self.text(first, "brand").split(",")[0] or self._named(first).get("Brand", ""),
            category=categories.rsplit(">", 1)[-1].strip(),
            description="\n".join(filter(None, dict.fromkeys(told))),
            attributes=self._details(first, variants),
            variants=tuple(variants),
            image=safe_url(images),
            url=safe_url(self.text(first, "address")),
            tags=tuple(filter(None, (t.strip() for t in self.text(first, "tags").split(",")))),
        )

    def _variants(
        self, first: Record, variations: Sequence[Record], dropped: list[Rejected]
    ) -> list[Variant]:
        if self.type(first) != "variable":
            return [self._variant(first, {}, self._id(first))]
        found: dict[tuple[str, ...], Variant] = {}
        for row in variations:
            try:
                options = {name: value for name, value in self._named(row).items() if value}
                default = "-".join([self._id(first), *options.values()])
                variant = self._variant(row, options, default)
                if found.setdefault(tuple(options.values()), variant) is not variant:
                    raise RecordInvalid("parent", "has another variation with the same attributes")
            except RecordInvalid as error:
                reason = f"{error.reason}; the product is kept without this variant"
                column = self.column(error.field)
                dropped.append(Rejected(Refusal(self._file, row.row, column, reason)))
        return list(found.values())

    def _variant(self, record: Record, options: Mapping[str, str], default: str) -> Variant:
        regular, sale = self.text(record, "price"), self.text(record, "sale")
        price = money(regular, "price")
        sold = money(sale, "sale") if sale else None
        return Variant(
            sku=self.text(record, "sku") or default,
            options=options,
            price=price if sold is None else sold,
            compare_at_price=None if sold is None else price,
            stock=self._stock(record),
        )

    def _stock(self, record: Record) -> int | None:
        state, count = self.text(record, "in_stock").lower(), self.text(record, "stock")
        if state == "backorder" or self.text(record, "backorders").lower() in {"1", "notify"}:
            return None if state in {"1", "yes"} and not count else self._counted(count)
        if state in {"0", "no"}:
            return 0
        return self._counted(count) if count else None

    def _counted(self, count: str) -> int:
        return max(whole_number(count, "stock"), 0) if count else 0

    def _named(self, record: Record) -> dict[str, str]:
        pairs = (
            (text_of(record.values.get(name), name), text_of(record.values.get(value), value))
            for name, value, _ in self._attributes
        )
        return {name: value.replace("\\,", ",") for name, value in pairs if name}

    def _details(self, record: Record, variants: Sequence[Variant]) -> dict[str, str]:
        offered = {name for variant in variants for name in variant.options}
        found = {}
        for name, _, number in self._attributes:
            shown = str(record.values.get(self._visible[number]) or "1").strip() != _NEVER
            key = text_of(record.values.get(name), name)
            if shown and key and key not in offered:
                found[key] = self._named(record)[key]
        for key, column in self._measures:
            label, _, unit = key.partition(" ")
            if value := text_of(record.values.get(column), column):
                found.setdefault(label.capitalize(), f"{value} {unit}".strip())
        return {
            name: value for name, value in found.items() if 0 < len(value) <= _LONGEST_ATTRIBUTE
        }

    def _gtins(self, rows: Sequence[Record], dropped: list[Rejected]) -> Iterator[str]:
        for row in rows:
            if not (code := self.text(row, "gtin")):
                continue
            try:
                yield gtin(code, "gtin")
            except RecordInvalid as error:
                reason = f"{error.reason}; the product is kept without it"
                dropped.append(Rejected(Refusal(self._file, row.row, self.column("gtin"), reason)))
