"""The action server's web application, for our own only.

Rasa's webhook, ingestion, what the agents' console asks of the bot, and health.
"""

from __future__ import annotations

import hmac
import json
import warnings
from typing import TYPE_CHECKING, Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic.response import json as json_response

from actions.assisting import Question
from actions.ingestion import Ingestion
from knowledge.sources import sources_named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rasa_sdk import Action
    from sanic import HTTPResponse, Request, Sanic

    from actions.assisting import Assisting
    from actions.ingestion import Ingests
    from actions.nudging import Nudging
    from commerce.importers import SqlView

__all__ = ["build_app"]

MOST_BODY_BYTES = 20_000_000
# A turn is limited by its own deadline, and ingestion streams for as long as it takes.
PATIENCE_S = 3600


def build_app(
    actions: Iterable[Action],
    ingestor: Ingests,
    assisting: Assisting,
    token: str,
    nudging: Nudging | None = None,
) -> Sanic[Any, Any]:
    """The application; every path but /healthz needs the service token."""
    # rasa_sdk 3.21 speaks Rasa 3.6's protocol, and warns on every call that it may not.
    warnings.filterwarnings("ignore", message="Your versions of rasa and", category=UserWarning)
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    app: Sanic[Any, Any] = create_app(executor, cors_origins=None)
    app.config.REQUEST_MAX_SIZE = MOST_BODY_BYTES
    app.config.REQUEST_TIMEOUT = app.config.RESPONSE_TIMEOUT = PATIENCE_S
    app.ctx.ready = False
    app.ctx.token = token.encode()
    app.ctx.ingestion = Ingestion(ingestor)
    app.ctx.assisting = assisting
    app.ctx.nudging = nudging
    app.register_middleware(_guard)
    app.add_route(_healthz, "/healthz", methods=["GET"])
    app.add_route(_ingest, "/internal/ingest", methods=["POST"])
    app.add_route(_nudge, "/internal/nudge", methods=["POST"])
    app.add_route(_suggest, "/internal/assist/suggestion", methods=["POST"])
    app.add_route(_articles, "/internal/assist/articles", methods=["POST"])
    app.add_route(_summarise, "/internal/assist/summary", methods=["POST"])
    return app


async def _guard(request: Request[Any, Any]) -> HTTPResponse | None:
    given = request.headers.get("X-Service-Token") or request.args.get("token") or ""
    known = hmac.compare_digest(given.encode(), request.app.ctx.token)
    if known or request.path == "/healthz":
        return None
    return json_response({"error": "The service token is missing or wrong."}, status=401)


async def _healthz(request: Request[Any, Any]) -> HTTPResponse:
    ready = request.app.ctx.ready
    state = {"status": "ready" if ready else "warming up"}
    return json_response(state, status=200 if ready else 503)


async def _nudge(request: Request[Any, Any]) -> HTTPResponse:
    """Whether a page that was reported shows a nudge: `{"nudge": {…}}` or null."""
    nudging: Nudging | None = request.app.ctx.nudging
    body = request.json if isinstance(request.json, dict) else {}
    conversation, product = body.get("conversation"), body.get("product_id")
    seconds = body.get("seconds")
    if (
        not isinstance(conversation, str)
        or not isinstance(product, str)
        or not isinstance(seconds, int | float)
    ):
        told = 'Send {"conversation": "…", "product_id": "…", "seconds": 0}.'
        return json_response({"error": told}, status=400)
    found = None if nudging is None else await nudging.consider(conversation, product, seconds)
    return json_response({"nudge": found})


async def _ingest(request: Request[Any, Any]) -> HTTPResponse | None:
    """Answers line by line: progress objects, then a report or an error."""
    paths = _paths(request.json)
    if paths is None:
        return json_response({"error": 'Send {"paths": ["…"]}.'}, status=400)
    ingestion: Ingestion = request.app.ctx.ingestion
    if ingestion.running:
        return json_response({"error": "Another ingestion is running; try again."}, status=409)
    response = await request.respond(content_type="application/x-ndjson")
    async for line in ingestion.lines(paths):
        await response.send(json.dumps(line, default=str) + "\n")
    await response.eof()
    return None


async def _suggest(request: Request[Any, Any]) -> HTTPResponse:
    asked = Question.read(request.json)
    if asked is None:
        return json_response({"error": 'Send {"question": "…", "history": [["…", "…"]]}.'}, 400)
    return json_response(await request.app.ctx.assisting.suggest(asked))


async def _articles(request: Request[Any, Any]) -> HTTPResponse:
    asked = Question.read(request.json)
    if asked is None:
        return json_response({"error": 'Send {"question": "…"}.'}, 400)
    return json_response({"articles": await request.app.ctx.assisting.articles(asked.text)})


async def _summarise(request: Request[Any, Any]) -> HTTPResponse:
    body = request.json
    talk = body.get("talk") if isinstance(body, dict) else None
    if not isinstance(talk, str) or not talk.strip():
        return json_response({"error": 'Send {"talk": "…"}.'}, 400)
    return json_response(await request.app.ctx.assisting.summarise(talk))


def _paths(body: object) -> list[Path | SqlView] | None:
    paths = body.get("paths") if isinstance(body, dict) else None
    if not isinstance(paths, list) or not paths or not all(isinstance(p, str) for p in paths):
        return None
    view = body.get("view") if isinstance(body, dict) else None
    return sources_named(paths, view if isinstance(view, str) else "")
