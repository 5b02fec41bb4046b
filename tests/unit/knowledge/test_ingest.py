from __future__ import annotations

import json
import shutil
from dataclasses import astuple
from decimal import Decimal

import pytest

from commerce import ProductNotFound
from knowledge.errors import IngestBusy, SourceNotFound
from tests.unit.knowledge.shop import product

TENT = product("tent", "Fell Tent", "250.00", stock=3, description="Two poles.", Waterproof="yes")
BOOTS = product("boots", "Marsh Boots", "64.00", stock=0, description="Rubber.")


def counts(report):
    return report.added, report.updated, report.unchanged, report.removed


def test_a_folder_becomes_catalogue_and_index(shop):
    """Products, reviews and documents are found under one folder, each with its source."""
    shop.products(TENT, BOOTS)
    shop.write(
        "reviews.jsonl",
        '{"id": "r1", "product_id": "tent", "rating": 4, "text": "Dry in storms."}',
    )
    shop.write("policies/returns.md", "# Returns\n\n## Windows\n\nYou have 30 days.")
    report = shop.ingest()
    assert (4, 0, 0, 0) == counts(report)
    assert () == report.refusals
    assert Decimal("250.00") == shop.catalogue.get("tent").price
    chunk = shop.retrieve("How many days for returns?").hits[0].chunk
    assert ("policies/returns.md", "Returns", "Windows", "policy") == (
        chunk.source, chunk.title, chunk.section, chunk.kind,
    )  # fmt: skip
    assert "review" in {hit.chunk.kind for hit in shop.retrieve("Dry in storms").hits}
    assert shop.is_consistent()


def test_unchanged_sources_cost_nothing(shop):
    """A second ingest embeds no text and writes no chunk."""
    shop.products(TENT, BOOTS)
    shop.write("care.md", "# Care\n\nWash cold.")
    shop.ingest()
    embedded, generation = len(shop.embedder.embedded), shop.lexical.generation
    assert (0, 0, 3, 0) == counts(shop.ingest())
    assert (embedded, generation) == (len(shop.embedder.embedded), shop.lexical.generation)


def test_a_price_touches_that_product_only(shop):
    """Of the changed product only the passage with the price is embedded again."""
    shop.products(TENT, BOOTS)
    shop.ingest()
    before = len(shop.embedder.embedded)
    shop.products({**TENT, "price": "199.00"}, BOOTS)
    report = shop.ingest()
    assert (0, 1, 1, 0) == counts(report)
    assert 1 == report.embedded
    (embedded,) = shop.embedder.embedded[before:]
    assert "$199.00" in embedded
    said = " ".join(shop.texts("What does the Fell Tent cost?"))
    assert "$199.00" in said
    assert "$250.00" not in said


def test_what_vanished_is_removed(shop):
    """A product that is listed no more, and a document that is gone, are not found again."""
    shop.products(TENT, BOOTS)
    care = shop.write("care.md", "# Care\n\nWash cold.")
    shop.ingest()
    shop.products(BOOTS)
    care.unlink()
    assert (0, 0, 1, 2) == counts(shop.ingest())
    with pytest.raises(ProductNotFound):
        shop.catalogue.get("tent")
    assert not {"tent"} & {hit.chunk.product_id for hit in shop.retrieve("Fell Tent").hits}
    assert shop.is_consistent()


def test_a_single_file_leaves_its_neighbours_alone(shop):
    """Ingesting one path removes nothing that lies outside it."""
    shop.products(TENT)
    care = shop.write("care.md", "# Care\n\nWash cold.")
    shop.ingest()
    care.write_text("# Care\n\nWash warm.")
    report = shop.ingest(care)
    assert 0 == report.removed
    assert "Wash warm." in shop.texts("wash")
    assert "Wash cold." not in shop.texts("wash")
    assert 1 == shop.catalogue.count()


def test_refused_rows_are_reported_each_time_and_replace_nothing(shop):
    """A row that went bad leaves the product as it was; the refusal stands until it is fixed."""
    shop.products(TENT, BOOTS)
    shop.ingest()
    shop.products({**TENT, "price": "call us"}, BOOTS)
    for _ in range(2):
        (refusal,) = shop.ingest().refusals
        assert ("products.jsonl", 1, "price") == (refusal.file, refusal.row, refusal.field)
    assert Decimal("250.00") == shop.catalogue.get("tent").price


def test_customer_records_are_refused_by_name(shop):
    """What looks like customers or orders is named and never indexed."""
    shop.write("people.csv", "First Name,Email,Address\nAda,ada@example.com,1 Main St\n")
    shop.write("export.json", '{"id": "1", "email": "a@b.example", "orders": [{"sku": "x"}]}')
    shop.write("list.md", "# Us\n\n" + "\n".join(f"p{n}@x{n}.example" for n in range(30)))
    report = shop.ingest()
    assert ["export.json", "people.csv", "list.md"] == [r.file for r in report.refusals]
    assert all("records" in refusal.reason for refusal in report.refusals)
    assert 0 == shop.store.count()


def test_files_about_the_folder_and_hidden_ones_are_passed_over(shop):
    """A README speaks of the files, not of the shop; a link out of the folder is not followed."""
    shop.write("README.md", "# Files\n\nCustomer C-1 is Ada.")
    shop.write(".hidden/x.md", "# X\n\nHidden.")
    outside = shop.folder.parent / "outside.md"
    outside.write_text("# O\n\nOutside.")
    (shop.folder / "link.md").symlink_to(outside)
    assert (0, 0, 0, 0) == counts(shop.ingest())


def test_a_named_file_of_no_kind_we_read_is_refused(shop):
    """Who names a spreadsheet is told that it was not read; in a folder it is passed over."""
    sheet = shop.write("guide.xlsx", "PK")
    tents = shop.products(TENT)
    (refusal,) = shop.ingest(sheet, tents).refusals
    assert "guide.xlsx" == refusal.file
    assert "Markdown" in refusal.reason
    assert 1 == shop.catalogue.count()
    assert () == shop.ingest().refusals


def test_a_path_that_does_not_exist_changes_nothing(shop):
    """A mistyped path is an error, not an empty source."""
    shop.products(TENT)
    shop.ingest()
    with pytest.raises(SourceNotFound, match="does not exist"):
        shop.ingest(shop.folder, shop.folder / "nowhere")
    assert 1 == shop.catalogue.count()


def test_a_manual_is_linked_to_the_product_it_names(shop):
    """The title or the first lines name the product; the citation shows its title."""
    shop.products(TENT, BOOTS)
    shop.write("m1.md", "# Information about item 7\nFell Tent, price $250\n\n## Setup\n\nPeg it.")
    shop.write("m2.md", "# Choosing\n\nThe Fell Tent and the Marsh Boots differ.")
    shop.ingest()
    by_source = {c.source: c for c, _ in shop.store._rows.values() if c.kind == "document"}
    assert ("tent", "Fell Tent") == (by_source["m1.md"].product_id, by_source["m1.md"].title)
    assert by_source["m2.md"].product_id is None


def test_a_renamed_product_takes_its_reviews_and_manual_along(shop):
    """What is linked is written again when the title changes."""
    shop.products(TENT)
    shop.write("reviews.jsonl", '{"id": "r", "product_id": "tent", "rating": 4, "text": "Dry."}')
    shop.ingest()
    shop.products({**TENT, "title": "Tarn Tent"})
    assert (0, 2, 0, 0) == counts(shop.ingest())
    assert {"Tarn Tent"} == {chunk.product_title for chunk, _ in shop.store._rows.values()}


def test_one_product_in_two_files_is_led_by_the_first(shop):
    """The second's other price is a conflict, also the next time, and leads when it is alone."""
    shop.products(TENT, name="a.jsonl")
    shop.products({**TENT, "price": "1.00"}, name="b.jsonl")
    for _ in range(2):
        (conflict,) = shop.ingest().conflicts
        assert ("tent", "price", "a.jsonl", "250.00", "b.jsonl", "1.00") == astuple(conflict)
    assert Decimal("250.00") == shop.catalogue.get("tent").price
    shop.products(BOOTS, name="a.jsonl")
    shop.products({**TENT, "price": "2.00"}, name="b.jsonl")
    assert () == shop.ingest().conflicts
    assert Decimal("2.00") == shop.catalogue.get("tent").price


def test_a_product_may_move_to_an_earlier_file(shop):
    """The file read first takes it over from the one that changed too."""
    shop.products(BOOTS, name="a.jsonl")
    shop.products(TENT, name="b.jsonl")
    shop.ingest()
    shop.products(BOOTS, TENT, name="a.jsonl")
    shop.write("b.jsonl", '{"id": "cap", "title": "Cap", "price": "5"}')
    assert () == shop.ingest().refusals
    assert {"boots", "cap", "tent"} == {one.id for one in shop.catalogue.all()}
    assert shop.is_consistent()


def test_a_folder_that_moved_is_the_same_folder(shop):
    """Nothing is doubled when the sources stand elsewhere under the same name."""
    shop.products(TENT)
    shop.write("care.md", "# Care\n\nWash cold.")
    shop.ingest()
    moved = shop.folder.parent / "elsewhere" / "sources"
    shutil.copytree(shop.folder, moved)
    shutil.rmtree(shop.folder)
    assert (0, 0, 2, 0) == counts(shop.ingest(moved))
    (moved / "care.md").unlink()
    assert 1 == shop.ingest(moved).removed


def test_two_ingests_do_not_run_at_once(shop):
    """The second is told to wait, not queued behind the first."""
    shop.products(TENT)

    def again(_progress):
        shop.ingest()

    with pytest.raises(IngestBusy):
        shop.knowledge.ingestor.ingest([shop.folder], progress=again)


def test_progress_names_the_source_and_reaches_its_total(shop):
    """Products are read and then written; each other source reports until it is done."""
    shop.products(TENT, BOOTS)
    seen = []
    shop.knowledge.ingestor.ingest([shop.folder], progress=seen.append)
    assert ("products", 2, 2) == (seen[-1].source, seen[-1].done, seen[-1].total)
    assert all(one.done <= one.total for one in seen)


def test_a_total_that_nobody_knows_is_not_made_up(shop, monkeypatch):
    """A JSON document has more lines than products."""
    monkeypatch.setattr("knowledge.run.STAGED_TOGETHER", 1)
    shop.write("products.json", json.dumps([TENT, BOOTS], indent=1))
    shop.write("more.jsonl", json.dumps({**BOOTS, "id": "more"}) + "\n")
    seen = []
    shop.knowledge.ingestor.ingest([shop.folder], progress=seen.append)
    read = [(one.source, one.done, one.total) for one in seen if one.source != "products"]
    assert [("more.jsonl", 1, 1), ("products.json", 1, 0), ("products.json", 2, 0)] == read


def test_a_query_sees_the_index_before_or_after(shop, monkeypatch):
    """Chunks that are written but not live are not shown."""
    shop.products(TENT)
    shop.ingest()
    shop.write("care.md", "# Care\n\nWash the tent cold.")
    seen = []
    monkeypatch.setattr(
        "knowledge.ledger.Ledger.close_source", lambda *_: seen.append(shop.texts("wash the tent"))
    )
    replace = shop.knowledge.ingestor.ingest
    monkeypatch.setattr(
        "knowledge.ledger.Ledger.replace",
        lambda *_: seen.append(shop.texts("wash the tent")),
    )
    replace([shop.folder])
    assert "Wash the tent cold." not in seen[0]
