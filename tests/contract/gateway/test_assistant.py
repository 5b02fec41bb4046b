"""What the console asks of the action server, over a real socket."""

from __future__ import annotations

import pytest
from aiohttp import web

from gateway.assistant import Assistant
from gateway.errors import AssistantAway


class ActionServer:
    """Answers as it is told to, and keeps what it was asked."""

    def __init__(self):
        self.heard = []
        self.answer = None

    async def start(self):
        app = web.Application()
        app.router.add_post("/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self):
        await self._runner.cleanup()

    async def _handle(self, request):
        token = request.headers.get("X-Service-Token")
        self.heard.append((request.path, token, await request.json()))
        return self.answer


@pytest.fixture
async def server():
    server = ActionServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def assistant(server):
    assistant = Assistant(server.port, "token")
    yield assistant
    await assistant.close()


async def test_it_asks_with_the_service_token(server, assistant):
    """Question and history go out as the action server reads them."""
    server.answer = web.json_response({"text": "Yes.", "citations": []})
    assert {"text": "Yes.", "citations": []} == await assistant.suggest("ok?", [("a", "b")])
    body = {"question": "ok?", "history": [["a", "b"]]}
    assert [("/internal/assist/suggestion", "token", body)] == server.heard


async def test_articles_and_summaries_are_what_the_server_says(server, assistant):
    """Each from its own address."""
    server.answer = web.json_response({"articles": [{"title": "Returns"}]})
    assert [{"title": "Returns"}] == await assistant.articles("returns")
    server.answer = web.json_response({"text": "They ask.", "model": "m"})
    assert {"text": "They ask.", "model": "m"} == await assistant.summary("Shopper: hello")
    assert ["/internal/assist/articles", "/internal/assist/summary"] == [
        path for path, *_ in server.heard
    ]


@pytest.mark.parametrize(
    "answer", [web.Response(status=500), web.Response(text="no JSON"), "nobody there"]
)
async def test_whatever_goes_wrong_an_agent_is_only_without_help(server, assistant, answer):
    """A fault there, nonsense, or nobody listening: all are the one error that pages tell of."""
    if isinstance(answer, str):
        await server.stop()
    else:
        server.answer = answer
    with pytest.raises(AssistantAway):
        await assistant.suggest("ok?", [])
