"""What the catalogue and the reviews say, as sentences that can be quoted as an answer.

What changes often (price, stock) is kept in a chunk of its own, so that a change of price
is a change of one short passage; in an answer it is as the catalogue has it at that moment
(`knowledge.live_offers`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from commerce import money
from knowledge.chunking import pack
from knowledge.chunks import Chunk
from knowledge.documents import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from commerce import Product, Variant
    from knowledge.importers.reviews import FoundReview

__all__ = [
    "DESCRIPTION", "OFFER", "is_offer", "offer_text", "product_chunks", "review_chunks",
    "sentence_of", "verbs",
]  # fmt: skip

OFFER: Final = "Price and availability"
DESCRIPTION: Final = "Description"
"""Sections of a product's passages: what the records say, and the words it is sold with."""

_YES = re.compile(r"^yes\b[\s,.:;\u2013-]*", re.IGNORECASE)
_NO = re.compile(r"^no\b(?!\s*\.?\s*\d)[\s,.:;\u2013-]*", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"^[\w-]*(proof|resistant|repellent|[a-z]able|ible|organic)\b|"
    r"(free|safe|less|ive|friendly|tight|vegan|(?<!includ)(?<!b)ed|ready|dry|cancelling)$",
    re.IGNORECASE,
)
DETAIL_CHARS = 300
"""Attributes have little to do with each other: a few a passage are found better."""
LONG_TITLE = 60
"""Longer titles are lists of properties ("Notebook Silver 43.2 cm (17\") 1440 x 900 …")."""
_FEW = 5
_SHORT = 60


def product_chunks(
    product: Product, source: str, updated_at: date, currency: str = "USD"
) -> list[Chunk]:
    """The passages of a product: offer, details, description."""

    def chunk(section: str, text: str) -> Chunk:
        return Chunk(
            id="", text=text, title=product.title, section=section, source=source,
            kind="product", product_id=product.id, product_title=product.title,
            url=product.url, updated_at=updated_at,
        )  # fmt: skip

    chunks = [chunk(OFFER, offer_text(product, currency))]
    details = [Block(sentence_of(product.title, *pair)) for pair in product.attributes.items()]
    chunks += [chunk("Details", text) for text in pack(details, DETAIL_CHARS)]
    description = [Block(line) for line in product.description.split("\n") if line]
    chunks += [chunk(DESCRIPTION, text) for text in pack(description)]
    return chunks


def offer_text(product: Product, currency: str) -> str:
    """What a product costs, whether it is in stock and in what versions, in sentences."""
    return " ".join(_offer(product, currency))


def is_offer(chunk: Chunk) -> bool:
    """Whether a passage states a product's offer (`offer_text`)."""
    return chunk.kind == "product" and chunk.section == OFFER


def review_chunks(
    review: FoundReview, title: str, url: str | None, source: str, updated_at: date
) -> list[Chunk]:
    """The passages of a review: what was said, and how many stars were given."""
    head = f"{review.rating:g} of 5 stars"
    said = f"{review.title}: {review.text}" if review.title else review.text
    return [
        Chunk(
            id="",
            text=text,
            title=f"Reviews of {title}",
            section=head,
            source=source,
            kind="review",
            product_id=review.product_id,
            product_title=title,
            url=url,
            updated_at=review.written or updated_at,
        )
        for text in pack([Block(said)])
    ]


def sentence_of(title: str, name: str, value: str) -> str:
    """An attribute as a sentence: "The Fell Jacket is waterproof: 10,000 mm."."""
    if len(title) > LONG_TITLE:  # said once in the headings, not in every sentence
        subject, of_it = "It", ""
    else:
        subject = title if title.lower().startswith(("the ", "a ", "an ")) else f"The {title}"
        of_it = f" of the {subject.removeprefix('The ')}"
    plain_name = name if name[1:2].isupper() or not name[1:].islower() else name.lower()
    yes, no = _YES.match(value), _NO.match(value)
    if yes or no:
        match = yes or no
        assert match is not None
        rest = value[match.end() :]
        be, have = verbs(title) if of_it else ("is", "has")
        if _ADJECTIVE.search(name):
            claim = f"{subject} {be} {plain_name}" if yes else f"{subject} {be} not {plain_name}"
        else:
            claim = f"{subject} {have} {plain_name}" if yes else f"{subject} {have} no {plain_name}"
        return _ended(f"{claim}: {rest}" if rest else claim)
    return _ended(f"{name[:1].upper()}{name[1:]}{of_it}: {value}")


def _offer(product: Product, currency: str) -> Iterator[str]:
    maker = f" by {product.brand}" if product.brand else ""
    be, have = verbs(product.title)
    it = f"The {product.title}"
    if len(product.title) > LONG_TITLE:
        it, be, have = "It", "is", "has"
    prices = sorted({variant.price for variant in product.variants})
    cost = money(prices[0], currency)
    if len(prices) > 1:
        cost = f"from {cost} to {money(prices[-1], currency)}, depending on the version"
    verb = "cost" if be == "are" else "costs"
    yield f"The {product.title}{maker} {verb} {cost}."
    before = [v.compare_at_price for v in product.variants if v.compare_at_price]
    if len(prices) == 1 and before and max(before) > prices[0]:
        yield f"The price was {money(max(before), currency)} before."
    stock = product.total_stock
    if not product.in_stock:
        yield f"{it} {be} out of stock at the moment."
    elif stock is not None and stock <= _FEW:
        yield f"{it} {be} in stock: only {stock} left."
    else:
        yield f"{it} {be} in stock."
    yield from _options(product)
    if product.category:
        yield f"Category: {product.category}."
    if product.rating is not None and product.rating_count:
        yield (f"{it} {have} {product.rating:g} of 5 stars from {product.rating_count} reviews.")


def _options(product: Product) -> Iterator[str]:
    names = dict.fromkeys(name for variant in product.variants for name in variant.options)
    for name in names:
        values = dict.fromkeys(
            variant.options[name] for variant in product.variants if name in variant.options
        )
        if len(values) == 1:
            yield f"{name}: {next(iter(values))}."
        elif len(values) <= _SHORT:
            yield f"Available in {len(values)} {_plural(name)}: {', '.join(values)}."
    gone = [variant for variant in product.variants if not variant.in_stock and variant.options]
    if gone and product.in_stock and len(gone) <= _SHORT:
        yield f"Out of stock at the moment: {_listed(gone)}."


def _listed(variants: Sequence[Variant]) -> str:
    return "; ".join(" ".join(variant.options.values()) for variant in variants)


def _plural(name: str) -> str:
    return f"{name.lower()}s" if not name.lower().endswith("s") else name.lower()


def verbs(title: str) -> tuple[str, str]:
    """Whether the shop speaks of one or of several: boots are, a tent is."""
    head = re.split(r"[(,]| with | for | in ", title)[0].strip().lower()
    plural = head.endswith("s") and not head.endswith(
        ("ss", "us", "is", "canvas", "lens", "series")
    )
    return ("are", "have") if plural else ("is", "has")


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
