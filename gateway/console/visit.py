"""One request of the console: who asks, with what right, and the answer's safe headers."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from yarl import URL

from agents import Agent, Role
from agents.errors import SessionEnded
from gateway.console.rendering import render
from gateway.console.state import CONSOLE, Console
from gateway.keys import SETTINGS
from gateway.visitors import address_of

if TYPE_CHECKING:
    from tilly.settings import Settings

__all__ = ["SIGN_IN", "Visit", "cookie_name"]

SIGN_IN: Final = "/console/sign-in"
REVEALED_FOR_S: Final = 15 * 60

# Pictures are the only thing that may come from elsewhere: products', as the shopper saw them.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: {shop};"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY.format(shop=""),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True)
class Visit:
    """A request; `agent` is None where nobody has to be signed in."""

    request: web.Request
    agent: Agent | None = None

    @property
    def console(self) -> Console:
        """The console's services."""
        return self.request.app[CONSOLE]

    @property
    def settings(self) -> Settings:
        """The store's settings."""
        return self.request.app[SETTINGS]

    @property
    def me(self) -> Agent:
        """Who is signed in; the route table made sure that somebody is."""
        assert self.agent is not None
        return self.agent

    @property
    def token(self) -> str:
        """The session's token, empty without one."""
        return self.request.cookies.get(cookie_name(self.settings), "")

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return address_of(self.request, self.settings.trusted_proxies)

    @property
    def csrf(self) -> str:
        """What a form of this session must carry: only our own pages can know it."""
        return self._sign("form")

    def csrf_matches(self, given: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(given.encode(errors="replace"), self.csrf.encode())

    def seal_reveal(self, conversation_id: str) -> str:
        """What shows one conversation unmasked in this session, for a quarter of an hour."""
        ends = int(time.time()) + REVEALED_FOR_S
        return f"{ends}.{self._sign(f'reveal {conversation_id} {ends}')}"

    def revealed(self, conversation_id: str) -> bool:
        """Whether the address carries such a seal."""
        ends, _, seal = self.request.query.get("revealed", "").partition(".")
        if not ends.isdecimal() or int(ends) < time.time():
            return False
        wanted = self._sign(f"reveal {conversation_id} {ends}")
        return hmac.compare_digest(seal.encode(errors="replace"), wanted.encode())

    def seal(self, text: str) -> str:
        """A text that a form may carry and bring back in this session only as it is."""
        return f"{self._sign(f'sealed {text}')}.{text}"

    def unsealed(self, sealed: str) -> str | None:
        """The text of a seal of this session; None when it is none."""
        seal, _, text = sealed.partition(".")
        wanted = self._sign(f"sealed {text}")
        return text if hmac.compare_digest(seal.encode(errors="replace"), wanted.encode()) else None

    @property
    def partial(self) -> bool:
        """Whether the page asks for a part of itself."""
        return self.request.headers.get("HX-Request") == "true"

    async def signed_in(self, *, active: bool) -> Agent | None:
        """Whose session this is, None for nobody's."""
        if not self.token:
            return None
        try:
            return await self.console.read(
                self.console.sessions.agent_of, self.token, active=active
            )
        except SessionEnded:
            return None

    def page(self, template: str, status: int = 200, **values: Any) -> web.Response:
        """A page or a part of one."""
        text = render(
            template,
            me=self.agent,
            csrf=self.csrf if self.agent else "",
            store_name=self.settings.store_name,
            has_provider=self.console.provider is not None,
            is_lead=self.agent is not None and self.agent.role.covers(Role.LEAD),
            is_admin=self.agent is not None and self.agent.role.covers(Role.ADMIN),
            **values,
        )
        shop = URL(self.settings.shop_url).origin()
        headers = {**HEADERS, "Content-Security-Policy": POLICY.format(shop=shop)}
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)

    def part(self, template: str, **values: Any) -> web.Response:
        """A part of a page; a page of its own without a script."""
        if self.partial:
            return self.page(template, **values)
        return self.page("part.html", part=template, **values)

    def unchanged(self) -> web.Response:
        """Tells a part that asks again that it is as it was."""
        return web.Response(status=204, headers=HEADERS)

    def go(self, address: str) -> web.Response:
        """Send the browser on, after a form."""
        return web.Response(status=303, headers={**HEADERS, "Location": address})

    def to_sign_in(self) -> web.Response:
        """Nobody is signed in: a page leads to the form, a part of one or a form's post is 401."""
        if self.partial:
            return web.Response(status=401, headers={**HEADERS, "HX-Redirect": SIGN_IN})
        if self.request.method != "GET":
            return self.page("sign_in.html", status=401, next="", trouble="Sign in again first.")
        path = self.request.rel_url
        return self.go(str(path.with_path(SIGN_IN).with_query({"next": str(path)})))

    def refuse(self, sentence: str, status: int = 403) -> web.Response:
        """Say in one sentence why not."""
        return self.page("trouble.html", status=status, sentence=sentence)

    def trouble(self, sentence: str, status: int = 422) -> web.Response:
        """Say why a form was not taken: beside it, or on a page without a script."""
        if not self.partial:
            return self.refuse(sentence, status)
        response = self.page("trouble_note.html", status=422, sentence=sentence)
        response.headers["HX-Retarget"] = "#trouble"
        response.headers["HX-Reswap"] = "innerHTML"
        return response

    def _sign(self, what: str) -> str:
        return hmac.new(self.token.encode(), what.encode(), hashlib.sha256).hexdigest()


def cookie_name(settings: Settings) -> str:
    """Over HTTPS a name that browsers keep to this host and to secure connections."""
    return "__Host-console" if settings.base_url.startswith("https:") else "console"
