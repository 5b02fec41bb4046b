"""`tilly customer`: what is kept of one person, given to them or erased."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

import click
from rich.console import Console
from rich.table import Table

from agents import AuditLog
from migrations import migrated
from privacy import write_export
from tilly.errors import NotRunning, TillyError
from tilly.personal import build_erasures, build_registry
from tilly.running import Running, sole_owner
from tilly.subjects import find_subject

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from privacy import Erasures
    from tilly.settings import Settings

__all__ = ["erase_customer", "export_customer"]

FROM_HERE: Final = "command line"
PATIENCE_S: Final = 300.0


def export_customer(settings: Settings, subject_id: str, target: Path) -> None:
    """Write everything about a person to a ZIP. Raises SubjectUnknown."""
    with migrated(settings.sql_url) as engine:
        subject = find_subject(engine, subject_id)
        stores = build_registry(settings, engine).stores
        with target.open("wb") as file:
            counts = write_export(subject, stores, file, store_name=settings.store_name)
        hashed = build_erasures(settings, engine).hash_of(subject.id)
        _note(engine, "customer.exported", hashed)
    click.echo(f"{sum(counts.values())} records in {len(counts)} files: {target}")


def erase_customer(
    settings: Settings, subject_id: str, certificate: Path | None, *, sure: bool
) -> None:
    """Erase a person and print the certificate. Raises SubjectUnknown and ErasureUnfinished."""
    with migrated(settings.sql_url) as engine:
        erasures = build_erasures(settings, engine)
        erasure_id = erasures.planned(subject_id)
        if erasure_id is None:
            subject = find_subject(engine, subject_id)
            if not sure:
                _ask(subject_id, len(subject.conversations))
            erasure_id = erasures.request(subject)
            _note(engine, "customer.erasure_requested", erasure_id)
        proved = _carried_out(settings, engine, erasures, erasure_id)
    if certificate is not None:
        certificate.write_text(json.dumps(proved, indent=2) + "\n")
    _print(proved)


def _ask(subject_id: str, conversations: int) -> None:
    click.echo(f"{conversations} conversations and all else of this person are erased for good.")
    if click.prompt("Type the id again", default="", show_default=False) != subject_id:
        raise TillyError("That is not the same id; nothing was erased.")


def _carried_out(
    settings: Settings, engine: Engine, erasures: Erasures, erasure_id: str
) -> Mapping[str, Any]:
    """By the worker of the running store, or else by us while no store may start."""
    try:
        Running.read(settings.data_dir)
    except NotRunning:
        with sole_owner(settings.data_dir):
            proved = erasures.carry_out(erasure_id, in_use=False)
        _note(engine, "customer.erased", erasure_id)
        return proved
    patience = time.monotonic() + PATIENCE_S
    while time.monotonic() < patience:
        erasure = erasures.get(erasure_id)
        if erasure.certificate is not None:
            return erasure.certificate
        time.sleep(0.2)
    raise TillyError(
        f"The erasure goes on by itself and is not done yet. {erasure.trouble}".rstrip()
    )


def _print(proved: Mapping[str, Any]) -> None:
    table = Table("store", "found", "left")
    for store in proved["stores"]:
        table.add_row(store["name"], str(store["found"]), str(store["remaining"]))
    Console().print(table)
    for kept in proved["kept"]:
        click.echo(f"Kept: {kept['count']} {kept['what']}, {kept['why']}.")
    search = proved["search"]
    phrases = ", ".join(f"{count} {kind}" for kind, count in search["for"].items())
    click.echo(f"{search['bytes']:,} bytes in {search['files']} files were searched for {phrases}.")
    for mention in search["mentions"]:
        place = f", table {mention['place']}" if mention["place"] else ""
        click.echo(f"Another record has the same {mention['kind']}: {mention['file']}{place}.")
    for place in proved["outside"]:
        click.echo(f"Not reached: {place}")


def _note(engine: Engine, action: str, subject: str) -> None:
    AuditLog(engine).record(action, agent_id=None, subject=subject, address=FROM_HERE)
