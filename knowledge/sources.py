"""The files that an ingest reads: found under its paths, told apart by name and content."""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from commerce.importers import SqlView
from knowledge.errors import SourceNotFound
from knowledge.importers.fields import key_of
from knowledge.importers.json_page import is_json_page, read_json_page
from knowledge.importers.markdown import read_markdown
from knowledge.importers.pages import read_page
from knowledge.importers.pdf import read_pdf
from knowledge.importers.products import COLUMNS
from knowledge.importers.sitemap import is_sitemap, read_sitemap
from knowledge.importers.tables import checked, open_table
from records import Refusal, SourceRefused, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.documents import Document
    from knowledge.importers.sitemap import Listed
    from records import Table

__all__ = ["Source", "find_sources", "open_records", "page_text", "read_document", "sources_named"]

TABLES = {".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml"}
MARKDOWN = {".md", ".markdown"}
HTML = {".html", ".htm"}
PDF = {".pdf"}
BY_LINE = {".csv", ".tsv", ".jsonl", ".ndjson"}
"""Files with about one record on each line."""
KINDS = TABLES | MARKDOWN | HTML | PDF
_KINDS_READ = "CSV, JSON lines, XML, Markdown, HTML and PDF"
LARGEST_DOCUMENT = 5_000_000
LARGEST_PDF = 50_000_000
"""Most of a PDF are its pictures."""
MOST_ADDRESSES = 20
"""A document with more e-mail addresses than this is a list of people."""

_ABOUT_THE_FOLDER = {"readme", "license", "licence", "changelog", "contributing", "security"}
"""Names of files that describe a folder of files, not the shop."""
_DATA = b"application/ld+json"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")


@dataclass(frozen=True)
class Source:
    """A file to ingest: `root`/`name`, where `name` is what citations show."""

    root: str
    name: str
    digest: str
    lines: int
    updated_at: date
    is_page: bool = False
    """Whether it is one page of text, though its kind of file mostly holds records."""
    has_data: bool = False
    """Whether it is a page with schema.org data."""
    url: str | None = None
    """Its address, where a sitemap tells it."""
    view: SqlView | None = None
    """What is read instead of a file; it has no digest, and is read anew each time."""

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.root, self.name)

    @property
    def records(self) -> int:
        """About how many it holds; 0 where nobody knows before they are read."""
        if not self.is_table:
            return 1
        return self.lines if self.path.suffix.lower() in BY_LINE else 0

    @property
    def is_table(self) -> bool:
        """Whether the file holds records rather than text to read."""
        return self.view is not None or (self.path.suffix.lower() in TABLES and not self.is_page)


def sources_named(names: Sequence[str], view: str = "") -> list[Path | SqlView]:
    """The paths and databases of a command; of each database, the `view` is meant."""
    return [SqlView(name, view) if "://" in name else Path(name) for name in names]


def find_sources(paths: Sequence[Path | SqlView]) -> tuple[list[Source], list[Refusal]]:
    """The sources at or beneath `paths`, each once, and what was named and is none.

    They come in the order of the paths, within a folder tables first, then by name. Other
    files of a folder are passed over, and so are links that lead out of it. Raises
    SourceNotFound for a path that does not exist.
    """
    found: dict[Path, tuple[int, Source]] = {}
    views: list[tuple[int, Source]] = []
    listed: dict[Path, Listed] = {}
    refusals: list[Refusal] = []
    for position, path in enumerate(paths):
        if isinstance(path, SqlView):
            views.append((position, _of_view(path)))
            continue
        absolute = path.expanduser().absolute()
        if not absolute.exists():
            raise SourceNotFound(f"{path} does not exist; nothing was ingested.")
        root = absolute if absolute.is_dir() else absolute.parent
        files = sorted(absolute.rglob("*")) if absolute.is_dir() else [absolute]
        if absolute.is_file() and absolute.suffix.lower() not in KINDS:
            refusals.append(Refusal(path.name, None, None, f"is none of {_KINDS_READ}"))
        for file in [file for file in files if is_sitemap(file) and _is_source(file, root)]:
            sitemap = read_sitemap(file, file.relative_to(root).as_posix())
            refusals += sitemap.refusals
            listed |= sitemap.pages
            files = [*(one for one in files if one != file), *sorted(sitemap.pages)]
        for file in files:
            if file not in found and _is_source(file, root) and not is_sitemap(file):
                found[file] = position, _described(file, root, listed.get(file))
    ranked = sorted(
        [*found.values(), *views], key=lambda one: (one[0], not one[1].is_table, one[1].path)
    )
    return [source for _, source in ranked], refusals


@contextmanager
def open_records(source: Source) -> Iterator[Table]:
    """The records of a table or view, to be read once; raises SourceRefused."""
    if source.view is None:
        with open_table(source.path, source.name) as table:
            yield table
        return
    ours = {theirs: field for field, theirs in source.view.columns.items()}
    with source.view.open() as table:
        columns = {key_of(ours.get(name, name)): name for name in reversed(table.columns)}
    first = next((columns[name] for name in COLUMNS["id"] if name in columns), None)
    with replace(source.view, columns={}).open(order_by=first) as table:  # variants stand together
        records = (
            replace(one, values={ours.get(name, name): value for name, value in one.values.items()})
            for one in table.records
        )
        names = tuple(ours.get(name, name) for name in table.columns)
        yield checked(replace(table, columns=names, records=records))


def read_document(source: Source) -> Document:
    """The document in a file; raises SourceRefused when it holds none, or lists people."""
    size = source.path.stat().st_size
    if source.path.suffix.lower() in PDF:
        if size > LARGEST_PDF:
            raise SourceRefused("it is larger than 50 MB; save it with smaller pictures")
        document = read_pdf(source.path)
        _refuse_people(
            "\n".join(block.text for section in document.sections for block in section.blocks)
        )
    else:
        text = page_text(source)
        reads = {**dict.fromkeys(HTML, read_page), ".json": read_json_page}
        document = reads.get(source.path.suffix.lower(), read_markdown)(text)
    if not document.sections:
        raise SourceRefused("it holds no text")
    if not document.title:
        stem = source.path.stem.replace("-", " ").replace("_", " ")
        document = replace(document, title=stem[:1].upper() + stem[1:])
    return replace(document, url=document.url or source.url)


def page_text(source: Source) -> str:
    """The text of a file as it stands there; raises SourceRefused when it lists people."""
    if source.path.stat().st_size > LARGEST_DOCUMENT:
        raise SourceRefused("it is larger than 5 MB; split it into documents of one topic each")
    text = decoded(source.path.read_bytes())
    _refuse_people(text)
    return text


def _refuse_people(text: str) -> None:
    addresses = {address.lower() for address in _EMAIL.findall(text)}
    if len(addresses) > MOST_ADDRESSES:
        raise SourceRefused(
            f"it looks like customer records ({len(addresses)} e-mail addresses); "
            "those belong in the shop's database, not here"
        )


def _is_source(file: Path, root: Path) -> bool:
    relative = file.relative_to(root)
    return (
        file.suffix.lower() in KINDS
        and not any(part.startswith((".", "_")) for part in relative.parts)
        and file.stem.lower() not in _ABOUT_THE_FOLDER
        and file.is_file()
        and file.resolve().is_relative_to(root.resolve())
    )


def _of_view(view: SqlView) -> Source:
    try:
        root = make_url(view.url).render_as_string(hide_password=True)
    except ArgumentError:
        root = "database:"  # opening it says what is wrong
    return Source(root, view.view, "", 0, datetime.now(UTC).date(), view=view)


def _described(file: Path, root: Path, listed: Listed | None) -> Source:
    digest = hashlib.sha256(repr(listed).encode() if listed else b"")
    lines = 0
    has_data, tail = False, b""
    with file.open("rb") as data:
        while block := data.read(1 << 20):
            digest.update(block)
            lines += block.count(b"\n")
            has_data = has_data or _DATA in (tail + block).lower()
            tail = block[-len(_DATA) :]
    return Source(
        root=str(root),
        name=file.relative_to(root).as_posix(),
        digest=digest.hexdigest(),
        lines=lines,
        updated_at=(listed and listed.updated)
        or datetime.fromtimestamp(file.stat().st_mtime, UTC).date(),
        url=listed.url if listed else None,
        is_page=is_json_page(file),
        has_data=has_data and file.suffix.lower() in HTML,
    )
