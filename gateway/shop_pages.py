"""The demo shop's HTML. Whatever comes from data is escaped where it enters a page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from commerce import money
from gateway.shop_products import card, options, picture, price, rating, reviews, stock, variants
from signals import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from commerce import Customer, Product
    from gateway.shop_products import Review
    from insights.content.shelf import Text

SORTS: Final = {
    "featured": "Featured",
    "price": "Price: low to high",
    "-price": "Price: high to low",
    "rating": "Best rated",
}
SUGGESTIONS: Final = (
    "What is your return policy for electronics?",
    "Something warm for a toddler under 40",
    "Where is my order?",
)
_MARK: Final = (
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">'
    '<path d="M16 3l8 11h-4l6 8H6l6-8H8z"/><path d="M14.5 22h3v4h-3z"/>'
    '<path class="wave" d="M3 29q3.25-3 6.5 0t6.5 0 6.5 0 6.5 0"/></svg>'
)


@dataclass(frozen=True)
class Visit:
    """What every page of the shop shows: the store, and who looks at it."""

    store_name: str
    currency: str
    categories: Sequence[str]
    policies: Mapping[str, str]
    customers: Sequence[Customer]
    customer: Customer | None = None
    customer_token: str = ""

    def money(self, amount: Decimal) -> str:
        """An amount as the shop writes it."""
        return money(amount, self.currency)


@dataclass(frozen=True)
class Search:
    """What the listing is narrowed to."""

    words: str = ""
    category: str = ""
    sort: str = "featured"
    in_stock: bool = False

    def address(self, **changes: str) -> str:
        """Where the listing so narrowed is, escaped; `changes` replace fields of the query."""
        fields = {
            "q": self.words,
            "category": self.category,
            "sort": "" if self.sort == "featured" else self.sort,
            "in_stock": "1" if self.in_stock else "",
        } | changes
        query = urlencode({name: value for name, value in fields.items() if value})
        return escape("/shop" + (f"?{query}" if query else ""))


def listing(
    visit: Visit, search: Search, found: Sequence[Product], lines: Mapping[str, Text]
) -> str:
    """The page of products that a search found; `lines` are texts to show below some, by id."""
    heading = search.category or ("Search results" if search.words else "All products")
    count = f"{len(found)} product{'' if len(found) == 1 else 's'}"
    cards = "".join(card(visit, product, lines.get(product.id)) for product in found)
    nothing = (
        '<p class="nothing">Nothing here matches. <a href="/shop">See all products</a> or ask in'
        " the chat.</p>"
    )
    hero = "" if search.words or search.category else _hero(visit)
    body = f"""{hero}
<div class="bar"><div><h1>{escape(heading)}</h1><p class="count">{count}</p></div>
{_narrowing(search)}</div>
{f'<ul class="products">{cards}</ul>' if found else nothing}"""
    return page(visit, heading, body, search=search, kind=PageKind.LISTING)


def detail(visit: Visit, product: Product, written: Sequence[Review]) -> str:
    """The page of one product and what was written of it."""
    kind, words = stock(product.variants)
    category = escape(product.category)
    link = Search(category=product.category).address()
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in product.attributes.items()
    )
    facts = f"<h2>Details</h2><table class='facts'>{rows}</table>" if rows else ""
    body = f"""
<nav class="crumbs" aria-label="You are here"><a href="/shop">All products</a>
<span aria-hidden="true">/</span> <a href="{link}">{category}</a></nav>
<article class="product">
<div class="stage"><img src="{picture(product)}" alt="" width="560" height="560"></div>
<div class="about"><p class="brand">{escape(product.brand)}</p>
<h1>{escape(product.title)}</h1>
<p class="line">{rating(product)}</p>
<p class="price">{price(visit, product)}</p>
<p class="stock {kind}">{words}</p>
<p class="description">{escape(product.description)}</p>
{options(product)}
<p><button type="button" class="primary" data-ask>Ask about this product</button></p>
{variants(visit, product)}</div>
<div class="more">{facts}{reviews(written)}</div>
</article>"""
    return page(visit, product.title, body, product_id=product.id, kind=PageKind.PRODUCT)


def document(visit: Visit, title: str, body: str) -> str:
    """A page of text; `body` is HTML that was rendered with raw HTML switched off."""
    others = "".join(
        f'<li><a href="{address}">{escape(name)}</a></li>'
        for address, name in visit.policies.items()
    )
    return page(
        visit,
        title,
        f'<div class="reading"><article>{body}</article><nav aria-label="Help pages">'
        f"<h2>Help</h2><ul>{others}</ul></nav></div>",
        kind=PageKind.INFORMATION,
    )


def page(
    visit: Visit,
    title: str,
    body: str,
    *,
    search: Search | None = None,
    product_id: str = "",
    kind: PageKind = PageKind.OTHER,
) -> str:
    """A whole page of the shop, with the chat on it; what `kind` it is its script reports."""
    words = search.words if search else ""
    name = escape(visit.store_name)
    chat = {
        "store-name": visit.store_name,
        "suggestions": "|".join(SUGGESTIONS),
        "product-id": product_id,
        "customer-token": visit.customer_token,
    }
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in chat.items() if value)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} · {name}</title>
<link rel="stylesheet" href="/shop/static/shop.css">
<link rel="icon" href="/shop/static/icon.svg" type="image/svg+xml">
<script src="/widget.js" defer></script>
<script src="/shop/static/shop.js" defer></script></head>
<body data-page="{kind}"><a class="skip" href="#main">Skip to the products</a>
<p class="ribbon">A demonstration shop: nothing here is for sale.</p>
<header><div class="wide"><a class="logo" href="/shop">{_MARK}<span>{name}</span></a>
<form class="search" role="search" action="/shop"><label class="unseen" for="q">Search</label>
<input id="q" name="q" type="search" placeholder="Search the shop" value="{escape(words)}">
</form>{_sign_in(visit)}</div>
<nav class="wide categories" aria-label="Categories">{_categories(visit, search)}</nav></header>
<main id="main" class="wide">{body}</main>
<footer><div class="wide"><p><strong>{name}</strong><br>Good things for outdoors and home.</p>
<ul>{_footer_links(visit)}</ul></div></footer>
<tilly-chat{attributes}></tilly-chat></body></html>"""


def _hero(visit: Visit) -> str:
    return f"""<section class="hero"><div><p class="brand">{escape(visit.store_name)}</p>
<p class="claim">Made for weather,<br>kept for years.</p>
<p>Outdoor gear, warm layers and honest things for the home. Ask the assistant about any of
them, about an order, or about how we do things.</p>
<p><button type="button" class="primary" data-ask>Ask a question</button></p></div>
<div class="scene" aria-hidden="true"></div></section>"""


def _sign_in(visit: Visit) -> str:
    if not visit.customers:
        return ""
    chosen = visit.customer.id if visit.customer else ""
    options = "".join(
        f'<option value="{escape(each.id)}"{" selected" if each.id == chosen else ""}>'
        f"{escape(each.name)} ({escape(each.tier)}, {escape(each.id)})</option>"
        for each in visit.customers
    )
    return f"""<div class="sign-in"><label for="customer">Shopping as</label>
<select id="customer" autocomplete="off"><option value="">a guest</option>{options}</select>
</div>"""


def _categories(visit: Visit, search: Search | None) -> str:
    def link(name: str, label: str) -> str:
        here = ' aria-current="page"' if search and name == search.category else ""
        return f'<a href="{Search(category=name).address()}"{here}>{escape(label)}</a>'

    return "".join([link("", "All"), *(link(name, name) for name in visit.categories)])


def _narrowing(search: Search) -> str:
    options = "".join(
        f'<option value="{key}"{" selected" if key == search.sort else ""}>{label}</option>'
        for key, label in SORTS.items()
    )
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("q", search.words), ("category", search.category))
        if value
    )
    ticked = " checked" if search.in_stock else ""
    return f"""<form class="narrowing" action="/shop">{kept}
<label class="tick"><input type="checkbox" name="in_stock" value="1"{ticked}> In stock only</label>
<label>Sort by <select name="sort">{options}</select></label>
<button type="submit">Apply</button></form>"""


def _footer_links(visit: Visit) -> str:
    return "".join(
        f'<li><a href="{address}">{escape(name)}</a></li>'
        for address, name in visit.policies.items()
        if "/policies/" in address
    )
