"""Erasing and exporting on every database that a store may have, and through a killed process."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, text

import database
from agents import AuditLog
from conversations.errors import ConversationNotFound
from conversations.inbox import Inbox, InboxFilter
from conversations.inbox.tables import conversation_notes
from conversations.testing import EVIDENCE, Talks
from privacy import write_export
from privacy.tables import erasures as erasures_table
from tilly.personal import build_erasures
from tilly.settings import Settings
from tilly.subjects import find_subject

ADA, GRACE = "C-100001", "C-100002"
DYING = """
import os, signal, sys
from pathlib import Path
import database
from tilly.personal import build_erasures
from tilly.settings import Settings

settings = Settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2])
erasures = build_erasures(settings, database.connect(settings.sql_url))
stores = erasures.registry.stores
last = stores[int(sys.argv[3])]
last.erase = lambda _subject: os.kill(os.getpid(), signal.SIGKILL)
(planned,) = erasures.waiting()
erasures.carry_out(planned)
"""


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def erasures(settings, engine):
    settings.data_dir.mkdir()
    return build_erasures(settings, engine)


@pytest.fixture
def talks(engine):
    talks = Talks(engine)
    for customer, said in ((ADA, "the zanzibarian quokka gnawed it"), (GRACE, "is it waterproof?")):
        talk = talks.open(customer, "Ada Lovelace" if customer == ADA else "Grace Hopper")
        talks.turn(talk, said, evidence=EVIDENCE)
    talks.index()
    return talks


def found(engine, words):
    return [row.conversation_id for row in Inbox(engine).page(InboxFilter(text=words)).rows]


def test_a_customer_is_exported_and_erased(engine, talks, erasures):
    """The search no longer finds them, and still finds the other one."""
    subject = find_subject(engine, ADA)
    file = io.BytesIO()
    counts = write_export(subject, erasures.registry.stores, file, store_name="Shop")
    assert counts["messages.jsonl"] == 2
    assert "quokka" in zipfile.ZipFile(file).read("turns.jsonl").decode()
    assert subject.conversations == tuple(found(engine, "quokka"))
    certificate = erasures.carry_out(erasures.request(subject))
    assert {0} == {store["remaining"] for store in certificate["stores"]}
    assert [] == found(engine, "quokka")
    assert 1 == len(found(engine, "waterproof"))
    with database.reading(engine) as connection:
        terms = connection.execute(text("SELECT value FROM inbox_vocabulary")).scalars().all()
    assert ADA not in terms
    assert GRACE in terms


@pytest.mark.parametrize("store", [0, 1, -1])
def test_a_killed_run_is_gone_on_with(engine, talks, erasures, settings, store):
    """SIGKILL before any of the steps leaves a plan; whoever comes next carries it out."""
    erasure_id = erasures.request(find_subject(engine, ADA))
    arguments = [str(settings.data_dir), settings.database_url, str(store)]
    done = subprocess.run([sys.executable, "-c", DYING, *arguments], check=False, cwd=".")
    assert -signal.SIGKILL == done.returncode
    assert [erasure_id] == erasures.waiting()
    certificate = erasures.carry_out(erasure_id)
    assert certificate["stores"][0]["found"] > 5
    assert [] == erasures.waiting()
    assert [] == found(engine, "quokka")
    with database.reading(engine) as connection:
        assert 1 == len(connection.execute(erasures_table.select()).all())


def test_what_a_colleague_wrote_elsewhere_is_reported(engine, talks, erasures):
    """A note beside somebody else's conversation names the person: its table is told."""
    (other,) = found(engine, "waterproof")
    note = {"agent_id": "a", "agent_name": "Mina", "text": "a friend of Ada Lovelace's"}
    with database.writing(engine) as connection:
        row = {"conversation_id": other, "at": datetime.now(UTC), **note}
        connection.execute(insert(conversation_notes).values(**row))
    certificate = erasures.carry_out(erasures.request(find_subject(engine, ADA)))
    mentions = {(one["place"], one["kind"]) for one in certificate["search"]["mentions"]}
    assert {("conversation_notes", "name")} == mentions


def test_the_log_is_shortened_by_policy_only(engine):
    """Old entries go when the policy says so, and nobody else can take any out afterwards."""
    log = AuditLog(engine)
    log.record("session.began", agent_id=None)
    (entry,) = log.entries()
    assert 1 == log.forget_before(entry.at.replace(year=entry.at.year + 1))
    log.record("session.ended", agent_id=None)
    with (
        pytest.raises(Exception, match="can only grow"),
        database.writing(engine) as connection,
    ):
        connection.execute(text("DELETE FROM audit_log"))


def test_what_comes_too_late_is_refused(engine, talks, erasures):
    """A message that the shopper sends to an erased conversation is stored nowhere."""
    subject = find_subject(engine, ADA)
    erasures.carry_out(erasures.request(subject))
    with pytest.raises(ConversationNotFound):
        talks.turn(subject.conversations[0], "hello again")
