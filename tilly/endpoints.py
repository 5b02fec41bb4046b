"""Rasa's endpoints: the project's own, or with RabbitMQ as event broker where a setting says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import yaml

from conversations.rabbitmq import QUEUE
from tilly.errors import SettingInvalid
from tilly.settings import ROOT

if TYPE_CHECKING:
    from tilly.settings import Settings

__all__ = ["endpoints_file", "is_rabbitmq"]

OWN: Final = Path("bot/endpoints.yml")
PORT: Final = 5672


def is_rabbitmq(url: str) -> bool:
    """Whether the events of this address come from a queue."""
    return url.startswith("amqp://")


def endpoints_file(settings: Settings) -> Path:
    """The file that Rasa reads, relative to the project or whole.

    Raises SettingInvalid when the queue's address lacks what Rasa needs.
    """
    if not is_rabbitmq(settings.broker_url):
        return OWN
    endpoints = yaml.safe_load((ROOT / OWN).read_text(encoding="utf-8"))
    endpoints["event_broker"] = _broker(settings.broker_url)
    path = settings.data_dir.resolve() / "rasa" / "endpoints.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    # It holds the queue's password.
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        yaml.safe_dump(endpoints, file)
    return path


def _broker(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if not parts.hostname or parts.path not in {"", "/", "/%2f", "/%2F"}:
        raise SettingInvalid(
            "TILLY_EVENTS_URL must be as in amqp://user:password@host:5672/%2f: Rasa knows no other"
            " virtual host than the default one."
        )
    return {
        "type": "pika",
        "url": parts.hostname,
        "port": parts.port or PORT,
        "username": unquote(parts.username or "guest"),
        "password": unquote(parts.password or "guest"),
        "queues": [QUEUE],
    }
