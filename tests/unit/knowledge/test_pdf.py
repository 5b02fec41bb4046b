from __future__ import annotations

import pytest

from knowledge.importers.pdf import read_pdf
from knowledge.importers.pdf_layout import Line, blocks_of, read
from records import SourceRefused
from tests.unit.knowledge.pdfs import grid, pdf, text
from tests.unit.knowledge.shop import product

MANUAL = pdf(
    [
        text(50, 820, 8, "Fernhill manual, page 1"),
        text(50, 780, 20, "Fell Tent"),
        text(50, 740, 14, "Setting up"),
        text(50, 715, 10, "Peg out the floor first. It is water-"),
        text(50, 702, 10, "proof to 3000 mm."),
        text(50, 675, 10, "- Slide in the poles"),
        text(50, 662, 10, "- Tension the guy lines"),
        text(50, 630, 10, "Cleaning", bold=True),
        text(50, 615, 10, "Sponge it with cold water."),
    ],
    [
        text(50, 820, 8, "Fernhill manual, page 2"),
        text(50, 780, 14, "Technical data"),
        grid(50, 760, 120, 20, [["Part", "Weight"], ["Pole", "300 g"], ["Peg", "15 g"]]),
        text(50, 650, 10, "Keep this booklet."),
    ],
    [text(50, 820, 8, "Fernhill manual, page 3"), text(50, 780, 10, "Made in Wales.")],
)


def test_a_manual_keeps_headings_lists_and_tables(tmp_path):
    """Sizes rank the headings, hyphens are undone, page headers are dropped."""
    path = tmp_path / "manual.pdf"
    path.write_bytes(MANUAL)
    document = read_pdf(path)
    assert "Fell Tent" == document.title
    said = {section.path: [block.text for block in section.blocks] for section in document.sections}
    assert {
        ("Setting up",): [
            "Peg out the floor first. It is waterproof to 3000 mm.",
            "- Slide in the poles",
            "- Tension the guy lines",
        ],
        ("Setting up", "Cleaning"): ["Sponge it with cold water."],
        ("Technical data",): ["Pole: 300 g", "Peg: 15 g", "Keep this booklet.", "Made in Wales."],
    } == said


def test_a_table_of_three_columns_is_told_with_its_header(tmp_path):
    """Each row can be read without the table."""
    path = tmp_path / "t.pdf"
    rows = [["Model", "Weight", "Length"], ["A1", "3 kg", "2 m"]]
    path.write_bytes(pdf([text(50, 790, 10, "Data."), grid(50, 760, 100, 20, rows)]))
    assert ["row", rows[0], rows[1]] in read(str(path))["blocks"]


def test_what_a_single_cell_frames_is_text(tmp_path):
    """A box around a section, or a rule under its heading, makes no table of it."""
    path = tmp_path / "t.pdf"
    boxed = [
        "40 600 400 200 re S",
        "40 600 400 160 re S",
        text(50, 780, 15, "Care"),
        text(50, 740, 10, "Wash cold."),
        grid(50, 700, 120, 20, [["Part", "Weight"], ["Pole", "300 g"]]),
    ]
    path.write_bytes(pdf(boxed))
    assert [
        ["heading", 1, "Care"],
        ["paragraph", "Wash cold."],
        ["row", ["Part", "Weight"], ["Pole", "300 g"]],
    ] == read(str(path))["blocks"]


def test_a_heading_of_two_lines_is_one_and_contents_are_left_out():
    """A long title is broken; a line of dots leads to a page, not to an answer."""
    lines = [
        Line(0, "Arctic Explorer", 100, 40, bold=True),
        Line(0, "Sleeping Bag", 150, 40, bold=True),
        Line(1, "1. How to use . . . . . . . . 3", 100, 12, bold=False),
        Line(2, "1. How to use", 100, 18, bold=True),
        Line(2, "Open the zip fully before you get in.", 130, 12, bold=False),
    ]
    assert [
        ["heading", 1, "Arctic Explorer Sleeping Bag"],
        ["heading", 2, "1. How to use"],
        ["paragraph", "Open the zip fully before you get in."],
    ] == list(blocks_of(lines, 9))


def test_words_that_are_drawn_without_spaces_are_parted(tmp_path):
    """Their distance tells them apart, as typesetting programs leave it."""
    path = tmp_path / "t.pdf"
    path.write_bytes(
        pdf([text(50, 700, 10, "Peg"), text(71, 700, 10, "it"), text(80, 700, 10, "out.")])
    )
    assert [["paragraph", "Peg it out."]] == read(str(path))["blocks"]


def test_columns_are_read_one_after_the_other():
    """A line that stands higher than the one before begins another column."""
    lines = [
        Line(0, "One goes", 100, 10, bold=False),
        Line(0, "down here.", 112, 10, bold=False),
        Line(0, "Two goes there.", 100, 10, bold=False),
    ]
    assert [["paragraph", "One goes down here."], ["paragraph", "Two goes there."]] == list(
        blocks_of(lines, 1)
    )


def test_a_manual_in_a_folder_is_found_and_linked(shop):
    """What it says is found, cited, and told of the product it names."""
    shop.products(product("tent", "Fell Tent", "250.00"))
    (shop.folder / "manuals").mkdir()
    (shop.folder / "manuals" / "tent.pdf").write_bytes(MANUAL)
    assert () == shop.ingest().refusals
    chunk = shop.retrieve("Sponge it with cold water").hits[0].chunk
    assert ("manuals/tent.pdf", "tent", "Setting up > Cleaning") == (
        chunk.source, chunk.product_id, chunk.section,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"%PDF-1.7\n" + b"\0\xff" * 500, "damaged"),
        (MANUAL[:900], "damaged|no text"),
        (pdf([]), "no text"),
        (pdf(*([text(9, 9, 9, "x")] for _ in range(1001))), "1,000 pages"),
    ],
    ids=["empty", "noise", "cut off", "scan", "endless"],
)
def test_a_pdf_that_cannot_be_read_is_refused(tmp_path, data, reason):
    """It is told why, and nothing else fails."""
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match=reason):
        read_pdf(path)


def test_a_list_of_people_is_refused_in_a_pdf_too(shop):
    """Many e-mail addresses make a document of people."""
    rows = [text(50, 800 - 12 * n, 10, f"p{n} p{n}@x{n}.example") for n in range(30)]
    (shop.folder / "staff.pdf").write_bytes(pdf(rows))
    (refusal,) = shop.ingest().refusals
    assert "e-mail addresses" in refusal.reason
