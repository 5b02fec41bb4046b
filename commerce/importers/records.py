"""Reading a file record by record, whatever is in it.

A record that cannot be read comes out as `Broken`, and reading goes on at the next line: a
quotation mark that is never closed costs its own line, not the rest of the file. Nothing is
held in memory but the record at hand.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from commerce.errors import SourceRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LONGEST_LINE = 1 << 20
"""Bytes; a longer line is refused without being read into memory."""
MOST_LINES = 100
"""Lines that one CSV record may span, through line breaks in its cells."""

NEVER_CLOSED = "opens a quotation mark that is never closed"

_BYTE_ORDER_MARKS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK": "a spreadsheet or zip archive",
    b"\x1f\x8b": "compressed",
    b"%PDF": "a PDF document",
}


@dataclass(frozen=True)
class Record:
    """One record: `row` is the line that it starts on, `values` are by column or key."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Broken:
    """A record that cannot be read; `start` is as much of it as may tell what it belongs to."""

    row: int
    reason: str
    start: str = ""


@dataclass(frozen=True)
class Source:
    """An open source: its records, and its columns where it names them in advance."""

    name: str
    columns: tuple[str, ...] | None
    records: Iterator[Record | Broken]
    delimiter: str = ","


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    problem: str = ""


def open_file(path: Path, stream: BinaryIO) -> Source:
    """The records of a CSV or JSON-lines file, told apart by how it begins.

    Raises SourceRefused when it is neither.
    """
    lines = _lines(stream)
    first = next((line for line in lines if line.text.strip() or line.problem), None)
    if first is None:
        raise SourceRefused("The file is empty.")
    if first.problem:
        raise SourceRefused(f"The first line {first.problem}.")
    if first.text.lstrip().startswith("["):
        raise SourceRefused("The file is a JSON array; write one object on each line instead.")
    if first.text.lstrip().startswith("{"):
        return Source(path.name, None, _json_records(first, lines))
    delimiter = max(",;\t", key=first.text.count)
    pending = _Pending(first, lines)
    header = _next_row(pending, delimiter)
    if not isinstance(header, tuple):
        raise SourceRefused(f"The header {header.reason if header else 'is missing'}.")
    columns = tuple(cell.strip() for cell in header[1])
    named = [column for column in columns if column]
    if len(set(named)) < len(named):
        twice = next(column for column in named if named.count(column) > 1)
        raise SourceRefused(f"The header names the column {twice[:80]!r} twice.")
    return Source(path.name, columns, _csv_records(pending, columns, delimiter), delimiter)


def _lines(stream: BinaryIO) -> Iterator[_Line]:
    start = stream.peek(4)[:4] if hasattr(stream, "peek") else b""
    for mark, kind in _BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            raise SourceRefused(f"The file is {kind}; save it as CSV in UTF-8.")
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST_LINE)
            yield _Line(number, "", f"is longer than {LONGEST_LINE:,} bytes")
            continue
        try:
            yield _Line(number, raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            text = raw.decode("utf-8", "replace")
            yield _Line(number, text, f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8")


class _Pending:
    """Lines that can be given back, to read them again one by one."""

    def __init__(self, first: _Line, rest: Iterator[_Line]) -> None:
        self._rest = rest
        self._returned = deque([first])

    def take(self) -> _Line | None:
        return self._returned.popleft() if self._returned else next(self._rest, None)

    def give_back(self, lines: list[_Line]) -> None:
        self._returned.extendleft(reversed(lines))


def _csv_records(
    pending: _Pending, columns: tuple[str, ...], delimiter: str
) -> Iterator[Record | Broken]:
    while (row := _next_row(pending, delimiter, len(columns))) is not None:
        if isinstance(row, Broken):
            yield row
        else:
            number, cells = row
            named = zip(columns, cells, strict=False)
            yield Record(number, {column: cell for column, cell in named if column})


def _next_row(
    pending: _Pending, delimiter: str, width: int | None = None
) -> tuple[int, list[str]] | Broken | None:
    """The next record's line number and cells, `width` of them; None at the end."""
    while (first := pending.take()) is not None and not first.text.strip() and not first.problem:
        pass
    if first is None:
        return None
    if first.problem:
        return Broken(first.number, first.problem, first.text)
    taken = [first]
    cells = _cells(first.text, delimiter)
    while cells is None and len(taken) < MOST_LINES and (line := pending.take()) is not None:
        taken.append(line)
        if line.problem:
            break
        if line.text.count('"') % 2:  # else this line cannot close the cell
            cells = _cells("".join(line.text for line in taken), delimiter)
    if isinstance(cells, list) and (width is None or _fits(cells, width)):
        return first.number, cells
    pending.give_back(taken[1:])
    reason = _reason(cells, width) if len(taken) == 1 else NEVER_CLOSED
    return Broken(first.number, reason, first.text)


def _cells(text: str, delimiter: str) -> list[str] | str | None:
    """The cells of one record; None when it is not complete, a reason when it is broken."""
    try:
        rows = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        return f"is not CSV ({error})"
    return rows[0]


def _fits(cells: list[str], width: int) -> bool:
    """Whether a record has the header's cells, and at most empty ones beyond."""
    return len(cells) >= width and not any(cells[width:])


def _reason(cells: list[str] | str | None, width: int | None) -> str:
    if cells is None:
        return NEVER_CLOSED
    if isinstance(cells, str):
        return cells
    return f"has {len(cells)} cells where the header has {width}"


def _json_records(first: _Line, rest: Iterator[_Line]) -> Iterator[Record | Broken]:
    pending = _Pending(first, rest)
    while (line := pending.take()) is not None:
        if line.problem:
            yield Broken(line.number, line.problem)
        elif line.text.strip():
            yield _json_record(line)


def _json_record(line: _Line) -> Record | Broken:
    try:
        values = json.loads(line.text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Broken(line.number, f"is not JSON ({str(error)[:80]})")
    if not isinstance(values, dict):
        return Broken(line.number, "is not a JSON object")
    return Record(line.number, values)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
