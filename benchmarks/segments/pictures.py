"""The pictures of a report on segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from insights.profiles import Profiles
    from insights.segments import Segmentation

__all__ = ["draw_pictures"]

PAINTS: Final = ("#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#9a6700", "#57606a",
                 "#1b7c83", "#cf222e", "#6e7781")  # fmt: skip
DOTS: Final = 120
MOST_TRAITS: Final = 16
STRONGEST: Final = 1.5
"""Spreads from everybody's mean at which the colours of the map of traits end."""


def draw_pictures(found: Segmentation, profiles: Profiles, folder: Path) -> dict[str, str]:
    """Draw them into `folder`; what each shows, by the name of its file."""
    drawn = {
        "customers.png": (_customers, "Each customer, by the last order and the number of orders."),
        "worth.png": (_worth, "Part of the customers and of what they spent, by segment."),
        "traits.png": (_traits, "What marks each segment, in spreads from everybody's mean."),
        "choice.png": (_choice, "How clear groups are, by their number."),
    }
    for name, (draw, _) in drawn.items():
        figure = Figure(figsize=(9, 4.8), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.subplots(), found, profiles)
        figure.savefig(folder / name, dpi=DOTS)
    return {name: told for name, (_, told) in drawn.items()}


def _customers(axes: Axes, found: Segmentation, profiles: Profiles) -> None:
    random = np.random.default_rng(0)
    figures = profiles.figures
    for paint, each in zip(PAINTS, found.segments, strict=False):
        theirs = figures.loc[[at for at, of in found.segment_of.items() if of == each.id]]
        jitter = np.exp(random.normal(0, 0.06, len(theirs)))
        axes.scatter(
            theirs["days_since_last"] + 1, theirs["orders"] * jitter,
            s=7, alpha=0.45, color=paint, linewidths=0, label=each.name,
        )  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="days since the last order", ylabel="orders")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    _finish(axes)
    axes.legend(frameon=False, markerscale=3)


def _worth(axes: Axes, found: Segmentation, profiles: Profiles) -> None:
    spend = profiles.figures["spend"].groupby(pd.Series(found.segment_of)).sum()
    rows = np.arange(len(found.segments))
    parts = (
        ("of the customers", [each.size / len(profiles) for each in found.segments], PAINTS[6]),
        ("of what was spent", [spend[each.id] / spend.sum() for each in found.segments], PAINTS[0]),
    )
    for at, (label, widths, paint) in enumerate(parts):
        bars = axes.barh(rows + 0.38 * at, widths, 0.36, color=paint, label=label)
        axes.bar_label(bars, [f"{width:.0%}" for width in widths], padding=4)
    axes.set_yticks(rows + 0.19, [each.name for each in found.segments])
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    _finish(axes)
    axes.legend(frameon=False)


def _traits(axes: Axes, found: Segmentation, _profiles: Profiles) -> None:
    names = list(found.segments[0].centre)
    centres = np.array([[each.centre[name] for name in names] for each in found.segments])
    marked = sorted(np.argsort(-np.abs(centres * found.traits.weights).max(axis=0))[:MOST_TRAITS])
    image = axes.imshow(
        centres[:, marked], cmap="RdBu_r", vmin=-STRONGEST, vmax=STRONGEST, aspect="auto"
    )
    labels = [names[at].replace("_", " ") for at in marked]
    axes.set_xticks(range(len(marked)), labels, rotation=40, ha="right")
    axes.set_yticks(range(len(found.segments)), [each.name for each in found.segments])
    axes.figure.colorbar(image, label="spreads", pad=0.01)


def _choice(axes: Axes, found: Segmentation, _profiles: Profiles) -> None:
    tried = [each.k for each in found.choices]
    for name, label, paint in (
        ("silhouette", "silhouette", PAINTS[0]),
        ("shuffled", "silhouette of shuffled customers", PAINTS[6]),
    ):
        values = [getattr(each, name) for each in found.choices]
        axes.plot(tried, values, marker="o", color=paint, label=label)
    axes.axvline(len(found.segments), color=PAINTS[1], linestyle=":", label="taken")
    for each in found.choices:
        said = f"{each.stability:.2f}"
        axes.annotate(said, (each.k, each.silhouette), xytext=(0, 8), textcoords="offset points",
                      ha="center", color="#57606a", fontsize=8)  # fmt: skip
    highest = max(each.silhouette for each in found.choices)
    axes.set(
        xlabel="number of groups (above each: agreement of random halves)", ylim=(0, 1.15 * highest)
    )
    _finish(axes)
    axes.legend(frameon=False)


def _finish(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#d0d7de", linewidth=0.5)
    axes.set_axisbelow(True)
