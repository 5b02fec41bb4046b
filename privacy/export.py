"""Everything about one person in one ZIP: JSON lines for programs, an index for people."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privacy.stores import PersonalStore
    from privacy.subject import Subject

__all__ = ["write_export"]

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Your data</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}
td,th{{text-align:left;padding:.25rem 1.5rem .25rem 0}}</style>
<h1>Everything that {store} keeps about you</h1>
<p>As of {at} UTC, for <code>{subject}</code>. Each file holds one record a line, in JSON.</p>
<table><tr><th>File<th>Records<th>Kept in</tr>
{rows}
</table>
<p>{files} other files, such as photos that you sent, are in the folder <code>files</code>.</p>
</html>
"""


def write_export(
    subject: Subject, stores: Sequence[PersonalStore], target: IO[bytes], *, store_name: str
) -> dict[str, int]:
    """Write the ZIP to `target`, record by record; how many there are by file."""
    counts: Counter[str] = Counter()
    kept_in: dict[str, str] = {}
    files = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for store in stores:
            for part, records in groupby(store.records(subject), key=itemgetter(0)):
                name = f"{part}.jsonl"
                kept_in[name] = store.name
                with archive.open(name, "w", force_zip64=True) as file:
                    for _, record in records:
                        file.write(_line(record))
                        counts[name] += 1
            for attachment in store.attachments(subject):
                archive.write(attachment.path, f"files/{attachment.name}")
                files += 1
        archive.writestr("index.html", _index(subject, counts, kept_in, files, store_name))
    return dict(counts)


def _index(
    subject: Subject,
    counts: Mapping[str, int],
    kept_in: Mapping[str, str],
    files: int,
    store_name: str,
) -> str:
    rows = "\n".join(
        f'<tr><td><a href="{escape(name)}">{escape(name)}</a><td>{count}'
        f"<td>{escape(kept_in[name])}</tr>"
        for name, count in counts.items()
    )
    return _PAGE.format(
        store=escape(store_name),
        at=datetime.now(UTC).strftime("%d %B %Y, %H:%M"),
        subject=escape(subject.id),
        rows=rows,
        files=files,
    )


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(dict(record), ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be exported")
