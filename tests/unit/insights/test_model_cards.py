"""No model without a card, no card without its reasons and limits."""

from __future__ import annotations

import ast
import re
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import insert

from database import writing
from insights.explaining.registry import OF_RUNS, UNCARDED, ModelFiles, model_cards
from insights.refreshing import ANALYSES
from insights.tables import insight_runs, metadata
from knowledge.sureness import COEFFICIENTS, SIGNS
from signals.propensity import PRIOR, save

ROOT = Path(__file__).parents[3]
PACKAGES = ("embedding", "generation", "insights", "knowledge", "opinions", "recommendation",
            "signals")  # fmt: skip
FITS = re.compile(r"(?:fit|fitted|train|learn|refine)(?:_\w+)?")
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def cards_of(database_of, tmp_path):
    engine = database_of(metadata)
    files = ModelFiles(tmp_path / "propensity.json", tmp_path / "recommenders.npz", "network-1")

    def cards():
        return {card.name: card for card in model_cards(engine, files)}

    cards.engine, cards.files = engine, files
    return cards


def _modules_that_fit() -> set[str]:
    """Modules with a function, or a method of a class, that is called as fitting is."""
    found = set()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            functions = (
                node
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.FunctionDef)
                and not any(getattr(one, "id", "") == "property" for one in node.decorator_list)
            )
            if any(FITS.fullmatch(node.name) for node in functions):
                found.add(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return found


def test_whatever_is_fitted_has_a_card(cards_of):
    """A new model cannot be forgotten: its module is on a card, or it is said why not."""
    claimed = {module for card in cards_of().values() for module in card.modules}

    assert set() == _modules_that_fit() - claimed - set(UNCARDED)
    assert all(find_spec(module) for module in claimed if not module.startswith("bot."))


def test_every_kind_of_run_has_a_card(cards_of):
    assert set() == {*ANALYSES, "segments"} - set(OF_RUNS) - set(UNCARDED)


def test_a_card_says_what_it_must_before_there_is_a_model(cards_of):
    cards = cards_of()

    assert len(cards) == len(set(cards))
    for card in cards.values():
        assert all((card.tells, card.method, card.uses, card.reasons, card.limits, card.data))
    assert ("", None, {}) == (
        cards["lifetime"].version, cards["lifetime"].made_at, cards["lifetime"].quality,
    )  # fmt: skip
    assert PRIOR.version == cards["purchase_intent"].version


def test_a_card_tells_of_what_the_model_keeps_about_itself(cards_of):
    save(PRIOR, cards_of.files.propensity, {"visits": 900})
    result = {
        "customers": 80, "buying": {"r": 0.5}, "segments": [{}, {}],
        "choices": [{"k": 2, "silhouette": 0.3, "shuffled": 0.1, "stability": 0.9}],
    }  # fmt: skip
    with writing(cards_of.engine) as connection:
        connection.execute(
            insert(insight_runs).values(kind="segments", at=NOW, until=NOW, result=result)
        )

    cards = cards_of()

    assert {"visits": 900} == cards["purchase_intent"].quality
    assert {"customers": 80, "r": 0.5} == cards["lifetime"].quality
    assert (NOW, 0.3) == (cards["segments"].made_at, cards["segments"].quality["silhouette"])


def test_the_cards_of_analyses_read_what_their_runs_keep(cards_of):
    results = {
        "forecasts": {"levels": {"store": {"coverage": 0.8, "error": None, "baseline": 0.3}}},
        "pricing": {"categories": [{}], "refused_categories": []},
        "uplift": {"customers": 700, "bought": 60},
        "voice": {"satisfaction": {"rated": 50, "learnt": True, "recall": None}},
    }
    with writing(cards_of.engine) as connection:
        for kind, result in results.items():
            connection.execute(
                insert(insight_runs).values(kind=kind, at=NOW, until=NOW, result=result)
            )

    cards = cards_of()

    assert {"store, coverage": 0.8, "store, baseline": 0.3} == cards["forecasts"].quality
    assert 1 == cards["elasticities"].quality["categories with an elasticity"]
    assert 700 == cards["uplift"].quality["customers"]
    assert 50 == cards["satisfaction"].quality["rated"]


def test_a_model_that_cannot_be_read_says_so_on_its_card(cards_of):
    for path in (cards_of.files.propensity, cards_of.files.recommenders):
        path.write_text("nothing of the kind")

    cards = cards_of()

    assert any("no propensity model" in limit for limit in cards["purchase_intent"].limits)
    assert any("no recommenders" in limit for limit in cards["recommendations"].limits)


def test_every_sign_of_a_sure_answer_has_words():
    assert {"base", "contradicted", "restated", *asdict(COEFFICIENTS)} == set(SIGNS)
