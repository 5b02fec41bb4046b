"""Opening a source of records, be it a file or a view."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from commerce.errors import SourceRefused
from commerce.importers.records import Source, open_file
from commerce.importers.sql_view import SqlView

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def opened(source: Path | SqlView, order_by: str | None = None) -> Iterator[Source]:
    """A file or view, open for reading; raises SourceRefused."""
    if isinstance(source, SqlView):
        with source.open(order_by) as found:
            yield found
        return
    try:
        stream = source.open("rb")
    except OSError as error:
        raise SourceRefused(f"The file cannot be read: {error.strerror}.") from error
    with stream:
        yield open_file(source, stream)


def title_of(source: Path | SqlView) -> str:
    """What reports call a source."""
    return source.view if isinstance(source, SqlView) else source.name
