"""`tilly agents` and `tilly customer`: who may sign in to the console, and what is kept of whom."""

from __future__ import annotations

from pathlib import Path

import click

from tilly.environment import read_settings

__all__ = ["agents", "customer"]


@click.group()
def agents() -> None:
    """Say who may sign in to the console at /console."""


_password = click.option(
    "--password",
    envvar="TILLY_AGENT_PASSWORD",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="At least 12 characters; asked for when it is not given.",
)


@agents.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As colleagues and shoppers see it.")
@click.option(
    "--role",
    type=click.Choice(["agent", "lead", "admin"]),
    default="agent",
    show_default=True,
    help="Leads see personal data, admins the audit log too.",
)
@_password
def add_agent(email: str, name: str, role: str, password: str) -> None:
    """Make an account for EMAIL."""
    from tilly.agents_command import add_agent as add

    add(read_settings(), email, name, role, password)


@agents.command("list")
def list_agents() -> None:
    """Show every account."""
    from tilly.agents_command import list_agents as listed

    listed(read_settings())


@agents.command("disable")
@click.argument("email")
def disable_agent(email: str) -> None:
    """Shut the account of EMAIL and end its sessions."""
    from tilly.agents_command import disable_agent as disable

    disable(read_settings(), email)


@agents.command("password")
@click.argument("email")
@_password
def set_password(email: str, password: str) -> None:
    """Give EMAIL another password and end its sessions."""
    from tilly.agents_command import set_password as change

    change(read_settings(), email, password)


@click.group()
def customer() -> None:
    """Give a customer what is kept of them, or erase it."""


@customer.command("export")
@click.argument("id_", metavar="ID")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="customer.zip",
    show_default=True,
    help="The ZIP to write.",
)
def export_customer(id_: str, output: Path) -> None:
    """Write everything about ID to a ZIP of JSON lines with a readable index.

    ID is a customer's id or e-mail address, or the id of a guest's conversation.
    """
    from tilly.customer_command import export_customer as export

    export(read_settings(), id_, output)


@customer.command("erase")
@click.argument("id_", metavar="ID")
@click.option("--yes", "sure", is_flag=True, help="Do not ask again.")
@click.option(
    "--certificate",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the certificate to this file, in JSON.",
)
def erase_customer(id_: str, certificate: Path | None, *, sure: bool) -> None:
    """Erase everything about ID, running store or not, and prove that it is gone.

    ID is a customer's id or e-mail address, or the id of a guest's conversation. A run that was
    stopped is gone on with by the store, or by the next run.
    """
    from tilly.customer_command import erase_customer as erase

    erase(read_settings(), id_, certificate, sure=sure)
