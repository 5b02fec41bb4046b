"""The table of the uplift benchmark: a part for each mail and outcome, a row for each ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["printed"]

HEAD = f"{'':20}{'Qini':>9}  {'95 %':^19}{'normalised':>11}{'AUUC':>8}{'top 30 %':>10}{'slope':>8}"


def printed(figures: Mapping[str, float]) -> None:
    """Print the figures of `benchmarks.uplift` as a table."""
    last = ""
    for name in figures:
        under, _, figure = name.rpartition(": ")
        if figure == "effect":
            print(
                f"\n{under}: {figures[f'{under}: customers']:,} customers, effect"
                f" {figures[name]:.4f} ± {1.96 * figures[f'{under}: effect error']:.4f}\n{HEAD}"
            )
        elif figure == "qini" and under != last:
            print(
                _row(under.rpartition(", ")[2], {key: figures[f"{under}: {key}"] for key in KEYS})
            )
            last = under


KEYS = ("qini", "qini low", "qini high", "normalised", "auuc", "top", "slope")


def _row(ranking: str, found: Mapping[str, float]) -> str:
    interval = f"[{found['qini low']:8.2f},{found['qini high']:8.2f}]"
    qini = round(found["qini"], 2) + 0.0  # no "-0.00"
    return (
        f"{ranking:20}{qini:9.2f}  {interval:^19}{found['normalised']:11.4f}"
        f"{found['auuc']:8.3f}{found['top']:10.4f}{found['slope']:8.2f}"
    )
