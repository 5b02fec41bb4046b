"""Those that the gateway asks, saying what they are told to: Rasa, and who helps agents."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

from gateway.errors import AssistantAway

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from types import TracebackType

__all__ = ["ARTICLE", "ScriptedAssistant", "ScriptedRasa", "echo", "hang"]

Answer = list[dict[str, Any]] | web.Response


async def echo(message: dict[str, Any]) -> Answer:
    """Says the message back."""
    return [{"recipient_id": message["sender"], "text": f"You said: {message['message']}"}]


class ScriptedRasa:
    """Speaks the REST channel's protocol; `answer` may be exchanged while it runs.

    `received` keeps every message in the order of arrival, `trackers` what each conversation's
    was told beside that. A message that comes while another of its conversation is answered
    would break the order, and is counted in `overlaps`. `deaf` takes nothing that it is told.
    """

    def __init__(self, answer: Callable[[dict[str, Any]], Awaitable[Answer]] = echo) -> None:
        self.answer = answer
        self.received: list[dict[str, Any]] = []
        self.trackers: dict[str, list[dict[str, Any]]] = {}
        self.overlaps = 0
        self.deaf = False
        self.port = 0
        self._busy: set[str] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, on the port of the last time if there was one."""
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", self._webhook)
        app.router.add_post("/model/parse", self._parse)
        app.router.add_post("/conversations/{id}/tracker/events", self._append)
        app.router.add_get("/conversations/{id}/tracker", self._tracker)
        app.router.add_get("/status", self._status)
        app.router.add_get("/healthz", self._status)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Drop every connection, as a killed process does."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def said_in(self, conversation_id: str) -> list[str]:
        """The texts that arrived for a conversation, in order."""
        return [
            message["message"] for message in self.received if message["sender"] == conversation_id
        ]

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        message = await request.json()
        self.received.append(message)
        sender = message["sender"]
        self.overlaps += sender in self._busy
        self._busy.add(sender)
        try:
            answer = await self.answer(message)
        finally:
            self._busy.discard(sender)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    async def _parse(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        return web.json_response({"text": text, "intent": {"name": "inform", "confidence": 1.0}})

    async def _append(self, request: web.Request) -> web.Response:
        if self.deaf:
            raise web.HTTPServiceUnavailable
        self.trackers.setdefault(request.match_info["id"], []).extend(await request.json())
        return web.json_response({})

    async def _tracker(self, request: web.Request) -> web.Response:
        return web.json_response({"events": self.trackers.get(request.match_info["id"], [])})

    async def _status(self, _request: web.Request) -> web.Response:
        return web.json_response({"model_file": "scripted"})


async def hang(_message: dict[str, Any]) -> Answer:
    """Never answers."""
    await asyncio.Event().wait()
    raise AssertionError("an event that nobody sets was set")


ARTICLE = {
    "title": "Returns policy",
    "source": "policies/returns.md",
    "section": "How long you have",
    "url": "/shop/policies/returns",
}


class ScriptedAssistant:
    """What an `Assistant` would answer; `asked` keeps the questions, `away` answers none."""

    def __init__(self) -> None:
        self.away = False
        self.asked: list[tuple[str, Sequence[tuple[str, str]]]] = []

    async def suggest(self, question: str, history: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """Thirty days."""
        self._come()
        self.asked.append((question, history))
        text = "You have 30 days."
        return {"text": text, "citations": [ARTICLE], "confidence": 0.9, "model": "scripted"}

    async def articles(self, query: str) -> list[dict[str, Any]]:
        """One that says what was searched for."""
        self._come()
        return [{**ARTICLE, "text": f"About {query}."}]

    async def summary(self, talk: str) -> dict[str, Any]:
        """That they spoke, in so many lines."""
        self._come()
        return {"text": f"They said {len(talk.splitlines())} things.", "model": "scripted"}

    async def close(self) -> None:
        """Close nothing."""

    def _come(self) -> None:
        if self.away:
            raise AssistantAway("The action server does not answer.")
