"""What the gateway's applications hold."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy import Engine

from gateway.chat import Chat
from gateway.metrics import Metrics
from gateway.tokens import Tokens
from tilly.settings import Settings

__all__ = ["CHAT", "ENGINE", "METRICS", "SETTINGS", "TOKENS"]

SETTINGS = web.AppKey("settings", Settings)
ENGINE = web.AppKey("engine", Engine)
TOKENS = web.AppKey("tokens", Tokens)
METRICS = web.AppKey("metrics", Metrics)
CHAT = web.AppKey("chat", Chat)
