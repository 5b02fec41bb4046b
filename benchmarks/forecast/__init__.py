"""Forecasts: grocery sales with prices and deals, the M competitions, and spare parts.

    python -m benchmarks forecast --data PATH

PATH is a file, or a folder whose files are told by what they are:

  sales     a table `store,brand,week,logmove,price1,…,deal,feat` (`*_yx.csv`, gzipped or not):
            rounds two weeks apart to the end of the data, twelve where there are so many; each
            forecasts the second and third week after what it knows, with prices and deals given.
            MAPE, and how often the 80 % intervals of later rounds held. (bayesm's orangeJuice;
            github.com/microsoft/forecasting states the rounds and the published results.)
  series    `{id: {x, xx, h, period}}` as JSON, or the same list as R's .rda (Mcomp on CRAN).
            sMAPE of `xx`, and in the same run that of the original methods where their forecasts
            (`*Forecast.rda`) lie beside it.
  parts     a table of counts without names: a row a month, a column a part (expsmooth's carparts).
            The last year is forecast from the others: mean squared error over that of a naive.

Settings were tuned on the sales before the first round; the rounds are forecast once.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.forecast import competition, parts, sales
from insights.errors import InsightError

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks forecast`."""
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="a folder or a file")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Judge whatever of the three is there."""
    path: Path = options.data
    figures: dict[str, float] = {}
    try:
        if table := sales.found(path):
            figures |= sales.judge(table, say)
        if lists := competition.found(path):
            figures |= competition.judge(lists, say)
        if table := parts.found(path):
            figures |= parts.judge(table, say)
    except (InsightError, OSError) as error:
        raise SystemExit(f"forecast: {error}") from error
    if not figures:
        raise SystemExit(f"forecast: {path} has neither sales, nor series, nor parts.")
    return figures


def say(line: str) -> None:
    """Tell a person how far it is; the figures alone go to standard output."""
    print(line, file=sys.stderr, flush=True)
