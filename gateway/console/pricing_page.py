"""Prices: how demand follows them, what if one were another, and proposals that leads decide on."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from agents.audit import record
from commerce import CommerceError
from gateway.console.insight_pages import csv_file, json_body
from insights.errors import InsightError
from insights.pricing import book
from insights.pricing.book import KIND
from insights.pricing.what_if import Demand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aiohttp import web
    from sqlalchemy import Connection

    from gateway.console.visit import Visit
    from insights.pricing.book import Proposal

__all__ = ["approve", "approved", "download", "pricing", "pricing_json", "product", "reject"]

PAGE: Final = "/console/pricing"
DECISIONS: Final = 20
FIGURES: Final = ("elasticity", "low", "high", "units", "price_changes")
DEAREST: Final = 1_000_000
FURTHER: Final = 0.3
"""How far from the present price the curve goes at most, as a part of it."""


async def pricing(visit: Visit) -> web.Response:
    """`GET /console/pricing`: proposals, elasticities, and what confounds them."""
    return await _page(visit)


async def pricing_json(visit: Visit) -> web.Response:
    """`GET /console/pricing.json`: the newest run as it is; null before the first."""
    run = await visit.console.read(visit.console.insight_runs.newest, KIND)
    return json_body(None if run is None else {"until": run.until, **run.result})


async def download(visit: Visit) -> web.Response:
    """`GET /console/pricing.csv`: a row for each product and each category with an elasticity."""
    run = await visit.console.read(visit.console.insight_runs.newest, KIND)
    if run is None:
        return visit.refuse("There is nothing yet.", 404)
    rows = [["category", "", each] for each in run.result.get("categories", ())]
    rows += [["product", each["product"], each["elasticity"]] for each in run.result["products"]]
    columns = ["kind", "product", "category", *FIGURES]
    return csv_file(
        "pricing",
        columns,
        (
            [kind, of, each["category"], *(each[name] for name in FIGURES)]
            for kind, of, each in rows
        ),
    )


async def approved(visit: Visit) -> web.Response:
    """`GET /console/pricing/approved.csv`: the prices that were approved, for the shop's system."""
    found = await visit.console.read(visit.console.prices.approved)
    return csv_file(
        "approved-prices",
        ["product", "title", "price_before", "price", "approved_at", "in_catalogue"],
        (
            [
                each.product_id,
                each.told["title"],
                str(each.price_before),
                str(each.price),
                str(each.decided_at),
                "yes" if each.status == book.APPLIED else "no",
            ]
            for each in found
        ),
    )


async def product(visit: Visit) -> web.Response:
    """`GET /console/pricing/product?id=…&price=…`: what if its price were another."""
    query = visit.request.query
    run = await visit.console.read(visit.console.insight_runs.newest, KIND)
    known = run.result["products"] if run else ()
    found = next((each for each in known if each["product"] == query.get("id", "")), None)
    if found is None:
        return visit.refuse("Nothing is known of the price of that product.", 404)
    demand = None if found["demand"] is None else Demand(**found["demand"])
    asked, trouble = _asked(query.get("price", ""))
    if asked is None:
        asked = float(found["proposed"] or found["price"])
    return visit.page(
        "price.html",
        product=found,
        demand=demand,
        curve=list(demand.curve(*_ends(demand))) if demand else [],
        asked=asked,
        change=demand.change(asked) if demand else None,
        certainty=demand.certainty(asked) if demand else None,
        trouble=trouble,
    )


async def approve(visit: Visit) -> web.Response:
    """`POST /console/pricing/{proposal}/approve`: the price is the shop's own from then on."""
    in_catalogue = not visit.settings.store_url
    return await _decide(
        visit,
        "price.approved",
        lambda connection, proposal: book.approve(
            connection, proposal, visit.me.id, in_catalogue=in_catalogue
        ),
    )


async def reject(visit: Visit) -> web.Response:
    """`POST /console/pricing/{proposal}/reject`."""
    return await _decide(
        visit,
        "price.rejected",
        lambda connection, proposal: book.reject(connection, proposal, visit.me.id),
    )


async def _decide(
    visit: Visit, action: str, decide: Callable[[Connection, str], Proposal]
) -> web.Response:
    def work(connection: Connection) -> None:
        proposal = decide(connection, visit.request.match_info["proposal"])
        record(
            connection,
            action,
            agent_id=visit.me.id,
            subject=proposal.product_id,
            details={"before": str(proposal.price_before), "price": str(proposal.price)},
            address=visit.address,
        )

    try:
        await visit.console.write(work)
    except (InsightError, CommerceError) as error:
        return await _page(visit, trouble=str(error), status=409)
    return visit.go(PAGE)


async def _page(visit: Visit, trouble: str = "", status: int = 200) -> web.Response:
    console = visit.console
    run = await console.read(console.insight_runs.newest, KIND)
    names = {each.id: each.name for each in await console.read(console.accounts.all)}
    report: Mapping[str, Any] | None = run.result if run else None
    return visit.page(
        "pricing.html",
        status=status,
        run=run,
        report=report,
        proposals=await console.read(console.prices.open),
        decided=await console.read(console.prices.decided, DECISIONS),
        names=names,
        in_catalogue=not visit.settings.store_url,
        trouble=trouble,
    )


def _asked(text: str) -> tuple[float | None, str]:
    """The price that somebody typed, or why it is none."""
    if not text.strip():
        return None, ""
    try:
        price = float(Decimal(text.strip()))
    except InvalidOperation:
        price = float("nan")
    if not isfinite(price) or not 0 < price < DEAREST:
        return None, f"{text[:20]!r} is no price above zero."
    return price, ""


def _ends(demand: Demand) -> tuple[float, float]:
    return demand.price * (1 - FURTHER), demand.price * (1 + FURTHER)
