"""The `tilly` command, whose parts are imported when they are called."""

from __future__ import annotations

import asyncio
import dataclasses
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from tilly.cli_insights import insights
from tilly.cli_people import agents, customer
from tilly.environment import read_settings
from tilly.explaining import explain
from tilly.settings import ROOT

INTERRUPTED = 130


class _Group(click.Group):
    """Turns our errors into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("tilly: stopped before it was done; run the command again to go on.")
            sys.exit(INTERRUPTED)
        except Exception as error:
            if (said := explain(error)) is None:
                raise
            click.echo(f"tilly: {said}", err=True)
            sys.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A customer-service agent for online shops."""


main.add_command(agents)
main.add_command(customer)
main.add_command(insights)


@main.command()
@click.option("--demo", is_flag=True, help="Fill in the demo store and serve its shop page.")
def up(*, demo: bool) -> None:
    """Start every process of the store and keep it running until Ctrl-C."""
    settings = read_settings()
    if demo:
        settings = dataclasses.replace(settings, demo=True)
    from tilly.up import run_store

    run_store(settings, report)


@main.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--view", help="Read products from this view of the SQL database among SOURCES.")
@click.option("--quiet", is_flag=True, help="Print the summary and refusals only.")
def ingest(sources: tuple[str, ...], view: str | None, *, quiet: bool) -> None:
    """Read catalogues and documents into the store, running or not.

    SOURCES are files, folders and the URL of an SQL database; where two list the same product,
    the one named first is believed. Files are product exports of Shopify and WooCommerce,
    Google Merchant feeds, CSV, JSON lines, Markdown, HTML, PDF and sitemaps.
    """
    from tilly.ingesting import ingest as run

    databases = [source for source in sources if "://" in source]
    if len(databases) != (view is not None):
        raise click.UsageError("Give one database URL and its --view together.")
    for path in set(sources) - set(databases):
        if not Path(path).exists():
            raise click.UsageError(f"Path {path!r} does not exist.")
    named = [one if one in databases else str(Path(one).resolve()) for one in sources]
    if not run(read_settings(), named, view or "", show_progress=not quiet):
        sys.exit(2)


@main.command("import-orders")
@click.argument("source")
@click.option("--view", help="Read this view of the SQL database at SOURCE (a URL).")
def import_orders(source: str, view: str | None) -> None:
    """Read the shop's orders: Shopify CSV, plain CSV, JSON lines, or a SQL view."""
    from tilly.importing import import_records

    sys.exit(import_records(read_settings(), "orders", source, view))


@main.command("import-customers")
@click.argument("source")
@click.option("--view", help="Read this view of the SQL database at SOURCE (a URL).")
def import_customers(source: str, view: str | None) -> None:
    """Read the shop's customers: Shopify CSV, plain CSV, JSON lines, or a SQL view."""
    from tilly.importing import import_records

    sys.exit(import_records(read_settings(), "customers", source, view))


@main.command("import-events")
@click.argument("source", type=click.Path(exists=True, dir_okay=False))
def import_events(source: str) -> None:
    """Read what shoppers did (views, searches, carts, purchases, returns): CSV or JSON lines."""
    from tilly.importing import import_records

    sys.exit(import_records(read_settings(), "events", source, None))


@main.command()
@click.option("--recommendations", is_flag=True, help="Train what recommends, not the bot.")
def train(*, recommendations: bool) -> None:
    """Train the bot, unless nothing it learns from has changed.

    With --recommendations, learn instead from what shoppers did in the store, what tells how close
    they are to buying included; it may be running, and uses the result from its next turn on.
    """
    if recommendations:
        from tilly.recommending import train_recommenders
        from tilly.refining import refine_propensity

        settings = read_settings()
        version = train_recommenders(settings, lambda line: click.echo(f"  {line}"))
        refine_propensity(settings, lambda line: click.echo(f"  {line}"))
        click.echo(f"Recommenders {version} are in use.")
        return
    script = ROOT / "scripts" / "train_bot.py"
    sys.exit(subprocess.run([sys.executable, str(script)], cwd=ROOT, check=False).returncode)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per turn.")
@click.option("--customer", help="Be signed in as this customer id.")
@click.option("--product", help="Be on the page of this product id.")
def chat(*, as_json: bool, customer: str | None, product: str | None) -> None:
    """Talk to the running store; each line of standard input is one message."""
    from tilly.chatting import converse

    asyncio.run(converse(read_settings(), as_json=as_json, customer=customer, product=product))


@main.command()
@click.option(
    "--since", default="30d", show_default=True, help="A date, or days or weeks ago (30d, 4w)."
)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="Show at most so many."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--keep", is_flag=True, help="Tell the console those of a year, as the store does each day."
)
def gaps(*, since: str, limit: int, as_json: bool, keep: bool) -> None:
    """Say what shoppers asked that the store's knowledge did not settle.

    Questions that were refused, thumbed down or followed by a call for a person are put together
    by meaning; e-mail and postal addresses, telephone and card numbers are taken out.
    """
    from tilly.gaps import found_gaps, keep_gaps, print_gaps

    if keep:
        click.echo(f"The console knows the matters of {keep_gaps(read_settings()):,} questions.")
        return
    print_gaps(found_gaps(read_settings(), _start(since), limit=limit), as_json=as_json)


def _start(since: str) -> datetime:
    """When a period begins that was given as --since."""
    from tilly.gaps import start_of

    try:
        return start_of(since, datetime.now(UTC))
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(str(error), param_hint="--since") from error


@main.group("annotations")
def taught() -> None:
    """Bring what was corrected in the console to the bot's training data."""


@taught.command("export")
@click.option("--since", help="Only what was approved since then: a date, or 30d, 4w.")
def export_annotations(since: str | None) -> None:
    """Write what leads approved as Rasa NLU data, and show what would change.

    It goes to the data folder; nothing is trained on it before `apply`. With --since, what was
    applied before stays in it. What the bot should have said is written beside it: a sheet to
    review, and what the FAQ lacks as a page that `tilly ingest` reads.
    """
    from tilly.annotations_command import export_annotations as export

    export(read_settings(), None if since is None else _start(since))


@taught.command("evaluate")
def evaluate_annotations() -> None:
    """Train with and without what was exported, and compare on the held-out sentences."""
    from tilly.annotations_command import evaluate_annotations as evaluate

    evaluate(read_settings())


@taught.command("apply")
@click.option("--yes", is_flag=True, help="Agree beforehand, and do not ask.")
def apply_annotations(*, yes: bool) -> None:
    """Put what was exported among the bot's training data, after a yes."""
    from tilly.annotations_command import apply_annotations as apply

    apply(read_settings(), yes=yes)


@main.command()
@click.argument("conversation_id")
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    required=True,
    help="A trained model, as `scripts/train_bot.py` or `rasa train` writes it.",
)
@click.option("--report", type=click.Path(path_type=Path), help="Write it as Markdown, too.")
def replay(conversation_id: str, model: Path, report: Path | None) -> None:
    """Say what another model would have made of a past conversation, turn by turn.

    No action is run, so nothing happens to orders. Exits with 1 where something differs.
    """
    from tilly.replaying import replay_conversation

    sys.exit(0 if replay_conversation(read_settings(), conversation_id, model, report) else 1)


@main.command()
def doctor() -> None:
    """Say what this installation has, what it chose, and what is missing."""
    from tilly.doctor import examine

    sys.exit(examine(read_settings(), report))


def report(name: str, state: str) -> None:
    """Print one line of progress."""
    click.echo(f"  {name:<24} {state}")
