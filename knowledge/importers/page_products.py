"""The products that an HTML page describes in schema.org's words (Product, ProductGroup)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from commerce import Product, RecordInvalid, Variant
from knowledge.importers.fields import money_in, text_of
from knowledge.importers.json_ld import listed, types_of
from knowledge.importers.known import FoundProduct
from knowledge.importers.products import build, optional
from knowledge.importers.tables import Rejected
from records import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.importers.json_ld import Node, PageData

__all__ = ["product_ids", "read_page_products"]

_NAMED = {
    "color": "Color", "size": "Size", "material": "Material", "pattern": "Pattern",
    "model": "Model", "weight": "Weight", "width": "Width", "height": "Height", "depth": "Depth",
}  # fmt: skip
_VARYING = ("color", "size", "material", "pattern")
_GTINS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8", "isbn")
_GONE = {"outofstock", "soldout", "discontinued", "preorder", "presale", "backorder"}
_LONGEST_ATTRIBUTE = 500
_STARS = 5


def read_page_products(
    data: PageData, file: str, name: str, currency: str
) -> Iterator[FoundProduct | Rejected]:
    """The products with an offer; `name` is the id of one that names none. Reviews are not read."""
    for line, reason in data.broken:
        yield Rejected(Refusal(file, line, "JSON-LD", reason))
    page = _Page(data, file, currency)
    for id_, (line, node) in page.offered().items():
        yield from page.product(node, id_ or name, line)


def product_ids(data: PageData) -> list[str]:
    """The ids of the products with an offer, empty for one that names none."""
    return list(_Page(data, "", "").offered())


class _Page:
    def __init__(self, data: PageData, file: str, currency: str) -> None:
        self._data = data
        self._file = file
        self._currency = currency

    def offered(self) -> dict[str, tuple[int, Node]]:
        """The products that can be bought, by id: pages repeat their data for many readers."""
        found: dict[str, tuple[int, Node]] = {}
        for line, node in self._data.nodes:
            bought = self._offers(node) or self._members(node)
            if types_of(node) & {"product", "productgroup"} and bought:
                names = (self._text(node, one) for one in ("productGroupID", "sku", "productID"))
                found.setdefault(next(filter(None, names), ""), (line, node))
        return found

    def product(self, node: Node, id_: str, line: int) -> Iterator[FoundProduct | Rejected]:
        dropped: list[Rejected] = []
        found = build(self._file, line, lambda: self._product(node, id_, line, dropped), id_, {})
        if isinstance(found, FoundProduct):
            found = replace(found, gtins=tuple(self._gtins(node, line, dropped)))
        yield found
        yield from dropped

    def _product(self, node: Node, id_: str, line: int, dropped: list[Rejected]) -> Product:
        members = self._members(node)
        varying = [name for name in _VARYING if len({self._text(one, name) for one in members}) > 1]
        variants = [self._variant(one, id_, varying) for one in members]
        variants = variants or [self._variant(node, id_, ())]
        if len({tuple(v.options.items()) for v in variants}) < len(variants):
            raise RecordInvalid("hasVariant", "differs in no size, color or material")
        first = members[0] if members else node
        rating = self._data.resolved(node.get("aggregateRating"))
        rating = rating if isinstance(rating, dict) else {}
        best = str(rating.get("bestRating") or _STARS)
        stars = rating.get("ratingValue") if best in {"5", "5.0"} else None
        count = rating.get("reviewCount") or rating.get("ratingCount")
        title = self._text(node, "name")
        if not title and node.get("name"):
            raise RecordInvalid("name", "is empty once its markup is removed")
        return Product(
            id=id_,
            title=title,
            brand=self._text(node, "brand") or self._text(node, "manufacturer"),
            category=self._text(node, "category").rsplit(">", 1)[-1].strip(),
            description=self._text(node, "description", lines=True),
            attributes=self._attributes(node, varying),
            variants=tuple(variants),
            image=self._optional("image", _address(first.get("image")), line, dropped),
            url=self._optional("url", _address(node.get("url")), line, dropped),
            rating=self._optional("rating", stars, line, dropped),
            rating_count=self._optional("rating_count", count, line, dropped) or 0,
        )

    def _members(self, node: Node) -> list[Node]:
        members = map(self._data.resolved, listed(node.get("hasVariant")))
        return [one for one in members if isinstance(one, dict) and self._offers(one)]

    def _offers(self, node: Node) -> list[Node]:
        found: list[Node] = []
        for offer in map(self._data.resolved, listed(node.get("offers"))):
            if isinstance(offer, dict):
                inner = map(self._data.resolved, listed(offer.get("offers")))
                found += [one for one in inner if isinstance(one, dict)] or [offer]
        return found

    def _variant(self, node: Node, id_: str, varying: Sequence[str]) -> Variant:
        offers = self._offers(node)
        prices = {self._price(offer) for offer in offers}
        if len(prices) > 1:
            raise RecordInvalid("offers", "gives several prices and not what they are for")
        gone = all(self._availability(offer) in _GONE for offer in offers)
        named = {_NAMED[name]: self._text(node, name) for name in varying}
        options = {name: value for name, value in named.items() if value}
        sku = self._text(node, "sku") or self._text(offers[0], "sku")
        return Variant(
            sku=sku or "-".join([id_, *options.values()]),
            options=options,
            price=prices.pop(),
            stock=0 if gone else None,
        )

    def _price(self, offer: Node) -> Any:
        specification = next(
            (one for one in listed(offer.get("priceSpecification")) if isinstance(one, dict)), {}
        )
        low, high = offer.get("lowPrice"), offer.get("highPrice")
        if low is not None and high is not None and str(low) != str(high):
            raise RecordInvalid("offers", "gives a range of prices and no price")
        price = offer.get("price", specification.get("price", low))
        named = offer.get("priceCurrency", specification.get("priceCurrency", ""))
        return money_in(self._currency, f"{'' if price is None else price} {named or ''}", "offers")

    def _availability(self, offer: Node) -> str:
        return str(offer.get("availability") or "").rsplit("/", 1)[-1].lower()

    def _attributes(self, node: Node, varying: Sequence[str]) -> dict[str, str]:
        found = {
            shown: self._text(node, name) for name, shown in _NAMED.items() if name not in varying
        }
        for one in map(self._data.resolved, listed(node.get("additionalProperty"))):
            if isinstance(one, dict):
                found.setdefault(self._text(one, "name"), _measured(one))
        return {
            name: value
            for name, value in found.items()
            if name and value and len(value) <= _LONGEST_ATTRIBUTE
        }

    def _gtins(self, node: Node, line: int, dropped: list[Rejected]) -> Iterator[str]:
        for one in (node, *self._members(node), *self._offers(node)):
            for name in _GTINS:
                if code := self._optional("gtin", one.get(name), line, dropped):
                    yield str(code)

    def _optional(self, field: str, value: Any, line: int, dropped: list[Rejected]) -> Any:
        taken, refusal = optional(value, field)
        if refusal is not None:
            dropped.append(Rejected(Refusal(self._file, line, field, refusal)))
        return taken

    def _text(self, node: Mapping[str, Any], name: str, *, lines: bool = False) -> str:
        value = self._data.resolved(next(iter(listed(node.get(name))), None))
        if isinstance(value, dict):
            return _measured(value)
        return text_of(value, name, lines=lines)


def _measured(node: Node) -> str:
    """What a Brand, PropertyValue or QuantitativeValue says: its name, or value and unit."""
    value = node.get("value", node.get("name"))
    if isinstance(value, dict | list) or value is None:
        return ""
    unit = node.get("unitText") or node.get("unitCode") or ""
    return text_of(f"{text_of(value, 'value')} {unit}", "value")


def _address(value: Any) -> Any:
    first = next(iter(listed(value)), None)
    return (first.get("url") or first.get("contentUrl")) if isinstance(first, dict) else first
