"""A server that speaks the OpenAI streaming protocol, and misbehaves on request."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Endpoint:
    """`behaviours` are played in turn, the last one for ever."""

    url: str = ""
    behaviours: list = field(default_factory=list)
    requests: list[dict] = field(default_factory=list)
    headers: list = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        self.headers.append(dict(request.headers))
        play = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        try:
            return await play(request)
        except (asyncio.CancelledError, ConnectionError):
            self.hung_up.set()
            raise


def event(text=None, finish=None, **more):
    choice = {"index": 0, "delta": {} if text is None else {"content": text}}
    return {"choices": [choice | {"finish_reason": finish}], **more}


def says(*pieces, delay=0.0, ending="done", cut=None):
    """Stream `pieces`; `ending` is done, none (cut mid-stream) or hang."""

    async def play(request):
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)

        async def send(data):
            raw = f"data: {data if isinstance(data, str) else json.dumps(data)}\r\n\r\n".encode()
            for start in range(0, len(raw), cut or len(raw)):
                await response.write(raw[start : start + (cut or len(raw))])

        await response.write(b": a comment\n\n")
        for piece in pieces:
            await asyncio.sleep(delay)
            await send(event(piece) if isinstance(piece, str) else piece)
        if ending == "hang":
            while True:
                await asyncio.sleep(0.02)
                await response.write(b": still here\n\n")
        if ending == "done":
            await send(event(finish="stop"))
            await send({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}})
            await send("[DONE]")
        return response

    return play


def raw(text):
    async def play(request):
        return web.Response(body=text, content_type="text/event-stream")

    return play


def fails(status, body='{"error": {"message": "busy"}}', **headers):
    async def play(request):
        return web.Response(status=status, text=body, headers=headers)

    return play
