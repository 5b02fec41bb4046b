"""What the pages of a PDF show, told by place and size of its letters; run as a process.

Letters larger than the body's, or short bold lines, are headings, ranked by size. Lines that
return on most pages at one height are headers and footers; those whose dots lead to a page number
are a table of contents. Tables have ruled lines and two columns at least: what a single cell frames
is text.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pdfplumber

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pdfplumber.page import Page

__all__ = ["blocks_of", "read"]

MEMORY_BYTES = 3 << 30
MOST_PAGES = 1_000
MOST_CHARS = 5_000_000

LARGER = 1.12
"""How much larger than the body's letters those of a heading are."""
LONGEST_HEADING = 120
WORD_GAP = 0.15
"""Between two words, in heights of a letter; many programs draw no spaces."""
GAP = 1.7
"""Between the tops of two lines, in heights of a letter: a larger one parts paragraphs."""
REPEATED = 0.5
"""Share of the pages on which a header or footer stands; a lone page number may stand on fewer."""
FEWEST_REPEATS = 3

_ITEM = re.compile(
    r"^(?P<marker>[\u2022\u25cf\u25aa\u25e6\u2023*\u2013-]|\(?\d{1,2}[.)])\s+(?P<text>\S.*)"
)
_NUMBERS = re.compile(r"\d+")
_LEADERS = re.compile(r"(?:\.\s?){5,}\d*\s*$")

Block = list[Any]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points."""
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Line:
    """A line of text: `top` and `size` in points, `table` its rows if it is a table."""

    page: int
    text: str
    top: float
    size: float
    bold: bool
    table: Rows = ()

    @property
    def signature(self) -> tuple[int, str]:
        """The same for the headers of two pages, page numbers aside."""
        return round(self.top), _NUMBERS.sub("#", self.text)


def read(path: str) -> dict[str, Any]:
    """The title that the file gives itself and its blocks, as calls of an `Outline`."""
    with pdfplumber.open(path) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            return {"refused": f"it has more than {MOST_PAGES:,} pages; split it by topic"}
        lines: list[Line] = []
        chars = 0
        for number, page in enumerate(pdf.pages):
            for line in _lines(page, number):
                chars += len(line.text)
                lines.append(line)
            page.close()
            if chars > MOST_CHARS:
                return {"refused": f"it has more than {MOST_CHARS:,} characters of text"}
        title = (pdf.metadata or {}).get("Title")
        count = len(pdf.pages)
    return {
        "title": title if isinstance(title, str) else "",
        "blocks": list(blocks_of(lines, count)),
    }


def blocks_of(lines: Sequence[Line], pages: int) -> Iterator[Block]:
    """The lines of a document as headings, paragraphs, list items and rows of tables."""
    on_pages = {(one.page, one.signature) for one in lines}
    seen = Counter(signature for _, signature in on_pages)
    running = {
        place
        for place, count in seen.items()
        if count >= FEWEST_REPEATS and (place[1] == "#" or count >= REPEATED * pages)
    }
    kept = [
        line
        for line in lines
        if line.table or not (line.signature in running or _LEADERS.search(line.text))
    ]
    sizes: Counter[float] = Counter()
    for line in kept:
        sizes[line.size] += 0 if line.table else len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({line.size for line in kept if line.size >= body * LARGER}, reverse=True)
    open_: list[Line] = []
    for line in _whole_headings(kept, larger):
        level = _level(line, body, larger)
        if line.table:
            yield from _paragraph(open_)
            yield from _rows(line.table)
        elif level and not (open_ and _goes_on(open_[-1], line) and line.size == body):
            yield from _paragraph(open_)
            yield ["heading", level, line.text]
        else:
            if open_ and (not _goes_on(open_[-1], line) or _ITEM.match(line.text)):
                yield from _paragraph(open_)
            open_.append(line)
    yield from _paragraph(open_)


def _whole_headings(lines: Iterable[Line], larger: Collection[float]) -> Iterator[Line]:
    """The lines, those of one large heading joined."""
    before: Line | None = None
    for line in lines:
        if before and not line.table and _same_heading(before, line, larger):
            before = replace(before, text=f"{before.text} {line.text}", top=line.top)
            continue
        if before:
            yield before
        before = line
    if before:
        yield before


def _same_heading(before: Line, line: Line, larger: Collection[float]) -> bool:
    return (
        line.size in larger
        and (before.size, before.bold, before.page) == (line.size, line.bold, line.page)
        and 0 < line.top - before.top <= GAP * line.size
    )


def _lines(page: Page, number: int) -> Iterator[Line]:
    """The lines of a page in the order in which they were drawn, tables where they begin."""
    tables = list(_tables(page))
    told: set[int] = set()
    words: list[dict[str, Any]] = []
    for word in page.extract_words(
        use_text_flow=True, x_tolerance_ratio=WORD_GAP, extra_attrs=["size", "fontname"]
    ):
        middle = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
        inside = next((n for n, (box, _) in enumerate(tables) if _within(middle, box)), None)
        if words and (inside is not None or not _same_line(words[-1], word)):
            yield _line(words, number)
            words = []
        if inside is None:
            words.append(word)
        elif inside not in told:
            told.add(inside)
            yield Line(number, "", word["top"], 0.0, bold=False, table=tables[inside][1])
    if words:
        yield _line(words, number)


def _tables(page: Page) -> Iterator[tuple[Box, Rows]]:
    """The ruled tables; a frame around text, or around a table, is none."""
    for table in page.find_tables():
        rows = zip(table.rows, table.extract(), strict=True)
        for several, run in groupby(rows, key=lambda row: sum(map(bool, row[0].cells)) > 1):
            if several:
                places, texts = zip(*run, strict=True)
                boxes = [place.bbox for place in places]
                left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
                yield (
                    (left, boxes[0][1], right, boxes[-1][3]),
                    tuple(tuple(cell or "" for cell in row) for row in texts),
                )


def _within(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _same_line(before: dict[str, Any], word: dict[str, Any]) -> bool:
    apart = abs(before["bottom"] - word["bottom"]) > before["size"] / 2
    return not apart and word["x0"] >= before["x0"]


def _line(words: Sequence[dict[str, Any]], page: int) -> Line:
    return Line(
        page=page,
        text=" ".join(word["text"] for word in words),
        top=words[0]["top"],
        size=round(max(word["size"] for word in words), 1),
        bold=all("bold" in word["fontname"].lower() for word in words),
    )


def _level(line: Line, body: float, larger: Sequence[float]) -> int:
    """The level (1 to 6) of a heading, 0 for what is none."""
    if line.table or len(line.text) > LONGEST_HEADING or not any(map(str.isalpha, line.text)):
        return 0
    if line.size in larger:
        return min(larger.index(line.size) + 1, 5)
    return 6 if line.bold and line.size >= body and line.text[-1] not in ".,;:" else 0


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line belongs to the paragraph of the one before."""
    if (before.size, before.bold) != (line.size, line.bold) and _ends(before.text):
        return False
    if before.page != line.page or line.top < before.top:  # another page or column
        return not _ends(before.text)
    return line.top - before.top <= GAP * max(before.size, 1)


def _ends(text: str) -> bool:
    return text.endswith((".", "!", "?", ":"))


def _paragraph(lines: list[Line]) -> Iterator[Block]:
    text = ""
    for line in lines:
        if text.endswith("-") and line.text[:1].islower():
            text = text[:-1] + line.text  # a word that was parted at the end of its line
        else:
            text = f"{text} {line.text}".strip()
    lines.clear()
    if item := _ITEM.match(text):
        marker = item["marker"]
        yield ["item", item["text"], marker if marker[-1] == "." else "-", []]
    elif text:
        yield ["paragraph", text]


def _rows(table: Rows) -> Iterator[Block]:
    header, *rows = [[" ".join(cell.split()) for cell in row] for row in table]
    if not rows or len(header) == 1:
        header, rows = [""] * len(header), [header, *rows]
    for row in rows:
        yield ["row", header, row]


def main() -> None:
    """Print what `read` finds in the file that is the argument, as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        found = read(sys.argv[1])
    except Exception as error:  # noqa: BLE001  a damaged file may fail in any way
        encrypted = "Password" in repr(error)
        reason = (
            "it is encrypted; save it without a password"
            if encrypted
            else ("it is damaged or no PDF document")
        )
        found = {"refused": reason}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
