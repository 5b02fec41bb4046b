"""Segments of customers: found in a shop's transactions, with a report in words and pictures.

    python -m benchmarks segments --data online_retail.csv --report FOLDER

CSV or Parquet with the columns of Online Retail: InvoiceNo (beginning with C where it cancels),
StockCode, Quantity, InvoiceDate, UnitPrice and CustomerID, or those of its second edition. Rows
that are not what they should be are named and left out. What kind of thing a product is the data do
not tell: the segments are of how often, how much, how dear and when somebody buys.

Data set: Online Retail, of Daqing Chen (archive.ics.uci.edu/dataset/352). Published for it (Chen,
Sain, Guo 2012): five groups of 3,863 customers by k-means of recency, frequency and spend.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from benchmarks.segments.transactions import read_transactions
from insights.errors import InsightError
from insights.profiles import build_profiles
from insights.segments import segment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from benchmarks.segments.transactions import Transactions
    from insights.profiles import Profiles
    from insights.segments import Segmentation

__all__ = ["Found", "add_arguments", "run"]

MOST_NAMED: Final = 20
"""Refused rows that are printed; the report has all."""


@dataclass(frozen=True)
class Found:
    """What the report tells of."""

    read: Transactions
    profiles: Profiles
    segmentation: Segmentation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which data, and where the report goes."""
    parser.add_argument("--data", type=Path, required=True, help="CSV or Parquet")
    parser.add_argument("--report", type=Path, help="a folder for report.md and its pictures")


def run(options: argparse.Namespace) -> Mapping[str, float]:
    """Find segments and report them."""
    try:
        found = _found(read_transactions(options.data))
    except InsightError as error:
        raise SystemExit(f"segments: {options.data}: {error}") from error
    refusals = found.read.refusals
    for said in refusals[:MOST_NAMED]:
        print(f"refused: {said}")
    if len(refusals) > MOST_NAMED:
        print(f"refused: and {len(refusals) - MOST_NAMED} more")
    for each in found.segmentation.segments:
        print(f"{each.size:>6}  {each.name}")
    if options.report is not None:
        from benchmarks.segments.report import write_report

        write_report(found, options.report)
        print(f"report: {options.report / 'report.md'}")
    return _figures(found)


def _found(read: Transactions) -> Found:
    profiles = build_profiles(read.records)
    return Found(read, profiles, segment(profiles))


def _figures(found: Found) -> dict[str, float]:
    now, profiles = found.segmentation, found.profiles
    chosen = next(each for each in now.choices if each.k == len(now.segments))
    spend = profiles.figures["spend"].groupby(pd.Series(now.segment_of)).sum()
    return {
        "n": found.read.rows,
        "refused": len(found.read.refusals),
        **found.read.left_out,
        "customers": len(profiles),
        "orders": int(profiles.figures["orders"].sum()),
        "segments": len(now.segments),
        "silhouette": chosen.silhouette,
        "silhouette_shuffled": chosen.shuffled,
        "stability": chosen.stability,
        "hdbscan_share": now.dense_share,
        "hdbscan_agreement": now.dense_agreement,
        "top_segment_spend_share": float(spend.max() / spend.sum()),
    }
