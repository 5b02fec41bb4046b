"""Proving that something is gone: every byte of a folder is searched for it.

What is found in a SQLite file and in none of its rows is a trace of a deleted one, and the file is
written anew. What a row or another file has is a mention: somebody else's record with the same
words, which is theirs to keep and is reported.

To be run in a process of its own (`search_apart`): who reads a SQLite file by other means gives up
all locks that the same process holds on it when it closes the file, and another process may then
take the write-ahead log away (https://sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from privacy.errors import ErasureUnfinished
from privacy.sqlite_files import checkpoint, is_sqlite, rewrite, tables_with
from privacy.subject import Phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

__all__ = [
    "Mention",
    "Searched",
    "answer",
    "blank_out",
    "files_of",
    "phrases_in",
    "prove_absence",
    "search_apart",
]

CHUNK: Final = 16 * 1024 * 1024
LARGEST_IN_USE: Final = 512 * 1024 * 1024
"""Writing a larger file anew would hold its other writers up for longer than they wait (5 s)."""


@dataclass(frozen=True)
class Mention:
    """A record of somebody else's has a phrase of this kind; `place` is its table, if any."""

    file: str
    place: str
    kind: str


@dataclass(frozen=True)
class Searched:
    """What a search of all bytes came to."""

    files: int
    bytes: int
    rewritten: tuple[str, ...]
    mentions: tuple[Mention, ...]


def search_apart(
    places: Sequence[Path], phrases: Sequence[Phrase], *, in_use: bool, but: Collection[Path] = ()
) -> Searched:
    """`prove_absence` in a process of its own. Raises ErasureUnfinished."""
    asked = {
        "places": [str(place) for place in places],
        "phrases": [asdict(phrase) for phrase in phrases],
        "in_use": in_use,
        "but": [str(each) for each in but],
    }
    done = subprocess.run(
        [sys.executable, "-m", "privacy"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    if done.returncode:
        raise ErasureUnfinished("The data folder could not be searched; it is tried again.")
    told = json.loads(done.stdout)
    if "trouble" in told:
        raise ErasureUnfinished(told["trouble"])
    mentions = tuple(Mention(**mention) for mention in told.pop("mentions"))
    return Searched(**told | {"rewritten": tuple(told["rewritten"])}, mentions=mentions)


def answer(asked: str) -> str:
    """What the process of `search_apart` says to what it was asked, both in JSON."""
    told = json.loads(asked)
    try:
        found = prove_absence(
            [Path(place) for place in told["places"]],
            [Phrase(**phrase) for phrase in told["phrases"]],
            in_use=told["in_use"],
            but=[Path(each) for each in told["but"]],
        )
    except ErasureUnfinished as error:
        return json.dumps({"trouble": str(error)})
    return json.dumps(asdict(found))


def prove_absence(
    places: Sequence[Path], phrases: Sequence[Phrase], *, in_use: bool, but: Collection[Path] = ()
) -> Searched:
    """Search files, and all beneath folders, for `phrases` in every way they may be written.

    `but` names folders that are left out; `in_use` says that other processes write there. Raises
    ErasureUnfinished where a trace cannot be got rid of now.
    """
    count = size = 0
    rewritten: list[str] = []
    mentions: dict[Mention, None] = {}
    for path, name in ((path, name) for place in places for path, name in files_of(place, but)):
        if is_sqlite(path):
            found, anew = _searched_database(path, phrases, in_use=in_use)
            rewritten += [name] * anew
        else:
            found = {phrase: [""] for phrase in phrases_in(path, phrases)}
        for phrase, tables in found.items():
            mentions |= dict.fromkeys(Mention(name, table, phrase.kind) for table in tables)
        count, size = count + 1, size + _size(path)
    return Searched(count, size, tuple(rewritten), tuple(mentions))


def files_of(place: Path, but: Collection[Path] = ()) -> Iterator[tuple[Path, str]]:
    """A file, or every one beneath a folder, with its name; write-ahead logs go with databases."""
    if place.is_file():
        yield place, place.name
    for root, folders, names in os.walk(place):
        here = Path(root)
        folders[:] = [name for name in folders if here / name not in but]
        for path in (here / name for name in sorted(names)):
            if (
                not path.name.endswith(("-wal", "-shm"))
                and path.is_file()
                and not path.is_symlink()
            ):
                yield path, str(path.relative_to(place))


def phrases_in(path: Path, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Those that the file, or the write-ahead log beside it, has."""
    missing = {phrase: forms_of(phrase) for phrase in phrases}
    longest = _longest(form for forms in missing.values() for form in forms)
    for each in (path, path.with_name(f"{path.name}-wal")):
        for _, chunk in _chunks(each, longest):
            for phrase, forms in list(missing.items()):
                if any(form in chunk for form in forms):
                    del missing[phrase]
    return [phrase for phrase in phrases if phrase not in missing]


def forms_of(phrase: Phrase) -> list[bytes]:
    """A phrase as text, and as it stands in JSON with its other letters escaped or not."""
    readable = json.dumps(phrase.words, ensure_ascii=False)[1:-1]
    escaped = json.dumps(phrase.words)[1:-1]
    forms = {form.encode("utf-8", "replace") for form in (phrase.words, readable, escaped)}
    return sorted(forms)


def blank_out(path: Path, phrases: Sequence[Phrase]) -> int:
    """Overwrite phrases in a file that others append to; returns how many there were."""
    written = [form for phrase in phrases for form in forms_of(phrase)]
    blanked = 0
    with path.open("r+b") as file:
        for start, chunk in _chunks(path, _longest(written)):
            for form in written:
                at = chunk.find(form)
                while at >= 0:
                    file.seek(start + at)
                    file.write(b"*" * len(form))
                    blanked += 1
                    at = chunk.find(form, at + len(form))
    return blanked


def _searched_database(
    path: Path, phrases: Sequence[Phrase], *, in_use: bool
) -> tuple[dict[Phrase, list[str]], bool]:
    """The tables that have each phrase, and whether the file had to be written anew."""
    checkpoint(path)
    places = _places(path, phrases)
    if all(places.values()):
        return places, False
    if in_use and _size(path) > LARGEST_IN_USE:
        raise ErasureUnfinished(
            f"{path.name} has traces in its free space and is too large to be written anew beside"
            " the running store; stop it and run `tilly customer erase` again."
        )
    rewrite(path)
    places = _places(path, phrases)
    if not all(places.values()):
        raise ErasureUnfinished(f"{path.name} is being written to; it is searched again later.")
    return places, True


def _places(path: Path, phrases: Sequence[Phrase]) -> dict[Phrase, list[str]]:
    """Each phrase that the database's bytes have, and the tables of whose rows it is part."""
    return {phrase: tables_with(path, forms_of(phrase)) for phrase in phrases_in(path, phrases)}


def _chunks(path: Path, overlap: int) -> Iterator[tuple[int, bytes]]:
    """The file piece by piece, each with where it begins; what one cuts in two the next has."""
    try:
        with path.open("rb") as file:
            start, rest = 0, b""
            while new := file.read(CHUNK):
                yield start, rest + new
                rest = (rest + new)[-overlap:] if overlap else b""
                start = file.tell() - len(rest)
    except FileNotFoundError:
        return


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # such as a file that is about to be renamed
        return 0


def _longest(forms: Iterator[bytes] | Sequence[bytes]) -> int:
    return max(map(len, forms), default=0)
