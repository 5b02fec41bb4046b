"""`tilly agents`: who may sign in to the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from agents import Accounts, AuditLog, Role
from migrations import migrated

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tilly.settings import Settings

__all__ = ["add_agent", "disable_agent", "list_agents", "set_password"]

FROM_HERE = "command line"


def add_agent(settings: Settings, email: str, name: str, role: str, password: str | None) -> None:
    """Make an account. Raises AgentInvalid and AgentKnown."""
    with migrated(settings.sql_url) as engine:
        made = Accounts(engine).add(email, name=name, role=Role(role), password=password)
        _note(engine, "agent.added", made.id)
    click.echo(f"{made.name} can sign in as {made.email}, role {made.role.value}.")


def list_agents(settings: Settings) -> None:
    """Print every account."""
    table = Table("e-mail", "name", "role", "")
    with migrated(settings.sql_url) as engine:
        for each in Accounts(engine).all():
            table.add_row(each.email, each.name, each.role.value, "disabled" * each.disabled)
    Console().print(table)


def disable_agent(settings: Settings, email: str) -> None:
    """Shut an account. Raises AgentNotFound."""
    with migrated(settings.sql_url) as engine:
        shut = Accounts(engine).disable(email)
        _note(engine, "agent.disabled", shut.id)
    click.echo(f"{shut.email} can no longer sign in; open sessions have ended.")


def set_password(settings: Settings, email: str, password: str) -> None:
    """Give an account another password. Raises AgentInvalid and AgentNotFound."""
    with migrated(settings.sql_url) as engine:
        changed = Accounts(engine).set_password(email, password)
        _note(engine, "agent.password_set", changed.id)
    click.echo(f"{changed.email} has a new password; open sessions have ended.")


def _note(engine: Engine, action: str, agent_id: str) -> None:
    AuditLog(engine).record(action, agent_id=None, subject=agent_id, address=FROM_HERE)
