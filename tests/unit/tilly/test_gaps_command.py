"""`tilly gaps` prints the report of the knowledge's gaps."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from rich.console import Console

from conversations import Conversations, Evidence, EvidenceChunk, Traces
from conversations.exchange import Exchange
from conversations.inbox import DayCounts, Days, Inbox, InboxFilter
from conversations.inbox.forgetting import forget_entries
from conversations.matters import forget_matters
from conversations.replies import BotMessage
from conversations.testing import Talks
from database import connect, writing
from embedding.testing import HashingEmbedder
from migrations import upgrade
from tilly.gaps import found_gaps, keep_gaps, print_gaps, start_of
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


@pytest.fixture
def asked(tmp_path):
    """A store in which two shoppers asked for spare poles, and one for a kayak."""
    settings = Settings.from_environment({"TILLY_DATA_DIR": str(tmp_path)})
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    talks = Talks(engine)
    texts = ("Do you sell spare poles?", "do you sell spare poles", " can I rent\na  kayak ")
    found = [talks.open() for _ in texts]
    for conversation, text in zip(found, texts, strict=True):
        talks.turn(conversation, text, evidence=Evidence(text, "no_answer"))
    yield SimpleNamespace(settings=settings, engine=engine, talks=talks, conversations=found)
    engine.dispose()


def matters(asked):
    """What the console counts, and finds."""
    asked.talks.index()
    always = Days(date(2000, 1, 1), date(2100, 1, 1))
    inbox = Inbox(asked.engine)
    return {
        matter: (
            count,
            {row.conversation_id for row in inbox.page(InboxFilter({"gap": (matter,)})).rows},
        )
        for matter, count in DayCounts(asked.engine).totals(always).get("gap", {}).items()
    }


def test_the_console_is_told_what_was_not_settled(asked):
    """Each matter counts its conversations and leads to them; telling it again changes nothing."""
    first, second, third = asked.conversations
    for _ in range(2):
        assert 3 == keep_gaps(asked.settings, embedder=HashingEmbedder())
        poles, kayak = sorted(matters(asked).items(), key=lambda one: -one[1][0])
        assert "spare poles" in poles[0]
        assert (2, {first, second}) == poles[1]
        assert ("can I rent a kayak", (1, {third})) == kayak
    assert asked.settings.kept_gaps_file.exists()


def test_what_was_settled_since_is_told_no_more(asked):
    """A question that has left the year is taken off its conversation."""
    keep_gaps(asked.settings, embedder=HashingEmbedder())
    later = datetime.now(UTC) + timedelta(days=400)
    assert 0 == keep_gaps(asked.settings, now=later, embedder=HashingEmbedder())
    assert {} == matters(asked)


def test_a_matter_goes_with_the_words_that_named_it(asked):
    """Who is erased leaves no title behind; the others' questions find another."""
    keep_gaps(asked.settings, embedder=HashingEmbedder())
    asked.talks.index()
    first, _, third = asked.conversations
    with writing(asked.engine) as connection:
        forget_matters(connection, [first])
        forget_entries(connection, [first])
    assert {"can I rent a kayak": (1, {third})} == matters(asked)
    assert ["can I rent a kayak"] == Inbox(asked.engine).values("gap")
