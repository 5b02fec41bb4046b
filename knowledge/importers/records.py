"""Records of a table: the rows of a CSV file, the objects of a JSON or JSON-lines file."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TextIO

from commerce.importers import Refusal
from knowledge.errors import SourceRefused
from knowledge.importers.personal import personal_records, personal_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Record", "Rejected", "Table", "decoded", "open_table"]

MAX_JSON_BYTES = 256 * 1024 * 1024
"""Of a .json file, which has to be read at once; .jsonl and .csv are read by the record."""
MAX_FIELD = 1_000_000
SAMPLE = 50

csv.field_size_limit(MAX_FIELD)


@dataclass(frozen=True)
class Record:
    """One record; `row` is the line on which it starts (a JSON array: its position)."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Rejected:
    """A record that was not taken; `item` is what it would have replaced, which stays."""

    refusal: Refusal
    item: str | None = None


@dataclass(frozen=True)
class Table:
    """The records of one file, to be read once; `columns` are those of the first."""

    name: str
    columns: tuple[str, ...]
    records: Iterator[Record | Rejected]


def decoded(data: bytes) -> str:
    """Text in UTF-8 (or UTF-16 with its mark), else as old Windows programs write it.

    Raises SourceRefused when it is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise SourceRefused("it is no text file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def open_table(path: Path, name: str) -> Table:
    """Open a .csv, .tsv, .json, .jsonl or .ndjson file.

    Raises SourceRefused when it holds no records or looks like customer or order records.
    """
    if path.suffix.lower() in {".csv", ".tsv"}:
        records = _csv_records(path, name)
    elif path.suffix.lower() == ".json":
        records = _json_records(path, name)
    else:
        records = _json_lines(path, name)
    first = list(islice(records, SAMPLE))
    rows = [record.values for record in first if isinstance(record, Record)]
    if not rows:
        raise SourceRefused("it holds no record")
    for row in rows:
        if reason := personal_records(row):
            raise SourceRefused(reason)
    if reason := personal_values(rows):
        raise SourceRefused(reason)
    columns = dict.fromkeys(column for row in rows for column in row)
    return Table(name, tuple(columns), chain(first, records))


class _Lines:
    """The lines of a file, some of which may be handed back to be read again."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._returned: list[str] = []
        self.number = 0
        self.taken: list[str] = []
        """The lines of the record being read."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else next(self._file)
        self.number += 1
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """Begin a record, and say on which line."""
        self.taken.clear()
        return self.number + 1

    def keep_first(self) -> None:
        """Hand back all lines of the record but its first."""
        self.number -= len(self.taken) - 1
        self._returned.extend(reversed(self.taken[1:]))


def _csv_records(path: Path, name: str) -> Iterator[Record | Rejected]:
    with path.open("rb") as binary:
        head = binary.read(65536)
    with path.open(encoding=_encoding(path, head), errors="replace", newline="") as file:
        lines = _Lines(file)
        first = next(iter(decoded(head).splitlines()), "")
        reader = csv.reader(lines, delimiter=max(",;\t|", key=first.count))
        header = [column.strip().lstrip("\ufeff") for column in next(reader, [])]
        if reason := personal_records(header):
            raise SourceRefused(reason)
        if len(header) < 2:  # noqa: PLR2004  one column is no table
            raise SourceRefused("its first line names no columns")
        while True:
            row = lines.begin()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                lines.keep_first()
                yield Rejected(Refusal(name, row, None, f"cannot be read: {error}"))
                continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(header):
                yield Record(row, dict(zip(header, cells, strict=True)))
                continue
            # A quotation mark that is never closed swallows the lines that follow it.
            lines.keep_first()
            reason = f"has {len(cells)} fields where the header has {len(header)}"
            yield Rejected(Refusal(name, row, None, reason), _item(header, cells))


def _item(header: list[str], cells: list[str]) -> str | None:
    named = dict(zip((column.lower() for column in header), cells, strict=False))
    return (named.get("id") or named.get("handle") or "").strip() or None


def _encoding(path: Path, head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in head:
        raise SourceRefused("it is no text file")
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _json_lines(path: Path, name: str) -> Iterator[Record | Rejected]:
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            if not line.strip():
                continue
            if len(line) > 10 * MAX_FIELD:
                yield Rejected(Refusal(name, row, None, "is longer than 10 MB"))
                continue
            try:
                value = json.loads(decoded(line))
            except (ValueError, RecursionError) as error:
                yield Rejected(Refusal(name, row, None, f"is no JSON: {error}"))
                continue
            yield _object(value, row, name)


def _json_records(path: Path, name: str) -> Iterator[Record | Rejected]:
    if path.stat().st_size > MAX_JSON_BYTES:
        raise SourceRefused("it is larger than 256 MB; write it as JSON lines (.jsonl)")
    try:
        value = json.load(io.StringIO(decoded(path.read_bytes())))
    except (ValueError, RecursionError) as error:
        raise SourceRefused(f"it is no JSON: {error}") from None
    if isinstance(value, dict):
        if reason := personal_records(value):
            raise SourceRefused(reason)
        value = next((part for part in value.values() if isinstance(part, list)), None) or [
            {"id": key, **part} if isinstance(part, dict) else part for key, part in value.items()
        ]
    if not isinstance(value, list):
        raise SourceRefused("it holds no list of records")
    for position, part in enumerate(value, 1):
        yield _object(part, position, name)


def _object(value: object, row: int, name: str) -> Record | Rejected:
    if isinstance(value, dict):
        return Record(row, value)
    return Rejected(Refusal(name, row, None, "is no JSON object"))
