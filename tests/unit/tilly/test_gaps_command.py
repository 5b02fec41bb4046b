"""`tilly gaps` prints the report of the knowledge's gaps."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from conversations import Conversations, Evidence, EvidenceChunk, Traces
from conversations.exchange import Exchange
from conversations.replies import BotMessage
from database import connect
from embedding.testing import HashingEmbedder
from migrations import upgrade
from tilly.gaps import found_gaps, print_gaps, start_of
from tilly.settings import Settings

NOW = datetime(2031, 5, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "since"),
    [
        ("30d", NOW - timedelta(days=30)),
        ("2w", NOW - timedelta(days=14)),
        ("2031-05-01", datetime(2031, 5, 1, tzinfo=UTC)),
    ],
)
def test_a_period_begins_as_said(said, since):
    """Days, weeks and dates are understood."""
    assert since == start_of(said, NOW)


@pytest.mark.parametrize("said", ["", "soon", "2031-13-01", "2032-01-01"])
def test_any_other_period_is_refused(said):
    """So is one that has not begun."""
    with pytest.raises(ValueError):  # noqa: PT011 - its text is shown as it is
        start_of(said, NOW)


@pytest.fixture
def report(tmp_path):
    settings = Settings.from_environment({"TILLY_DATA_DIR": str(tmp_path)})
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    conversation = Conversations(engine).open().id
    for text in ("Do you sell spare poles?", "do you sell spare poles"):
        turn = Exchange(engine).accept(conversation, text, text).turn_id
        chunk = EvidenceChunk("c", "tents.md", "Poles", score=1.0, dense=0.42, lexical=1.0)
        evidence = Evidence(text, "no_answer", chunks=(chunk,))
        Traces(engine).record_evidence(turn, conversation, evidence)
        Exchange(engine).finish(turn, "answered", [BotMessage("I don't know.")])
    engine.dispose()
    return found_gaps(
        settings, datetime.now(UTC) - timedelta(days=30), embedder=HashingEmbedder()
    )  # fmt: skip


def printed(report, **options):
    console = Console(file=io.StringIO(), width=160)
    print_gaps(report, console=console, **options)
    return console.file.getvalue()


def test_the_table_names_the_matter_the_reason_and_the_passage(report):
    """It has all that a shop owner needs to close the gap."""
    shown = printed(report)
    for part in ("spare poles", "refused 2", "tents.md > Poles (0.42)", "conversation "):
        assert part in shown


def test_json_has_the_same(report):
    """One object, times in ISO 8601."""
    found = json.loads(printed(report, as_json=True))
    (gap,) = found["gaps"]
    assert (2, 1, 2) == (gap["count"], gap["shoppers"], gap["trend"])
    assert datetime.fromisoformat(gap["examples"][0]["at"]) <= datetime.fromisoformat(
        found["until"]
    )


def test_nothing_left_open_is_said(tmp_path):
    """An empty report is a sentence."""
    settings = Settings.from_environment({"TILLY_DATA_DIR": str(tmp_path)})
    found = found_gaps(settings, NOW - timedelta(days=1), now=NOW, embedder=HashingEmbedder())
    assert "No question was left open" in printed(found)
