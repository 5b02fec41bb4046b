from __future__ import annotations

import json
import zipfile

import pytest
from click.testing import CliRunner

import database
import migrations
from agents import AuditLog
from conversations import Conversations, Photos
from conversations.images import CleanPhoto
from conversations.testing import Talks
from tilly.cli import main
from tilly.personal import build_erasures
from tilly.settings import Settings
from tilly.subjects import find_subject

ADA = "C-100001"


@pytest.fixture
def tilly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))

    def run(*arguments, **options):
        return CliRunner().invoke(main, ["customer", *arguments], **options)

    return run


@pytest.fixture
def engine(tmp_path):
    migrations.upgrade(Settings(data_dir=tmp_path).sql_url)
    engine = database.connect(Settings(data_dir=tmp_path).sql_url)
    yield engine
    engine.dispose()


@pytest.fixture
def talk(engine, tmp_path):
    talks = Talks(engine)
    talk = talks.open(ADA, "Ada <b>Lovelace</b>")
    talks.turn(talk, "is the Alta waterproof, für immer?")
    Photos(engine, tmp_path / "photos").add(talk, CleanPhoto(b"pixels", 4, 3))
    return talk


def test_an_export_is_a_zip_to_read_and_to_work_with(tilly, engine, talk, tmp_path):
    """JSON lines by table, the photos, and an index; that it was made is in the audit log."""
    done = tilly("export", ADA, "--output", "ada.zip")
    assert 0 == done.exit_code, done.output
    with zipfile.ZipFile(tmp_path / "ada.zip") as archive:
        said = [json.loads(line) for line in archive.read("messages.jsonl").splitlines()]
        index = archive.read("index.html").decode()
        photos = [name for name in archive.namelist() if name.startswith("files/")]
    assert "is the Alta waterproof, für immer?" in [one["text"] for one in said]
    assert 'href="messages.jsonl"' in index
    assert 1 == len(photos)
    (entry,) = AuditLog(engine).entries()
    assert "customer.exported" == entry.action
    assert ADA not in entry.subject


def test_an_erasure_is_asked_for_twice(tilly, engine, talk, tmp_path):
    """Another id the second time erases nothing; the same one does, and prints the certificate."""
    done = tilly("erase", ADA, input="C-100002\n")
    assert (1, True) == (done.exit_code, "nothing was erased" in done.output)
    assert talk == Conversations(engine).get(talk).id
    done = tilly("erase", ADA, "--certificate", "proof.json", input=f"{ADA}\n")
    assert 0 == done.exit_code, done.output
    assert "were searched for" in done.output
    proof = json.loads((tmp_path / "proof.json").read_text())
    assert {0} == {store["remaining"] for store in proof["stores"]}
    actions = [entry.action for entry in AuditLog(engine).entries()]
    assert ["customer.erased", "customer.erasure_requested"] == actions
    assert "Nothing is kept" in tilly("erase", ADA, "--yes").output


def test_a_run_that_was_killed_is_gone_on_with_by_the_next(tilly, engine, talk, tmp_path):
    """Although nothing under the id may be left to find."""
    erasures = build_erasures(Settings(data_dir=tmp_path), engine)
    subject = find_subject(engine, ADA)
    erasures.request(subject)
    for store in erasures.registry.stores:
        store.erase(subject)
    done = tilly("erase", ADA)
    assert 0 == done.exit_code, done.output
    assert [] == erasures.waiting()
