"""Builds what recommends, and trains it from the store's own events."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from commerce import Catalogue
from database import connect
from embedding import load_embedder
from migrations import upgrade
from recommendation import NothingToLearn, NudgesInvalid, Outcome, SlateLog, interactions_of
from recommendation.attribution import WINDOWS, Attribution
from recommendation.learning.snapshots import CurrentModels, save
from recommendation.learning.training import learn, untrained
from recommendation.nudges import load_nudges
from signals.behaviour_log import BehaviourLog
from tilly.errors import SettingInvalid
from tilly.shelf import CatalogueShelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedding import Embedder
    from recommendation import Models
    from recommendation.nudges import NudgeRules
    from tilly.settings import Settings

__all__ = ["build_nudges", "current_models", "models_file", "train_recommenders"]


def build_nudges(settings: Settings) -> NudgeRules | None:
    """The shop's rules for nudges, if it has any; raises SettingInvalid."""
    if not settings.nudges:
        return None
    try:
        return load_nudges(Path(settings.nudges))
    except NudgesInvalid as error:
        raise SettingInvalid(f"TILLY_NUDGES cannot be used. {error}") from error


def models_file(settings: Settings) -> Path:
    """Where trained recommenders are kept."""
    return settings.data_dir / "recommendation" / "recommenders.npz"


def current_models(settings: Settings, shelves: Callable[[], CatalogueShelf]) -> CurrentModels:
    """The trained models, read again when training has replaced them.

    Until there are any, what the shop sells by then is recommended by wishes alone.
    """
    return CurrentModels(models_file(settings), Untrained(shelves))


class Untrained:
    """What serves before there was any training, made anew when the catalogue has changed."""

    def __init__(self, shelves: Callable[[], CatalogueShelf]) -> None:
        self._shelves = shelves
        self._made: tuple[CatalogueShelf, Models] | None = None

    def __call__(self) -> Models:
        """The models of the catalogue as it is."""
        shelf, made = self._shelves(), self._made
        if made is None or made[0] is not shelf:
            made = self._made = (shelf, untrained(shelf.products).models())
        return made[1]


def train_recommenders(
    settings: Settings, say: Callable[[str], None], embedder: Embedder | None = None
) -> str:
    """Learn from all stored events and slates and put the result in use; the version.

    Raises NothingToLearn when the catalogue is empty.
    """
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    try:
        products = Catalogue(engine).all()
        if not products:
            raise NothingToLearn("The catalogue has no products; run `tilly ingest` first.")
        shelf = CatalogueShelf(products)
        interactions = interactions_of(BehaviourLog(engine).all())
        Attribution(engine).settle()
        slates = SlateLog(engine).judged(until=datetime.now(UTC) - WINDOWS[Outcome.CARTED])
    finally:
        engine.dispose()
    version = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    texts = {one.id: f"{one.title}. {one.category}. {one.description}" for one in products}
    trained = learn(
        interactions,
        shelf.products,
        version,
        shelf=shelf,
        slates=slates,
        texts=texts,
        embedder=embedder or load_embedder(settings.embedder),
        say=say,
    )
    save(trained, models_file(settings))
    return version
