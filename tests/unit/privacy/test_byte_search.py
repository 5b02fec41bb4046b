from __future__ import annotations

import sqlite3

import pytest

from privacy import ErasureUnfinished, Phrase, byte_search
from privacy.byte_search import Mention, blank_out, prove_absence

ADA = Phrase("name", "Ada Lovelace")


@pytest.fixture
def database(tmp_path):
    """A file whose rows were deleted without being overwritten."""
    connection = sqlite3.connect(tmp_path / "shop.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE people (name TEXT)")
    connection.execute("INSERT INTO people VALUES ('Ada Lovelace'), ('Grace Hopper')")
    connection.execute("DELETE FROM people WHERE name LIKE 'Ada%'")
    yield connection
    connection.close()


def test_a_trace_in_free_space_is_found_and_written_over(tmp_path, database):
    """The row is gone and its bytes are not, before."""
    searched = prove_absence([tmp_path], [ADA], in_use=True)
    assert (("shop.db",), ()) == (searched.rewritten, searched.mentions)
    whole = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Lovelace" not in whole
    assert b"Grace Hopper" in whole
    assert () == prove_absence([tmp_path], [ADA], in_use=True).rewritten


def test_a_row_of_somebody_elses_is_a_mention(tmp_path, database):
    """It is named and left alone; nothing has to be written anew."""
    grace = Phrase("name", "Grace Hopper")
    searched = prove_absence([tmp_path], [grace], in_use=True)
    assert (Mention("shop.db", "people", "name"),) == searched.mentions
    assert () == searched.rewritten


def test_a_large_file_is_not_written_anew_beside_a_running_store(tmp_path, database, monkeypatch):
    """The erasure stays open and says what to do; once the store is stopped it is done."""
    monkeypatch.setattr(byte_search, "LARGEST_IN_USE", 100)
    with pytest.raises(ErasureUnfinished, match="stop it"):
        prove_absence([tmp_path], [ADA], in_use=True)
    assert ("shop.db",) == prove_absence([tmp_path], [ADA], in_use=False).rewritten


def test_a_file_that_is_in_use_is_searched_later(tmp_path, database, monkeypatch):
    """A reader who does not let go of the write-ahead log is no fault."""
    monkeypatch.setattr("privacy.sqlite_files.PATIENCE_S", 0.05)
    reader = sqlite3.connect(tmp_path / "shop.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people").fetchall()
    database.execute("INSERT INTO people VALUES ('Joan Clarke')")
    with pytest.raises(ErasureUnfinished, match=r"shop\.db cannot be searched now"):
        prove_absence([tmp_path], [ADA], in_use=True)
    reader.close()


@pytest.mark.parametrize(
    "written",
    ["für Ada", '{"text": "f\\u00fcr Ada"}', "x" * 100 + "für Ada" + "x" * 100],
)
def test_words_are_found_however_they_are_written(tmp_path, written, monkeypatch):
    """As text, escaped in JSON, and where one piece that is read ends in their middle."""
    monkeypatch.setattr(byte_search, "CHUNK", 51)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text(written)
    searched = prove_absence([tmp_path], [Phrase("message", "für Ada")], in_use=True)
    assert (Mention("notes/a.txt", "", "message"),) == searched.mentions
    nothing = prove_absence(
        [tmp_path], [Phrase("message", "für Ada")], in_use=True, but=[tmp_path / "notes"]
    )
    assert (0, ()) == (nothing.files, nothing.mentions)


def test_a_log_is_blanked_out_in_place(tmp_path):
    """As long as before, for its writer goes on at its end."""
    log = tmp_path / "a.log"
    log.write_text("one Ada Lovelace\ntwo\nAda Lovelace")
    assert 2 == blank_out(log, [ADA])
    assert "one ************\ntwo\n************" == log.read_text()
