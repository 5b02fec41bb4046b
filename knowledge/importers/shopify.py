"""Products from Shopify's product export, as documented by Shopify.

One product takes several rows of the same Handle: the first has the title and all that is
said once, each further one a variant, an image or both. Both generations of column names
are understood ("Variant Price" and "Price").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from commerce import Product, RecordInvalid, Variant
from knowledge.importers.fields import key_of, money, safe_url, text_of, whole_number
from knowledge.importers.known import Known
from knowledge.importers.products import build
from knowledge.importers.tables import Rejected, rejected
from records import Broken, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.importers.known import FoundProduct, Unchanged
    from records import Record, Table

__all__ = ["is_shopify", "read_shopify"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("handle", "url handle"),
    "title": ("title",),
    "description": ("body html", "description"),
    "brand": ("vendor",),
    "type": ("type",),
    "category": ("product category",),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "compare_at_price": ("variant compare at price", "compare at price"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "policy": ("variant inventory policy",),
    "oversell": ("continue selling when out of stock",),
    "image": ("image src", "product image url"),
    "image_position": ("image position",),
    "gender": ("google shopping gender",),
    "age": ("google shopping age group",),
}
_METAFIELD = re.compile(r"^(?P<name>[^()]+?)\s*\((?:product\.metafields\.|.*metafield).*\)$")
_RATING = re.compile(r"rating", re.IGNORECASE)


def is_shopify(columns: tuple[str, ...]) -> bool:
    """Whether these are the columns of Shopify's product export."""
    keys = {key_of(column) for column in columns}
    handle = keys & {"handle", "url handle"}
    return bool(handle) and "title" in keys and bool(keys & {"variant price", "option1 name"})


def read_shopify(
    table: Table, known: Known | None = None
) -> Iterator[FoundProduct | Rejected | Unchanged]:
    """The products that are published; drafts and archived ones are left out silently."""
    known = (known or Known()).in_table(table)
    rows = _Rows(table)
    group: list[Record] = []
    ended: dict[str, int] = {}
    for record in table.records:
        if isinstance(record, Broken):
            yield rejected(record, table)
            continue
        handle = rows.text(record, "id")
        if not handle:
            reason = "is empty, so that the row belongs to no product"
            yield Rejected(Refusal(table.name, record.row, rows.columns["id"], reason))
        elif group and handle == rows.text(group[0], "id"):
            group.append(record)
        elif handle in ended:
            reason = f"is {handle!r}, a product whose rows ended before row {ended[handle]}"
            yield Rejected(Refusal(table.name, record.row, rows.columns["id"], reason), handle)
        else:
            if group:
                yield from known.read(group, rows.product)
                ended[rows.text(group[0], "id")] = record.row
            group = [record]
    if group:
        yield from known.read(group, rows.product)


class _Rows:
    def __init__(self, table: Table) -> None:
        self._file = table.name
        known = {key_of(column): column for column in reversed(table.columns)}
        self.columns = {
            field: next((known[name] for name in names if name in known), "")
            for field, names in COLUMNS.items()
        }
        self._options = [
            (known.get(f"option{n} name", ""), known.get(f"option{n} value", "")) for n in (1, 2, 3)
        ]
        self._metafields = {
            column: found["name"]
            for column in table.columns
            if (found := _METAFIELD.match(column)) and not _RATING.search(found["name"])
        }

    def text(self, record: Record, field: str, *, lines: bool = False) -> str:
        value = record.values.get(self.columns[field])
        return text_of(value, self.columns[field], lines=lines).strip()

    def product(self, group: Sequence[Record]) -> Iterator[FoundProduct | Rejected]:
        first = group[0]
        if self.text(first, "published").lower() == "false":
            return
        if self.text(first, "status").lower() in {"draft", "archived"}:
            return
        handle = self.text(first, "id")
        columns = {field: column for field, column in self.columns.items() if column}
        columns["variants"] = self.columns["price"]
        refused: list[Rejected] = []
        yield build(self._file, first.row, lambda: self._product(group, refused), handle, columns)
        yield from refused

    def _product(self, group: Sequence[Record], refused: list[Rejected]) -> Product:
        first = group[0]
        handle = self.text(first, "id")
        title = self.text(first, "title")
        if not title and str(first.values.get(self.columns["title"]) or "").strip():
            raise RecordInvalid("title", "is empty once its markup is removed")
        return Product(
            id=handle,
            title=title,
            brand=self.text(first, "brand"),
            category=self.text(first, "type")
            or self.text(first, "category").rsplit(">", 1)[-1].strip(),
            description=self.text(first, "description", lines=True),
            attributes=self._attributes(first),
            variants=tuple(self._variants(group, handle, refused)),
            image=self._image(group),
            url=safe_url(f"/products/{handle}"),
            tags=tuple(filter(None, (t.strip() for t in self.text(first, "tags").split(",")))),
        )

    def _variants(
        self, group: Sequence[Record], handle: str, refused: list[Rejected]
    ) -> Iterator[Variant]:
        """One variant a row; rows that only carry an image have neither price nor option."""
        names = [text_of(group[0].values.get(name), name) for name, _ in self._options]
        for record in group:
            given = [text_of(record.values.get(value), value) for _, value in self._options]
            if not any(given) and not self.text(record, "price"):
                continue
            options = {
                name: value
                for name, value in zip(names, given, strict=True)
                if name and value and (name, value) != ("Title", "Default Title")
            }
            try:
                yield self._variant(record, options, handle)
            except RecordInvalid as error:
                column = self.columns.get(error.field) or error.field
                reason = f"{error.reason}; the product is kept without this variant"
                refused.append(Rejected(Refusal(self._file, record.row, column, reason)))

    def _variant(self, record: Record, options: dict[str, str], handle: str) -> Variant:
        before = self.text(record, "compare_at_price")
        stock = self.text(record, "stock")
        unlimited = (
            self.text(record, "policy").lower() == "continue"
            or self.text(record, "oversell").lower() == "true"
            or (self.columns["tracker"] and not self.text(record, "tracker"))
        )
        return Variant(
            # Shopify writes an apostrophe before an SKU so that spreadsheets keep its zeros.
            sku=self.text(record, "sku").lstrip("'") or "-".join([handle, *options.values()]),
            options=options,
            price=money(self.text(record, "price"), "price"),
            compare_at_price=money(before, "compare_at_price") if before else None,
            stock=None if unlimited or not stock else whole_number(stock, "stock"),
        )

    def _attributes(self, record: Record) -> dict[str, str]:
        named = {"Gender": self.text(record, "gender"), "Age group": self.text(record, "age")}
        for column, name in self._metafields.items():
            text = text_of(record.values.get(column), column)
            named.setdefault(name.capitalize(), "; ".join(filter(None, text.split("; "))))
        return {name: value for name, value in named.items() if value and len(value) <= 500}  # noqa: PLR2004  longer is no attribute

    def _image(self, group: Sequence[Record]) -> str | None:
        def position(record: Record) -> int:
            text = self.text(record, "image_position")
            return int(text) if text.isdigit() else 1

        images = [record for record in group if self.text(record, "image")]
        if not images:
            return None
        return safe_url(self.text(min(images, key=position), "image"))
