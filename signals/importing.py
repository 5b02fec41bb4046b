"""Importing behaviour events in bulk: what shoppers did before Tilly was there to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commerce.errors import RecordInvalid
from commerce.importers.plain import columns_of
from commerce.importers.report import ImportReport
from commerce.writes import batches
from records import Broken, Refusal, SourceRefused, open_file
from signals.behaviour_log import BehaviourLog
from signals.event_reading import event_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from records import Table
    from signals.behaviour import BehaviourEvent

__all__ = ["import_events"]


def import_events(engine: Engine, source: Path) -> ImportReport:
    """Import a CSV or JSON-lines file of the fields of docs/behaviour-events.md.

    What cannot be taken is reported with its row and the rest kept; importing a file again
    adds nothing.
    """
    log, added, found = BehaviourLog(engine), 0, 0
    refusals: list[Refusal] = []
    try:
        with open_file(source) as table:
            columns = {} if table.nested else columns_of(table.columns)
            if not table.nested and not {"kind", "at"} <= columns.keys():
                raise SourceRefused("the columns kind and at are needed")
            for batch in batches(_events(table, columns, refusals)):
                added += log.add(batch)
                found += len(batch)
    except SourceRefused as error:
        refusals.append(Refusal(source.name, None, None, str(error)))
    return ImportReport(added=added, unchanged=found - added, refusals=tuple(refusals))


def _events(
    table: Table, columns: dict[str, str], refusals: list[Refusal]
) -> Iterator[BehaviourEvent]:
    for record in table.records:
        if isinstance(record, Broken):
            refusals.append(Refusal(table.name, record.row, None, record.reason))
            continue
        try:
            yield event_of(record.values, columns)
        except RecordInvalid as error:
            refusals.append(Refusal(table.name, record.row, error.field, error.reason))
