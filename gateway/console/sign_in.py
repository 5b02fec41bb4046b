"""Signing in and out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from agents.errors import AgentsError, SignInRefused
from gateway.console.visit import SIGN_IN, cookie_name
from gateway.limits import address_key

if TYPE_CHECKING:
    from aiohttp import web

    from agents import Agent
    from gateway.console.visit import Visit

__all__ = ["enter", "form", "inside", "leave", "submit"]


async def form(visit: Visit) -> web.Response:
    """`GET /console/sign-in`."""
    return visit.page("sign_in.html", next=inside(visit.request.query.get("next", "")), trouble="")


async def submit(visit: Visit) -> web.Response:
    """`POST /console/sign-in`: a fresh session for who knows the password."""
    console, posted = visit.console, await visit.request.post()
    email, password = str(posted.get("email", "")), str(posted.get("password", ""))
    onward = inside(str(posted.get("next", "")))
    wait = max(
        console.tries_of_address.take(address_key(visit.address)),
        console.tries_of_account.take(email.strip().lower()),
    )
    if wait:
        sentence = f"That was tried too often; try again in {round(wait) + 1} seconds."
        response = visit.page("sign_in.html", status=429, next=onward, trouble=sentence)
        response.headers["Retry-After"] = str(round(wait) + 1)
        return response
    try:
        agent = await asyncio.to_thread(console.accounts.authenticate, email, password)
    except SignInRefused as refusal:
        subject = await asyncio.to_thread(_known, visit, email)
        await asyncio.to_thread(
            console.audit.record,
            "session.refused",
            agent_id=None,
            subject=subject,
            address=visit.address,
        )
        return visit.page("sign_in.html", status=401, next=onward, trouble=str(refusal))
    return await enter(visit, agent, onward)


async def enter(visit: Visit, agent: Agent, onward: str) -> web.Response:
    """Begin a session of an agent, whatever token the browser came with."""
    console = visit.console
    token = await asyncio.to_thread(console.sessions.start, agent.id, replaces=visit.token)
    await asyncio.to_thread(
        console.audit.record, "session.began", agent_id=agent.id, address=visit.address
    )
    response = visit.go(onward or "/console")
    response.set_cookie(
        cookie_name(visit.settings),
        token,
        path="/",
        httponly=True,
        secure=visit.settings.base_url.startswith("https:"),
        samesite="Lax",  # a link to a conversation, in a message to a colleague, still works
    )
    return response


async def leave(visit: Visit) -> web.Response:
    """`POST /console/sign-out`."""
    await asyncio.to_thread(visit.console.sessions.end, visit.token)
    await asyncio.to_thread(
        visit.console.audit.record, "session.ended", agent_id=visit.me.id, address=visit.address
    )
    response = visit.go(SIGN_IN)
    response.del_cookie(cookie_name(visit.settings), path="/")
    return response


def _known(visit: Visit, email: str) -> str:
    """The account that was tried; what was typed is not kept, it may be a password."""
    try:
        return visit.console.accounts.by_email(email).id
    except AgentsError:
        return ""


def inside(address: str) -> str:
    """Where to go after signing in, if it is in the console."""
    inside = address == "/console" or address.startswith(("/console/", "/console?"))
    return address if inside and not any(sign in address for sign in "\\\r\n\t") else ""
