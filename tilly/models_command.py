"""`tilly insights models`: what scores and foretells in this store."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from database import connect
from insights.explaining.registry import ModelFiles, model_cards
from signals.sentiment_training import shipped_folder
from tilly.recommending import models_file

if TYPE_CHECKING:
    from insights.explaining import ModelCard
    from tilly.settings import Settings

__all__ = ["build_model_files", "show_models"]


def build_model_files(settings: Settings) -> ModelFiles:
    """Where this store's models are."""
    return ModelFiles(
        propensity=settings.propensity_file,
        recommenders=models_file(settings),
        sentiment=settings.sentiment_model or shipped_folder(settings.models).name,
    )


def show_models(settings: Settings, *, as_json: bool) -> None:
    """Every card: as a table, or whole as JSON."""
    cards = model_cards(connect(settings.sql_url), build_model_files(settings))
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(card) for card in cards], default=str))
        return
    table = Table("model", "in use", "made", "how good", show_lines=True)
    for card in cards:
        table.add_row(
            Text(card.title),
            Text(card.version or "not yet"),
            _made(card),
            Text("\n".join(f"{name}: {value:,.4g}" for name, value in card.quality.items())),
        )
    Console().print(table)


def _made(card: ModelCard) -> str:
    if card.made_at is not None:
        return f"{card.made_at:%Y-%m-%d}"
    return "with Tilly" if card.version else ""
