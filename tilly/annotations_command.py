"""`tilly annotations`: what people taught the bot, from the console to its training data.

Exported, it stands in the data folder; only `apply`, with a person's yes, puts it where training
reads it. What the bot should have said is for people to read, and to ingest where it is knowledge.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agents import Accounts, AuditLog
from commerce import Catalogue
from conversations import Conversations
from conversations.teaching import Annotations, read_domain
from conversations.teaching.better_replies import better_reply, faq_markdown, review_sheet
from conversations.teaching.rule_book import RuleBook
from conversations.teaching.training_data import REVIEWED, TrainingData, gather, nlu_yaml
from conversations.traces import Traces
from migrations import migrated
from tilly.errors import NotExported
from tilly.rasa_engine import DATA, RasaEngine, current_model, scratch_data
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from rich.status import Status
    from sqlalchemy import Engine

    from conversations.teaching import Annotation
    from conversations.teaching.better_replies import BetterReply
    from conversations.teaching.training_data import LeftOut
    from tilly.rasa_engine import NluReport
    from tilly.settings import Settings

__all__ = ["apply_annotations", "evaluate_annotations", "export_annotations"]

HELD_OUT = ROOT / "tests" / "nlu"
ANSWERING = "action_answer_question"
"""The action that answers from the shop's knowledge."""
SHEET, FAQ = "should_have_said.md", "faq_proposals.md"


def export_annotations(settings: Settings, since: datetime | None) -> None:
    """Write what was approved as NLU data, and show what would change.

    With `since` the file keeps what was applied before and gains what was approved from then on.
    """
    with migrated(settings.sql_url) as engine:
        products = Catalogue(engine).all()
        approved = Annotations(engine).approved(since)
        replies = _replies(engine, approved)
        names = {each.id: each.name for each in Accounts(engine).all()}
        taught, left_out = gather(
            approved,
            training=TrainingData(DATA / "nlu"),
            held_out=TrainingData(HELD_OUT),
            domain=read_domain(ROOT / "domain.yml"),
            names=[name for product in products for name in (product.title, product.brand or "")],
            keep=since is not None,
        )
    path = exported(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nlu_yaml(taught), encoding="utf-8")
    console = Console()
    show_left_out(console, left_out)
    show_diff(console, changes(path))
    console.print(f"{len(taught)} examples in {path}")
    sheet, faq = path.with_name(SHEET), path.with_name(FAQ)
    for target, text in ((sheet, review_sheet(replies, names)), (faq, faq_markdown(replies))):
        show_diff(console, _rewritten(target, text))
    proposed = len({each.entry for each in replies if each.entry})
    console.print(
        f"{len(replies)} replies that should have been others in {sheet}, "
        f"{proposed} entries for the FAQ in {faq}; `tilly ingest` reads those."
    )


def evaluate_annotations(settings: Settings) -> None:
    """Train with and without what was exported, and compare on the held-out sentences.

    Raises NotExported and StepFailed.
    """
    text = _text(settings)
    console = Console()
    with (
        console.status("") as status,
        scratch_data(REVIEWED, text) as data,
        TemporaryDirectory(prefix="tilly-evaluation-") as scratch,
    ):
        folder = Path(scratch)
        rasa = RasaEngine(_told(status, "with the corrections"))
        rasa.validate(data)
        model = rasa.train_nlu(data, folder / "with")
        after = rasa.test_nlu(model, HELD_OUT, folder / "after")
        rasa = RasaEngine(_told(status, "as it is"))
        present = current_model()
        if not present.exists():
            present = rasa.train_nlu(DATA, folder / "without")
        before = rasa.test_nlu(present, HELD_OUT, folder / "before")
    show_comparison(console, before, after)


def apply_annotations(settings: Settings, *, yes: bool) -> None:
    """Put what was exported among the bot's training data, once somebody has agreed.

    Raises NotExported, and StepFailed when Rasa would not take the data.
    """
    text, path = _text(settings), exported(settings)
    console = Console()
    if not (changed := changes(path)):
        console.print("The training data has all of it already.")
        return
    show_diff(console, changed)
    with console.status("") as status, scratch_data(REVIEWED, text) as data:
        RasaEngine(_told(status, "Rasa")).validate(data)
    if not yes:
        click.confirm(f"Write this to {DATA / 'nlu' / REVIEWED}?", abort=True)
    (DATA / "nlu" / REVIEWED).write_text(text, encoding="utf-8")
    added = sum(line.startswith("+    - ") for line in changed)
    removed = sum(line.startswith("-    - ") for line in changed)
    with migrated(settings.sql_url) as engine:
        AuditLog(engine).record(
            "annotations.applied",
            agent_id=None,
            details={"added": added, "removed": removed},
            address="command line",
        )
    console.print(
        f"{added} examples added, {removed} removed. "
        "The bot learns them with `tilly train`, or when the store starts again."
    )


def exported(settings: Settings) -> Path:
    """Where an export stands until it is applied."""
    return settings.data_dir / "annotations" / REVIEWED


def changes(path: Path) -> list[str]:
    """What an export would change in the training data, as a unified diff."""
    applied = DATA / "nlu" / REVIEWED
    before = applied.read_text(encoding="utf-8").splitlines() if applied.exists() else []
    after = path.read_text(encoding="utf-8").splitlines()
    name = applied.relative_to(ROOT).as_posix()
    return list(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm=""))


def _replies(engine: Engine, approved: Iterable[Annotation]) -> list[BetterReply]:
    """What should have been said, beside what was."""
    answered = RuleBook(DATA / "rules").answered_by(ANSWERING)
    traces, talks = Traces(engine), Conversations(engine)
    return [
        better_reply(
            each, traces.get(each.turn_id), talks.get(each.conversation_id).customer_name, answered
        )
        for each in approved
        if each.correction.better_reply
    ]


def _rewritten(path: Path, text: str) -> list[str]:
    """Write a file of an export anew; what that changed in it, as a unified diff."""
    before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.write_text(text, encoding="utf-8")
    return list(difflib.unified_diff(before, text.splitlines(), path.name, path.name, lineterm=""))


def show_left_out(console: Console, left_out: list[LeftOut]) -> None:
    """What is approved and yet not exported."""
    if not left_out:
        return
    table = Table("said", "intent", "left out because", title="Not exported", title_justify="left")
    for each in left_out:
        correction = each.annotation.correction
        table.add_row(Text(correction.example.marked), correction.intent or "", Text(each.reason))
    console.print(table)


def show_diff(console: Console, lines: list[str]) -> None:
    """A unified diff."""
    for line in lines:
        style = {"+": "green", "-": "red"}.get(line[:1], "")
        console.print(Text(line, style=style), soft_wrap=True)


def show_comparison(console: Console, before: NluReport, after: NluReport) -> None:
    """Accuracy, the intents that changed, and what is misunderstood now that was not.

    Held-out sentences are not shown: who writes corrections must not write to them.
    """
    sentences = sum(after.examples.values())
    change = after.accuracy - before.accuracy
    console.print(
        f"{sentences} held-out sentences: accuracy {before.accuracy:.1%} before, "
        f"{after.accuracy:.1%} after ({change:+.1%})"
    )
    table = Table("intent", "sentences", "recall before", "after", "change")
    for intent in sorted(after.recall):
        was, now = before.recall.get(intent, 0.0), after.recall[intent]
        if was != now:
            style = "red" if now < was else "green"
            figures = f"{was:.0%}", f"{now:.0%}", f"{now - was:+.0%}"
            table.add_row(intent, str(after.examples[intent]), *figures, style=style)
    console.print(table if table.row_count else "No intent changed.")
    worse: dict[tuple[str, str], int] = {}
    for intent, heard, _ in after.errors - before.errors:
        worse[intent, heard] = worse.get((intent, heard), 0) + 1
    for (intent, heard), count in sorted(worse.items()):
        console.print(f"worse: {count} of {intent} now heard as {heard}", style="red")
    if not worse:
        console.print("Nothing is misunderstood that was understood before.")


def _text(settings: Settings) -> str:
    path = exported(settings)
    if not path.exists():
        raise NotExported("Nothing is exported; run `tilly annotations export` first.")
    return path.read_text(encoding="utf-8")


def _told(status: Status, who: str) -> Callable[[str], None]:
    return lambda line: status.update(f"{who}: {line}")
