"""The store's models, each with its card."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from gateway.console.insight_pages import csv_file, json_body

if TYPE_CHECKING:
    from aiohttp import web

    from gateway.console.visit import Visit

__all__ = ["download", "models", "models_json"]

COLUMNS: Final = ("name", "title", "version", "made_at", "tells", "method", "data", "measured")


async def models(visit: Visit) -> web.Response:
    """`GET /console/models`: every card."""
    cards = await visit.console.read(visit.console.model_cards)
    return visit.page("models.html", cards=cards)


async def models_json(visit: Visit) -> web.Response:
    """`GET /console/models.json`: every card, whole."""
    cards = await visit.console.read(visit.console.model_cards)
    return json_body([dataclasses.asdict(card) for card in cards])


async def download(visit: Visit) -> web.Response:
    """`GET /console/models.csv`: a row for each model."""
    cards = await visit.console.read(visit.console.model_cards)
    rows = (
        [str(value) if (value := getattr(card, name)) else "" for name in COLUMNS] for card in cards
    )
    return csv_file("models", COLUMNS, rows)
