"""Signing in by the shop's own OpenID provider."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final

from aiohttp import web

from agents.claims import introduced
from agents.errors import AgentsError, SignInRefused
from gateway.console.sign_in import enter, inside
from gateway.console.visit import cookie_name
from gateway.limits import address_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from agents import Agent
    from agents.openid import OpenIDProvider
    from gateway.console.visit import Visit

__all__ = ["begin", "come_back"]

KEPT_S: Final = 600


async def begin(visit: Visit) -> web.Response:
    """`GET /console/sign-in/provider`: off to the provider, with a cookie to come back with."""
    provider = _provider(visit)
    if visit.console.tries_of_address.take(address_key(visit.address)):
        return _refused(visit, "That was tried too often; try again in a minute.", 429)
    browser = secrets.token_urlsafe(32)
    try:
        address = await provider.begin(browser, inside(visit.request.query.get("next", "")))
    except AgentsError as error:
        return _refused(visit, str(error), 502)
    response = visit.go(address)
    response.set_cookie(
        _cookie(visit),
        browser,
        path="/",
        max_age=KEPT_S,
        httponly=True,
        secure=visit.settings.base_url.startswith("https:"),
        samesite="Lax",  # the provider's page sends the browser back
    )
    return response


async def come_back(visit: Visit) -> web.Response:
    """`GET /console/sign-in/callback`: the provider's answer, good once and in this browser."""
    provider, query = _provider(visit), visit.request.query
    try:
        attempt = provider.take(
            query.get("state", ""), visit.request.cookies.get(_cookie(visit), "")
        )
        if "code" not in query:
            raise SignInRefused("The provider did not sign you in.")
        claims = await provider.claims(query["code"], attempt, query.get("iss", ""))
        agent = await asyncio.to_thread(_admitted, visit, claims)
    except AgentsError as error:
        await asyncio.to_thread(
            visit.console.audit.record,
            "session.refused",
            agent_id=None,
            details={"by": "provider"},
            address=visit.address,
        )
        response = _refused(visit, str(error), 401)
    else:
        response = await enter(visit, agent, attempt.onward)
    response.del_cookie(_cookie(visit), path="/")
    return response


def _admitted(visit: Visit, claims: Mapping[str, Any]) -> Agent:
    return visit.console.accounts.admit(introduced(claims, visit.console.role_mapping))


def _provider(visit: Visit) -> OpenIDProvider:
    if visit.console.provider is None:
        raise web.HTTPNotFound
    return visit.console.provider


def _refused(visit: Visit, sentence: str, status: int) -> web.Response:
    return visit.page("sign_in.html", status=status, next="", trouble=sentence)


def _cookie(visit: Visit) -> str:
    return f"{cookie_name(visit.settings)}-provider"
