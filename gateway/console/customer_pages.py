"""The rights of customers: everything about one of them in a file, or erased, with the proof.

Ids and e-mail addresses are posted, never part of an address: addresses end up in histories.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from typing import IO, TYPE_CHECKING, Any, Final

from aiohttp import web

from conversations.errors import ConversationNotFound
from gateway.console.visit import HEADERS
from privacy import SubjectUnknown, write_export
from privacy.errors import ErasureNotFound

if TYPE_CHECKING:
    from gateway.console.visit import Visit
    from privacy import Subject

__all__ = ["certificate", "customers", "erase", "erasure", "export", "look_up"]

PAGE: Final = "/console/customers"
IN_MEMORY: Final = 16 * 1024 * 1024
CHUNK: Final = 256 * 1024


async def customers(visit: Visit) -> web.Response:
    """`GET /console/customers`; `of` is a conversation whose shopper is meant."""
    conversation_id = visit.request.query.get("of", "")
    if not conversation_id:
        return await _page(visit, "")
    console = visit.console
    try:
        found = await console.read(console.transcripts.of, conversation_id)
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    return await _page(visit, found.conversation.owner_id or conversation_id)


async def look_up(visit: Visit) -> web.Response:
    """`POST /console/customers`: what is kept of somebody, in figures."""
    return await _page(visit, str((await visit.request.post()).get("id", "")).strip())


async def export(visit: Visit) -> web.StreamResponse:
    """`POST /console/customers/export`: all of it, as a ZIP."""
    given = str((await visit.request.post()).get("id", "")).strip()
    console = visit.console
    try:
        subject = await console.read(console.find_subject, given)
    except SubjectUnknown as error:
        return await _page(visit, given, str(error), 404)
    await asyncio.to_thread(
        console.audit.record,
        "customer.exported",
        agent_id=visit.me.id,
        subject=console.erasures.hash_of(subject.id),
        address=visit.address,
    )
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        await console.read(_write, visit, subject, file)
        file.seek(0)
        response = web.StreamResponse(
            headers={
                **HEADERS,
                "Content-Type": "application/zip",
                "Content-Disposition": 'attachment; filename="customer.zip"',
            }
        )
        await response.prepare(visit.request)
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            await response.write(chunk)
        await response.write_eof()
        return response


async def erase(visit: Visit) -> web.Response:
    """`POST /console/customers/erase`: for good, so the id has to be typed once more."""
    posted = await visit.request.post()
    given, again = (str(posted.get(name, "")).strip() for name in ("id", "again"))
    console = visit.console
    if not given or again != given:
        return await _page(visit, given, "That is not the same id; nothing was erased.", 400)
    try:
        subject = await console.read(console.find_subject, given)
    except SubjectUnknown as error:
        return await _page(visit, given, str(error), 404)
    erasure_id = await asyncio.to_thread(console.erasures.request, subject, visit.me.id)
    await asyncio.to_thread(
        console.audit.record,
        "customer.erasure_requested",
        agent_id=visit.me.id,
        subject=erasure_id,
        address=visit.address,
    )
    return visit.go(f"{PAGE}/erasures/{erasure_id}")


async def erasure(visit: Visit) -> web.Response:
    """`GET …/erasures/{erasure}`: the certificate, or a page that asks until there is one."""
    try:
        found = await visit.console.read(
            visit.console.erasures.get, visit.request.match_info["erasure"]
        )
    except ErasureNotFound as error:
        return visit.refuse(str(error), 404)
    template = "certificate.html" if visit.partial else "erasure.html"
    names = {each.id: each.name for each in await visit.console.read(visit.console.accounts.all)}
    return visit.page(template, erasure=found, by=names.get(found.requested_by or "", ""))


async def certificate(visit: Visit) -> web.Response:
    """`GET …/erasures/{erasure}/certificate.json`."""
    try:
        found = await visit.console.read(
            visit.console.erasures.get, visit.request.match_info["erasure"]
        )
    except ErasureNotFound as error:
        return visit.refuse(str(error), 404)
    if found.certificate is None:
        return visit.refuse("This erasure is not done yet.", 404)
    return web.Response(
        text=json.dumps(found.certificate, indent=2) + "\n",
        content_type="application/json",
        headers={
            **HEADERS,
            "Content-Disposition": f'attachment; filename="erasure-{found.id}.json"',
        },
    )


async def _page(visit: Visit, given: str, trouble: str = "", status: int = 200) -> web.Response:
    console = visit.console
    subject, counts = None, []
    if given:
        try:
            subject = await console.read(console.find_subject, given)
            counts = await console.read(_counts, visit, subject)
        except SubjectUnknown as error:
            trouble, status = trouble or str(error), 404 if status == 200 else status  # noqa: PLR2004
    return visit.page(
        "customers.html",
        status=status,
        given=given,
        subject=subject,
        counts=counts,
        trouble=trouble,
        erasures=await console.read(console.erasures.latest, 20),
    )


def _counts(visit: Visit, subject: Subject) -> list[tuple[str, int]]:
    stores = visit.console.erasures.registry.stores
    return [(store.name, count) for store in stores if (count := store.count(subject))]


def _write(visit: Visit, subject: Subject, file: IO[bytes]) -> dict[str, Any]:
    stores = visit.console.erasures.registry.stores
    return dict(write_export(subject, stores, file, store_name=visit.settings.store_name))
