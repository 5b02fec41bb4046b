"""What an import did, and what it refused and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Something in a source that was not taken.

    `row` is the line of the file on which the record starts (the header is 1), or the
    position of a row of a SQL view; None stands for the whole source. `field` is the name of
    the column as the source has it; None stands for the whole row.
    """

    file: str
    row: int | None
    field: str | None
    reason: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.field is not None:
            where += f", {self.field}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class ImportReport:
    """How many records an import added, updated, left as they were and removed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    refusals: tuple[Refusal, ...] = ()
