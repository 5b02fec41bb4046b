"""The examples of docs/behaviour-events.md are right."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from signals import BehaviourKind, PageKind
from signals.event_reading import Sender, event_of
from signals.importing import import_events

PAGE = (Path(__file__).parents[3] / "docs" / "behaviour-events.md").read_text()


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_report_is_right():
    """Each event of the example is taken."""
    report = json.loads(block("json"))
    sender = Sender(datetime.now(UTC), report["visitor_id"])
    assert 3 == len([event_of(event, {}, sender) for event in report["events"]])


def test_the_file_is_right(engine, tmp_path):
    """Each row of the example is taken."""
    path = tmp_path / "events.csv"
    path.write_text(block("csv"))
    report = import_events(engine, path)
    assert (2, ()) == (report.added, report.refusals)


def test_every_kind_is_named():
    """The page names each kind of event and of page."""
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert {*BehaviourKind, *PageKind} - {"product"} <= named
