"""Ingesting while the store runs: the very next answer shows what changed."""

from __future__ import annotations

import csv
import io
import json

import pytest

pytestmark = pytest.mark.e2e

HEADER = ["id", "title", "brand", "category", "description", "price", "stock"]
LAMP = ["zx-lamp", "Zephyrine Reading Lamp", "Zephyrine", "Lamps", "A brass lamp.", "49.00", "5"]
STOOL = [
    "zx-stool",
    "Quillback Folding Stool",
    "Quillback",
    "Stools",
    "A beech stool.",
    "35.00",
    "3",
]


def write(path, *rows):
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    path.write_text(text.getvalue())


def ask(store, text):
    done = store.run("chat", "--json", text=text + "\n")
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_changed_price_and_a_deleted_product_show_at_once(store, tmp_path):
    """After ingesting again the new price is said, and the deleted product is gone."""
    catalogue = tmp_path / "lamps.csv"
    write(catalogue, LAMP, STOOL)
    assert 0 == store.run("ingest", str(tmp_path)).returncode
    assert "49" in ask(store, "how much is the zephyrine reading lamp?")["text"]
    assert "35" in ask(store, "how much is the quillback folding stool?")["text"]

    write(catalogue, [*LAMP[:5], "61.00", "5"])
    done = store.run("ingest", str(tmp_path))
    assert 0 == done.returncode, done.stderr
    changed = ask(store, "how much is the zephyrine reading lamp?")["text"]
    assert "61" in changed
    assert "49" not in changed
    assert "35" not in ask(store, "how much is the quillback folding stool?")["text"]

    again = store.run("ingest", str(tmp_path))
    assert "0 added, 0 updated, 1 unchanged" in again.stderr

    catalogue.unlink()
    assert 0 == store.run("ingest", str(tmp_path)).returncode
    assert "61" not in ask(store, "how much is the zephyrine reading lamp?")["text"]


def test_broken_rows_are_named_and_the_rest_is_kept(store, tmp_path):
    """A row without a price is refused by file, row and field; the others are in."""
    write(tmp_path / "mixed.csv", LAMP, [*STOOL[:5], "a bargain", "3"])
    done = store.run("ingest", str(tmp_path))
    assert 2 == done.returncode
    assert "mixed.csv, row 3, price" in done.stderr
    assert "49" in ask(store, "how much is the zephyrine reading lamp?")["text"]
    (tmp_path / "mixed.csv").unlink()
    store.run("ingest", str(tmp_path))


def test_a_script_in_a_title_stays_text(store, tmp_path):
    """HTML in a product title reaches no frame as markup."""
    write(tmp_path / "evil.csv", ["zx-evil", "<script>alert(1)</script>Gloamwood Tray", *LAMP[2:]])
    store.run("ingest", str(tmp_path))
    turn = ask(store, "how much is the gloamwood tray?")
    assert "<script" not in json.dumps(turn)
    (tmp_path / "evil.csv").unlink()
    store.run("ingest", str(tmp_path))


def test_customer_records_are_refused_by_name(store, tmp_path):
    """A file of customers is never indexed as knowledge."""
    (tmp_path / "export.csv").write_text(
        "Customer ID,First Name,Last Name,Email,Address1,City,Zip,Phone\n"
        "1,Ada,Quill,ada.quill@example.com,1 Elm St,Springfield,12345,555-0100\n"
    )
    done = store.run("ingest", str(tmp_path))
    assert 2 == done.returncode
    assert "export.csv" in done.stderr
    assert "customer" in done.stderr
    assert "ada.quill" not in json.dumps(ask(store, "what is ada quill's e-mail address?"))
