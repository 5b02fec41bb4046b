"""How the demo shop shows a product: in a list, and in the parts of its own page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commerce import Product, Variant
    from gateway.shop_pages import Visit
    from insights.content.shelf import Text

FEW: Final = 5
"""In stock: so many are counted out to the shopper."""


@dataclass(frozen=True)
class Review:
    """What a customer wrote of a product; `days_ago` counts from today."""

    rating: int
    title: str
    text: str
    author: str
    days_ago: int


def card(visit: Visit, product: Product, line: Text | None = None) -> str:
    """The product in a list, with a line that says something of it where there is one."""
    kind, words = stock(product.variants)
    told = f'<span class="told">{escape(line.draft.body)}</span>' if line else ""
    known = f' data-content="{escape(line.id)}"' if line else ""
    return f"""<li{known}><a href="{address(product)}"><img src="{picture(product)}" alt=""
 loading="lazy" width="280" height="280"><span class="brand">{escape(product.brand)}</span>
<span class="title">{escape(product.title)}</span></a>{told}
<span class="line"><span class="price">{price(visit, product)}</span>{rating(product)}</span>
<span class="stock {kind}">{words}</span></li>"""


def address(product: Product) -> str:
    """Where the product's page is."""
    return f"/shop/products/{quote(product.id, safe='')}"


def picture(product: Product) -> str:
    """The address of its picture: its own, or the one that we draw."""
    if product.image and product.image.startswith(("https://", "http://")):
        return escape(product.image)
    return f"/shop/images/{quote(product.id, safe='')}.svg"


def price(visit: Visit, product: Product) -> str:
    """The lowest price, and the one before that was struck."""
    prices = {variant.price for variant in product.variants}
    start = "from " if len(prices) > 1 else ""
    cheapest = min(product.variants, key=lambda variant: variant.price)
    before = cheapest.compare_at_price
    struck = (
        f' <s><span class="unseen">before</span> {visit.money(before)}</s>'
        if before and before > cheapest.price
        else ""
    )
    return f"{start}{visit.money(cheapest.price)}{struck}"


def rating(product: Product) -> str:
    """The stars of 5 and how many gave them; nothing for an unrated product."""
    if product.rating is None:
        return ""
    return (
        f'<span class="rating"><span class="star" aria-hidden="true">★</span>'
        f'<span class="unseen">Rated</span> {product.rating:.1f}'
        f' <span class="unseen">out of 5 by</span> ({product.rating_count})</span>'
    )


def stock(variants: Sequence[Variant]) -> tuple[str, str]:
    """The style class of what is left of the variants, and the words for it."""
    left = [v.stock for v in variants if v.in_stock]
    if not left:
        return "none", "Out of stock"
    known = [count for count in left if count is not None]
    if len(known) == len(left) and sum(known) <= FEW:
        return "few", f"Only {sum(known)} left"
    return "plenty", "In stock"


def options(product: Product) -> str:
    """Each option's values, struck through where no variant with it is in stock."""
    names = dict.fromkeys(name for v in product.variants for name in v.options)
    groups = []
    for name in names:
        values: dict[str, bool] = {}
        for variant in product.variants:
            if name in variant.options:
                value = variant.options[name]
                values[value] = values.get(value, False) or variant.in_stock
        chips = "".join(
            f"<li>{escape(value)}</li>"
            if there
            else f'<li class="gone">{escape(value)}<span class="unseen"> (out of stock)</span></li>'
            for value, there in values.items()
        )
        groups.append(f"<dt>{escape(name)}</dt><dd><ul>{chips}</ul></dd>")
    return f'<dl class="options">{"".join(groups)}</dl>' if groups else ""


def variants(visit: Visit, product: Product) -> str:
    """A table of the variants; nothing for a single one."""
    if len(product.variants) == 1:
        return ""
    rows = "".join(
        f"<tr><td>{escape(' · '.join(v.options.values()) or v.sku)}</td>"
        f"<td>{visit.money(v.price)}</td><td class='{stock([v])[0]}'>{stock([v])[1]}</td></tr>"
        for v in product.variants
    )
    return f"""<details><summary>Price and stock of each</summary><table class="facts">
<thead><tr><th scope="col">Variant</th><th scope="col">Price</th><th scope="col">Stock</th></tr>
</thead><tbody>{rows}</tbody></table></details>"""


def reviews(written: Iterable[Review]) -> str:
    """The reviews in the order given; nothing when there are none."""

    def one(review: Review) -> str:
        days = review.days_ago
        when = "today" if days < 1 else f"{days} day{'' if days == 1 else 's'} ago"
        stars = "★" * review.rating + "☆" * (5 - review.rating)
        return f"""<li><p class="line"><span class="star" aria-hidden="true">{stars}</span>
<span class="unseen">{review.rating} out of 5</span><strong>{escape(review.title)}</strong></p>
<p>{escape(review.text)}</p><p class="who">{escape(review.author)}, {when}</p></li>"""

    items = "".join(one(review) for review in written)
    return f"<h2>What customers say</h2><ul class='reviews'>{items}</ul>" if items else ""
