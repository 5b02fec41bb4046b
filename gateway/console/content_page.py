"""Content: texts on products that a lead reads, mends, approves or rejects, and what they bring."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from agents.audit import record
from commerce import ProductNotFound
from gateway.console.insight_pages import csv_file, json_body
from insights.content.briefs import LIMITS, Draft
from insights.content.checking import ContentCheck
from insights.content.report import COLUMNS, report_of, row_of
from insights.content.rules import load_forbidden_claims
from insights.content.shelf import APPROVED, DRAFT, REJECTED, decide, edit, records_of
from insights.errors import InsightError

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web
    from sqlalchemy import Connection

    from commerce import Product
    from gateway.console.visit import Visit
    from insights.content.checking import Findings
    from insights.content.shelf import Text

__all__ = ["approve", "content", "content_json", "download", "mend", "reject", "text"]

PAGE: Final = "/console/content"
SHOWN: Final = 60
"""Texts on one page: more than a person reads in one go."""
STATUSES: Final = {DRAFT: "Waiting", APPROVED: "Approved", REJECTED: "Rejected"}
CHANNELS: Final = {
    "title": "Titles",
    "description": "Descriptions",
    "ad": "Ads",
    "email": "E-mails",
    "social": "Posts",
    "card": "Lines in lists",
}


async def content(visit: Visit) -> web.Response:
    """`GET /console/content?status=…&channel=…`: the texts, and the report of those shown."""
    query = visit.request.query
    status = query.get("status", DRAFT)
    channel = query.get("channel", "")
    status = status if status in STATUSES else DRAFT
    channel = channel if channel in CHANNELS else ""
    everything = await visit.console.read(visit.console.content.all)
    of_status = [each for each in everything if each.status == status]
    found = [each for each in of_status if channel in {"", each.brief.channel.value}]
    report = report_of(each for each in everything if each.status == APPROVED)
    named = {each.product_id for each in found[:SHOWN]} | {each.product_id for each in report}
    products = await visit.console.read(visit.console.catalogue.listed, named)
    return visit.page(
        "content.html",
        statuses=STATUSES,
        channels=CHANNELS,
        stands=status,
        channel=channel,
        counts={name: sum(each.status == name for each in everything) for name in STATUSES},
        found=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        titles={product.id: product.title for product in products},
        report=report,
    )


async def content_json(visit: Visit) -> web.Response:
    """`GET /console/content.json`: all texts, and the report."""
    everything = await visit.console.read(visit.console.content.all)
    approved = (each for each in everything if each.status == APPROVED)
    return json_body(
        {
            "texts": [dict(zip(COLUMNS, row_of(each), strict=True)) for each in everything],
            "report": [asdict(each) for each in report_of(approved)],
        }
    )


async def download(visit: Visit) -> web.Response:
    """`GET /console/content.csv`: the approved texts, for the shop's own system."""
    found = await visit.console.read(visit.console.content.all, status=APPROVED)
    return csv_file("content", COLUMNS, [[*map(str, row_of(each))] for each in found])


async def text(visit: Visit) -> web.Response:
    """`GET /console/content/{text}`: one text as it would be seen, with its check."""
    try:
        return _page(visit, await _look(visit))
    except (InsightError, ProductNotFound) as error:
        return visit.refuse(str(error), 404)


async def mend(visit: Visit) -> web.Response:
    """`POST /console/content/{text}`: a person's own words, which are checked as any other."""
    form = await visit.request.post()
    draft = Draft(*(_typed(form.get(name)) for name in ("headline", "body")))
    return await _change(
        visit,
        "content.edited",
        draft,
        lambda connection, found: edit(connection, found.id, draft, ()),
    )


async def approve(visit: Visit) -> web.Response:
    """`POST …/{text}/approve`: it may be shown and exported; the check has the last word."""
    return await _change(
        visit,
        "content.approved",
        None,
        lambda connection, found: decide(
            connection, found.id, visit.me.id, APPROVED, seen=found.draft
        ),
    )


async def reject(visit: Visit) -> web.Response:
    """`POST …/{text}/reject`: it is not shown, or no longer."""

    def work(connection: Connection) -> None:
        found = decide(connection, visit.request.match_info["text"], visit.me.id, REJECTED)
        _record(visit, connection, "content.rejected", found)

    return await _write(visit, work)


async def _change(
    visit: Visit,
    action: str,
    draft: Draft | None,
    change: Callable[[Connection, Text], Text],
) -> web.Response:
    """Write a change of a text, or of its words to `draft`, that the check lets pass."""
    try:
        seen = await _look(visit, draft)
    except (InsightError, ProductNotFound) as error:
        return visit.refuse(str(error), 404)
    if seen.stale and draft is None:
        return _page(visit, seen, "The product's records have changed since: write it anew.", 409)
    if not seen.findings.fit:
        return _page(visit, seen, "The check refuses it.", 422)

    def work(connection: Connection) -> None:
        _record(visit, connection, action, change(connection, seen.text))

    return await _write(visit, work)


async def _write(visit: Visit, work: Callable[[Connection], None]) -> web.Response:
    try:
        await visit.console.write(work)
    except InsightError as error:
        return visit.refuse(str(error), 409)
    return visit.go(f"{PAGE}/{visit.request.match_info['text']}")


def _record(visit: Visit, connection: Connection, action: str, changed: Text) -> None:
    record(
        connection,
        action,
        agent_id=visit.me.id,
        subject=changed.product_id,
        details={"text": changed.id, "channel": changed.brief.channel.value},
        address=visit.address,
    )


@dataclass(frozen=True)
class _Seen:
    """A text as somebody looks at it: with words that they typed, and what the check says."""

    text: Text
    product: Product
    draft: Draft
    findings: Findings
    stale: bool


async def _look(visit: Visit, typed: Draft | None = None) -> _Seen:
    """Raises TextMissing, DataUnusable and commerce.ProductNotFound."""

    def look() -> _Seen:
        console = visit.console
        text = console.content.get(visit.request.match_info["text"])
        product = console.catalogue.get(text.product_id)
        check = ContentCheck(product, load_forbidden_claims(visit.settings.content_claims_file))
        draft = typed or text.draft
        findings = check.judge(draft, text.brief.channel)
        return _Seen(text, product, draft, findings, text.records != records_of(product))

    return await visit.console.read(look)


def _page(visit: Visit, seen: _Seen, trouble: str = "", status: int = 200) -> web.Response:
    return visit.page(
        "content_text.html",
        status=status,
        seen=seen,
        text=seen.text,
        limits=LIMITS[seen.text.brief.channel],
        statuses=STATUSES,
        channels=CHANNELS,
        trouble=trouble,
    )


def _typed(value: object) -> str:
    """What somebody typed, with the line ends of our own texts."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
