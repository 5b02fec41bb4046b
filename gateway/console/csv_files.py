"""Tables as CSV that no spreadsheet takes for formulas.

A cell that begins with a sign of a formula is run when the file is opened, whoever wrote it
(https://owasp.org/www-community/attacks/CSV_Injection). Such texts get an apostrophe in front;
numbers of ours are numbers.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["as_csv"]

BOM: Final = "\ufeff"
"""By which spreadsheets know UTF-8."""
_SIGNS: Final = frozenset("=+-@")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[float | str | None]]) -> bytes:
    """A file with a line of names and a line for each row; None is an empty cell."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(_harmless, columns))
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _harmless(cell: float | str | None) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    # Full-width signs are formulas where such are typed; what cannot be seen may be skipped.
    plain = unicodedata.normalize("NFKC", cell)
    begins = next((sign for sign in plain if unicodedata.category(sign) not in _UNSEEN), "")
    unseen = cell[:1] and unicodedata.category(cell[0]) == "Cc"
    return f"'{cell}" if begins in _SIGNS or unseen else cell
