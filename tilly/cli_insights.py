"""`tilly insights`: what the shop's records say of its customers, its sales and itself."""

from __future__ import annotations

from pathlib import Path

import click

from tilly.environment import read_settings

__all__ = ["insights"]

# As in `insights.content.briefs`, which a help text need not load.
CHANNELS = click.Choice(["title", "description", "ad", "email", "social", "card"])
PERSONAS = click.Choice(["anybody", "practical", "active", "mindful", "giving"])
TONES = click.Choice(["plain", "warm", "brisk"])
LENGTHS = click.Choice(["short", "medium", "long"])


@click.group()
def insights() -> None:
    """Understand the shop from what is on record: customers, demand, prices, complaints."""


@insights.command("refresh")
def refresh_insights() -> None:
    """Make all insights anew; the store may run meanwhile."""
    from tilly.insights_command import refresh

    refresh(read_settings())


@insights.command("segments")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def insight_segments(*, as_json: bool) -> None:
    """Show the segments of customers of the newest run."""
    from tilly.insights_command import show_segments

    show_segments(read_settings(), as_json=as_json)


@insights.command("customer")
@click.argument("customer_id")
def insight_customer(customer_id: str) -> None:
    """Show what is known of CUSTOMER_ID, and why they are in their segment."""
    from tilly.insights_command import show_customer

    show_customer(read_settings(), customer_id)


@insights.command("models")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def insight_models(*, as_json: bool) -> None:
    """Show what scores and foretells in this store, how good it is, and from when."""
    from tilly.models_command import show_models

    show_models(read_settings(), as_json=as_json)


@insights.command("audience")
@click.argument("segment")
def insight_audience(segment: str) -> None:
    """Print the ids of the customers of SEGMENT (its name or number), one in each line."""
    from tilly.insights_command import list_audience

    list_audience(read_settings(), segment)


@insights.command("forecasts")
@click.option("--product", default="", help="Of this product alone, by its id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def insight_forecasts(product: str, *, as_json: bool) -> None:
    """Show what will be sold, by category, and what is about to run out."""
    from tilly.forecasts_command import show_forecasts

    show_forecasts(read_settings(), product, as_json=as_json)


@insights.command("pricing")
@click.option("--costs", type=click.Path(path_type=Path), help="Take a CSV of product, cost first.")
@click.option(
    "--competitors",
    type=click.Path(path_type=Path),
    help="Take a CSV of product, competitor, price first.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def insight_pricing(costs: Path | None, competitors: Path | None, *, as_json: bool) -> None:
    """Show elasticities and proposed prices; with a file they are made anew."""
    from tilly.pricing_command import show_pricing

    show_pricing(read_settings(), costs, competitors, as_json=as_json)


@insights.command("promotions")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def insight_promotions(*, as_json: bool) -> None:
    """Show the campaigns, with what they changed so far."""
    from tilly.promotions_command import show_promotions

    show_promotions(read_settings(), as_json=as_json)


@insights.command("power")
@click.option("--rate", type=float, required=True, help="Share who buy without it, 0 to 1.")
@click.option("--lift", type=float, required=True, help="By how much the share would rise.")
@click.option("--holdout", type=float, default=0.2, show_default=True, help="Share held out.")
def insight_power(rate: float, lift: float, holdout: float) -> None:
    """Reckon how many customers a campaign wants until its effect can be told from chance."""
    from tilly.promotions_command import reckon_power

    reckon_power(rate, lift, holdout)


@insights.command("overview")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def insight_overview(*, as_json: bool) -> None:
    """Show how the assistant does, what talks with it sell, and what changes of it did."""
    from tilly.voice_command import show_overview

    show_overview(read_settings(), as_json=as_json)


@insights.command("voice")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def insight_voice(*, as_json: bool) -> None:
    """Show what shoppers complain of, and what to mend first."""
    from tilly.voice_command import show_voice

    show_voice(read_settings(), as_json=as_json)


@insights.command("reviews")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def insight_reviews(files: tuple[Path, ...]) -> None:
    """Read reviews from FILES (CSV, JSON, JSON lines) for the voice of customers."""
    from tilly.voice_command import read_review_files

    read_review_files(read_settings(), files)


@insights.group("content")
def insight_content() -> None:
    """Write texts on products, hand out those that were approved, and see what they bring."""


@insight_content.command("write")
@click.option("--channel", "channels", multiple=True, type=CHANNELS, help="Default: all.")
@click.option("--persona", "personas", multiple=True, type=PERSONAS, default=["anybody"])
@click.option("--tone", "tones", multiple=True, type=TONES, default=["plain"])
@click.option("--length", "lengths", multiple=True, type=LENGTHS, default=["medium"])
@click.option("--variants", type=click.IntRange(1, 9), default=3, show_default=True)
@click.option("--product", "products", multiple=True, help="These alone, by id.")
def write_content(
    channels: tuple[str, ...],
    personas: tuple[str, ...],
    tones: tuple[str, ...],
    lengths: tuple[str, ...],
    variants: int,
    products: tuple[str, ...],
) -> None:
    """Write drafts for every combination; what is there already stays, so it can be resumed."""
    from tilly.content_command import write_texts

    orders = (channels or CHANNELS.choices, personas, tones, lengths)
    write_texts(read_settings(), orders, variants, products)


@insight_content.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--status", type=click.Choice(["approved", "draft", "rejected"]), default="approved")
@click.option("--channel", type=CHANNELS, default=None)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of CSV.")
def export_content(file: Path, status: str, channel: str | None, *, as_json: bool) -> None:
    """Write the approved texts to FILE."""
    from tilly.content_command import export_texts

    export_texts(read_settings(), status, channel or "", file, as_json=as_json)


@insight_content.command("report")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def report_content(*, as_json: bool) -> None:
    """Show how often shoppers followed each text, and which is better for sure."""
    from tilly.content_command import show_report

    show_report(read_settings(), as_json=as_json)
