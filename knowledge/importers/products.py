"""Products from a plain CSV, JSON or JSON-lines catalogue, whatever its columns are called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from commerce import Product, RecordInvalid, Variant
from knowledge.importers.fields import gtin, key_of, money, safe_url, text_of, whole_number
from knowledge.importers.known import FoundProduct, Known
from knowledge.importers.tables import Rejected, rejected
from records import Broken, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from knowledge.importers.known import Unchanged
    from records import Record, Table

__all__ = ["build", "is_catalogue", "optional", "read_products"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "product id", "handle", "item number", "item id", "code", "sku", "asin"),
    "title": ("title", "name", "product name", "product title", "product"),
    "brand": ("brand", "vendor", "manufacturer", "supplier", "maker"),
    "category": ("category", "product category", "product type", "type", "department"),
    "description": (
        "description", "body html", "body", "product description", "long description", "details",
        "short description", "text",
    ),
    "price": ("price", "unit price", "price usd", "regular price", "amount"),
    "compare_at_price": (
        "compare at price", "list price", "rrp", "msrp", "original price", "was price",
    ),
    "stock": (
        "stock", "quantity", "qty", "inventory", "stock quantity", "current stock", "in stock",
        "inventory quantity", "availability",
    ),
    "image": ("image", "image url", "image link", "image src", "picture", "img 500x500"),
    "url": ("url", "link", "product url"),
    "rating": ("rating", "average rating", "stars"),
    "rating_count": ("rating count", "review count", "number of reviews", "ratings"),
    "tags": ("tags", "keywords", "labels"),
    "sku": ("sku", "variant sku"),
    "gtin": ("gtin", "ean", "upc", "barcode", "gtin13", "ean code", "upc code"),
}  # fmt: skip
"""Names a column may have, in the order in which they are looked for."""

_OPTIONS = ("size", "colour", "color", "style", "scent", "flavour", "flavor", "length", "width")
_STRUCTURED = ("attributes", "variants", "options")
_CONFIDENTIAL = ("cost", "margin", "wholesale", "purchase price", "profit", "internal", "supplier ")
_STOCKED = {"yes", "true", "in stock", "available", "instock", "in_stock"}
_SOLD_OUT = {"no", "false", "out of stock", "sold out", "unavailable", "out_of_stock"}
_MAX_ATTRIBUTE = 500


def is_catalogue(columns: tuple[str, ...]) -> bool:
    """Whether a table with these columns lists products."""
    keys = {key_of(column) for column in columns}
    priced = keys & {*COLUMNS["price"], "variants"}
    return bool(priced and keys & set(COLUMNS["title"]))


def read_products(
    table: Table, known: Known | None = None
) -> Iterator[FoundProduct | Rejected | Unchanged]:
    """The products of a table; rows that follow each other with one id are variants of one."""
    known = (known or Known()).in_table(table)
    columns = {key_of(column): column for column in reversed(table.columns)}
    used = {
        field: [columns[name] for name in names if name in columns]
        for field, names in COLUMNS.items()
    }
    reader = _Rows(table.name, used)
    group: list[Record] = []
    seen: dict[str, int] = {}
    for record in table.records:
        if isinstance(record, Broken):
            yield rejected(record, table)
            continue
        id_ = str(reader.value(record, "id") or "").strip()
        if group and id_ and id_ == str(reader.value(group[0], "id")).strip():
            group.append(record)
            continue
        if group:
            yield from known.read(group, reader.product)
        group = []
        if id_ in seen:
            reason = f"is {id_!r} again, the id of the product on row {seen[id_]}"
            yield Rejected(Refusal(table.name, record.row, reader.column("id"), reason), id_)
            continue
        if id_:
            seen[id_] = record.row
        group = [record]
    if group:
        yield from known.read(group, reader.product)


def build(
    file: str, row: int, make: Callable[[], Product], item: str | None, columns: Mapping[str, str]
) -> FoundProduct | Rejected:
    """The product, or the refusal that names the column as the file has it."""
    try:
        return FoundProduct(make(), row)
    except RecordInvalid as error:
        field = columns.get(error.field, error.field)
        return Rejected(Refusal(file, row, field, error.reason), item or None)


class _Rows:
    def __init__(self, file: str, used: Mapping[str, list[str]]) -> None:
        self._file = file
        self._used = used
        self._taken = {column for columns in used.values() for column in columns}

    def column(self, field: str) -> str:
        return self._used[field][0] if self._used.get(field) else field

    def value(self, record: Record, field: str) -> Any:
        """The first of the field's columns that is filled."""
        for column in self._used[field]:
            value = record.values.get(column)
            if value is not None and value != "":
                return value
        return None

    def product(self, group: Sequence[Record]) -> Iterator[FoundProduct | Rejected]:
        first = group[0]
        dropped: list[Rejected] = []
        columns = {field: self.column(field) for field in self._used}
        id_ = str(self.value(first, "id") or "").strip()
        found = build(self._file, first.row, lambda: self._product(group, dropped), id_, columns)
        if isinstance(found, FoundProduct):
            found = replace(found, gtins=tuple(self._gtins(group, dropped)))
        yield found
        if isinstance(found, FoundProduct):
            yield from dropped

    def _product(self, group: Sequence[Record], dropped: list[Rejected]) -> Product:
        first = group[0]
        id_ = str(self.value(first, "id") or "").strip()
        if id_ != text_of(id_, "id") or len(id_) > 200:  # noqa: PLR2004  ids are keys and file names
            raise RecordInvalid("id", "is no plain id")
        listed = first.values.get("variants")
        if isinstance(listed, list):
            variants = [self._nested_variant(part, id_, n) for n, part in enumerate(listed, 1)]
        else:
            variants = [self._variant(record, id_, len(group)) for record in group]
            self._check_variants(variants)
        title = text_of(self.value(first, "title"), "title")
        if not title and self.value(first, "title"):
            raise RecordInvalid("title", "is empty once its markup is removed")
        optional_values = {
            field: self._optional(first, field, self.value(first, field), dropped)
            for field in ("image", "url", "rating", "rating_count")
        }
        tags = self.value(first, "tags") or ()
        if isinstance(tags, str):
            tags = tags.split("|" if "|" in tags else ",")
        return Product(
            id=id_,
            title=title,
            brand=text_of(self.value(first, "brand"), "brand"),
            category=text_of(self.value(first, "category"), "category"),
            description=text_of(self.value(first, "description"), "description", lines=True),
            attributes=self._attributes(first, variants),
            variants=tuple(variants),
            image=optional_values["image"],
            url=optional_values["url"],
            rating=optional_values["rating"],
            rating_count=optional_values["rating_count"] or 0,
            tags=tuple(filter(None, (text_of(tag, "tags") for tag in tags))),
        )

    def _gtins(self, group: Sequence[Record], dropped: list[Rejected]) -> Iterator[str]:
        for record in group:
            given = self.value(record, "gtin")
            for one in given if isinstance(given, list) else [given]:
                if (code := self._optional(record, "gtin", one, dropped)) is not None:
                    yield code

    def _optional(self, record: Record, field: str, given: Any, dropped: list[Rejected]) -> Any:
        value, refusal = optional(given, field)
        if refusal is not None:
            dropped.append(Rejected(Refusal(self._file, record.row, self.column(field), refusal)))
        return value

    def _variant(self, record: Record, id_: str, siblings: int) -> Variant:
        options = {}
        for name, value in record.values.items():
            if key_of(name) in _OPTIONS and siblings > 1 and value:
                options[_readable(name)] = text_of(value, name)
        before = self.value(record, "compare_at_price")
        sku = text_of(self.value(record, "sku"), "sku") or "-".join([id_, *options.values()])
        return Variant(
            sku=sku,
            options=options,
            price=money(self.value(record, "price"), "price"),
            compare_at_price=None if before is None else money(before, "compare_at_price"),
            stock=_stock(self.value(record, "stock")),
        )

    def _nested_variant(self, part: Any, id_: str, number: int) -> Variant:
        if not isinstance(part, dict):
            raise RecordInvalid("variants", f"holds {str(part)[:40]!r}, which is no variant")
        options = part.get("options") or {}
        if not isinstance(options, dict):
            raise RecordInvalid("variants", "has options that are no names and values")
        before = part.get("compare_at_price")
        return Variant(
            sku=text_of(part.get("sku"), "variants") or f"{id_}-{number}",
            options={text_of(k, "variants"): text_of(v, "variants") for k, v in options.items()},
            price=money(part.get("price"), "variants"),
            compare_at_price=None if before in (None, "") else money(before, "variants"),
            stock=_stock(part.get("stock")),
        )

    def _check_variants(self, variants: list[Variant]) -> None:
        if len(variants) > 1 and len({tuple(v.options.items()) for v in variants}) < len(variants):
            raise RecordInvalid("id", "stands on several rows that differ in no size or colour")

    def _attributes(self, record: Record, variants: list[Variant]) -> dict[str, str]:
        attributes: dict[str, str] = {}
        given = record.values.get("attributes")
        pairs: dict[str, Any] = dict(given) if isinstance(given, dict) else {}
        offered = {name for variant in variants for name in variant.options}
        for name, value in record.values.items():
            key = key_of(name)
            if name in self._taken or key in _STRUCTURED or _readable(name) in offered:
                continue
            if not any(key.startswith(word) or f" {word}" in key for word in _CONFIDENTIAL):
                pairs.setdefault(name, value)
        for name, value in pairs.items():
            if isinstance(value, dict):
                continue
            text = text_of(value, name)
            if text and len(text) <= _MAX_ATTRIBUTE and not text.startswith("http"):
                attributes[_readable(text_of(name, "attributes"))] = text
        return attributes


def optional(value: Any, field: str) -> tuple[Any, str | None]:
    """An unneeded field's value, or None and why it was left out."""
    if value is None or value == "":
        return None, None
    try:
        match field:
            case "rating":
                rating = float(money(value, field))
                if rating > 5:  # noqa: PLR2004  stars
                    raise RecordInvalid(field, f"is {rating}, more than 5")
                return rating, None
            case "rating_count":
                return max(whole_number(value, field), 0), None
            case "gtin":
                return gtin(value, field), None
            case _:
                if isinstance(value, list):
                    value = value[0]
                address = safe_url(str(value))
                if address is None:
                    raise RecordInvalid(field, "is no web address")
                return address, None
    except RecordInvalid as error:
        return None, f"{error.reason}; the product is kept without it"


def _stock(value: Any) -> int | None:
    if value is None or value == "":
        return None
    word = "yes" if value is True else "no" if value is False else str(value).strip().lower()
    if word in _STOCKED:
        return None  # there is some, and nobody counts it
    return 0 if word in _SOLD_OUT else whole_number(value, "stock")


def _readable(name: str) -> str:
    """A column's name as a shopper reads it: "attr_t_print_technology" is "Print technology"."""
    if name != name.lower() or " " in name:
        return name.strip()
    words = key_of(name).split()
    if len(words) > 2 and words[0] == "attr" and len(words[1]) == 1:  # noqa: PLR2004
        words = words[2:]
    return " ".join(words).capitalize()
