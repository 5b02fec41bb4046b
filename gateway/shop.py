"""The demo shop: pages from the catalogue, with the chat on them and a sign-in switch.

Served only with `TILLY_DEMO`: its switch lets anyone be any of the demo's customers.
"""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import jwt
from aiohttp import web
from markdown_it import MarkdownIt

from commerce import Catalogue, Customer, CustomerNotFound, Customers, Product, ProductNotFound
from gateway.keys import ENGINE, SETTINGS
from gateway.shop_art import picture
from gateway.shop_checkout import checkout
from gateway.shop_content import add_content_routes, lines_for
from gateway.shop_pages import SORTS, Search, Visit, detail, document, listing
from gateway.shop_products import Review
from gateway.widget import STATIC
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from tilly.settings import Settings

COOKIE: Final = "tilly_demo_customer"
TOKEN_LIFE: Final = timedelta(hours=1)
MOST_REVIEWS: Final = 6
DEMO: Final = ROOT / "demo"

_PAGE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: {store};"
        " connect-src 'self' ws: wss:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",  # a page holds a customer's token
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FILES: Final = {
    "shop.css": "text/css",
    "shop.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "scene.svg": "image/svg+xml",
}


def add_shop_routes(app: web.Application) -> None:
    """Mount the demo shop at `/shop`."""
    routes = app.router
    routes.add_get("/", _home)
    routes.add_get("/shop/", _home)
    routes.add_get("/shop", _listing)
    routes.add_get("/shop/products/{id}", _detail)
    routes.add_get("/shop/checkout", _checkout)
    routes.add_get("/shop/images/{id}.svg", _picture)
    routes.add_get("/shop/privacy", _privacy)
    routes.add_get("/shop/{folder:policies|faq|guides}/{slug:[a-z0-9-]+}", _document)
    routes.add_get("/shop/static/{name}", _file)
    routes.add_get("/shop/api/customers", _customers)
    routes.add_get("/shop/api/token", _token)
    add_content_routes(app)


async def _home(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/shop")


async def _listing(request: web.Request) -> web.Response:
    query = request.query
    sort = query.get("sort", "")
    search = Search(
        words=query.get("q", "").strip()[:100],
        category=query.get("category", "").strip()[:100],
        sort=sort if sort in SORTS else "featured",
        in_stock=query.get("in_stock") == "1",
    )

    def build() -> str:
        everything = _catalogue(request).all()
        found = _found(everything, search)
        lines = lines_for(request.app, found)
        return listing(_visit(request, everything), search, found, lines)

    return _html(request, await asyncio.to_thread(build))


async def _detail(request: web.Request) -> web.Response:
    def build() -> str:
        product = _product(request)
        return detail(_visit(request), product, _reviews().get(product.id, ())[:MOST_REVIEWS])

    return _html(request, await asyncio.to_thread(build))


async def _checkout(request: web.Request) -> web.Response:
    return await checkout(request, _visit, _html)


async def _picture(request: web.Request) -> web.Response:
    product = await asyncio.to_thread(_product, request)
    headers = {
        "Content-Security-Policy": "default-src 'none'",
        "Cache-Control": "max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=picture(product), content_type="image/svg+xml", headers=headers)


async def _privacy(request: web.Request) -> web.Response:
    return await _shown(request, DEMO / "knowledge" / "policies" / "privacy.md")


async def _document(request: web.Request) -> web.Response:
    folder, slug = request.match_info["folder"], request.match_info["slug"]
    return await _shown(request, DEMO / "knowledge" / folder / f"{slug}.md")


async def _shown(request: web.Request, path: Path) -> web.Response:
    def build() -> str:
        if not path.is_file():
            raise web.HTTPNotFound(text="The shop has no such page.")
        text = _read(path)
        rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
        return document(_visit(request), _title(text), rendered)

    return _html(request, await asyncio.to_thread(build))


async def _file(request: web.Request) -> web.FileResponse:
    name = request.match_info["name"]
    if name not in _FILES:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    response = web.FileResponse(STATIC / "shop" / name, headers=headers)
    response.content_type = _FILES[name]
    return response


async def _customers(request: web.Request) -> web.Response:
    everyone = await asyncio.to_thread(Customers(request.app[ENGINE]).all)
    found = [{"id": each.id, "name": each.name, "tier": each.tier} for each in everyone]
    return web.json_response({"customers": found})


async def _token(request: web.Request) -> web.Response:
    customer = await asyncio.to_thread(_customer, request, request.query.get("customer", ""))
    if customer is None:
        return web.json_response({"error": "There is no such customer."}, status=404)
    body = {
        "customer": {"id": customer.id, "name": customer.name},
        "token": _sign(request, customer),
    }
    return web.json_response(body, headers={"Cache-Control": "no-store"})


def _sign(request: web.Request, customer: Customer) -> str:
    """What a real shop does on its own server: say who its customer is."""
    settings = request.app[SETTINGS]
    ends = datetime.now(UTC) + TOKEN_LIFE
    claims = {"sub": customer.id, "name": customer.name, "exp": ends}
    return jwt.encode(claims, settings.customer_signing_secret(), algorithm="HS256")


def _customer(request: web.Request, customer_id: str) -> Customer | None:
    try:
        return Customers(request.app[ENGINE]).get(customer_id)
    except CustomerNotFound:
        return None


def _catalogue(request: web.Request) -> Catalogue:
    return Catalogue(request.app[ENGINE])


def _product(request: web.Request) -> Product:
    try:
        return _catalogue(request).get(request.match_info["id"])
    except ProductNotFound:
        raise web.HTTPNotFound(text="The shop has no such product.") from None


def _visit(request: web.Request, products: Iterable[Product] | None = None) -> Visit:
    settings: Settings = request.app[SETTINGS]
    customer = _customer(request, request.cookies.get(COOKIE, ""))
    names = (
        _catalogue(request).categories()
        if products is None
        else sorted({product.category for product in products})
    )
    return Visit(
        store_name=settings.store_name,
        currency=settings.currency,
        categories=[name for name in names if name],
        policies=_help_pages(),
        customers=Customers(request.app[ENGINE]).all(),
        customer=customer,
        customer_token=_sign(request, customer) if customer else "",
    )


def _found(everything: Sequence[Product], search: Search) -> list[Product]:
    words = search.words.casefold().split()

    def fits(product: Product) -> bool:
        text = " ".join((product.title, product.brand, product.category, *product.tags)).casefold()
        return (
            (not search.category or product.category == search.category)
            and (not search.in_stock or product.in_stock)
            and all(word in text for word in words)
        )

    orders: dict[str, Callable[[Product], object]] = {
        "price": lambda product: product.price,
        "-price": lambda product: -product.price,
        "rating": lambda product: -(product.rating or 0),
        "featured": lambda product: (
            not product.in_stock,
            -(product.rating or 0) * min(product.rating_count, 5),
        ),
    }
    return sorted(filter(fits, everything), key=orders[search.sort])  # type: ignore[arg-type]


def _html(request: web.Request, text: str) -> web.Response:
    # The page may be opened under another name of this machine than its pictures' address.
    policy = _PAGE_HEADERS["Content-Security-Policy"].format(store=request.app[SETTINGS].base_url)
    headers = {**_PAGE_HEADERS, "Content-Security-Policy": policy}
    return web.Response(text=text, content_type="text/html", headers=headers)


def _read(path: Path) -> str:
    """A page's Markdown, without what stands before it for the importer."""
    return _FRONT_MATTER.sub("", path.read_text(encoding="utf-8"), count=1)


def _title(markdown: str) -> str:
    return markdown.lstrip().partition("\n")[0].lstrip("# ").strip()


@cache
def _help_pages() -> Mapping[str, str]:
    """Titles of the demo store's own pages by their address; versions that ended are not listed."""
    return {
        f"/shop/{folder}/{path.stem}": _title(_read(path))
        for folder in ("policies", "faq", "guides")
        for path in sorted((DEMO / "knowledge" / folder).glob("*.md"))
        if "\nvalid_until:" not in path.read_text(encoding="utf-8")
    }


@cache
def _reviews() -> Mapping[str, Sequence[Review]]:
    """The demo store's reviews by product id, the newest first."""
    path = DEMO / "catalogue" / "reviews.jsonl"
    if not path.is_file():
        return {}
    found: dict[str, list[Review]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        review = Review(row["rating"], row["title"], row["text"], row["author"], row["days_ago"])
        found.setdefault(row["product_id"], []).append(review)
    return {key: sorted(rows, key=lambda row: row.days_ago) for key, rows in found.items()}
