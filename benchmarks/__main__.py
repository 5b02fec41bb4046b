"""`python -m benchmarks NAME …`: one command per published table.

Prints the figures and, with `--json FILE`, writes them as one flat object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NAMES = ("answers", "chat", "claims", "clv", "confidence", "console", "documents", "elasticity",
         "evidence", "forecast", "gaps", "generation", "grounding", "ingest", "injection",
         "intents", "lines", "live", "memory", "opinions", "propensity", "recommend",
         "recommend-latency", "retrieval", "satisfaction", "segments", "sentiment", "simulation",
         "takeover", "tasks", "uplift")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="name", metavar="NAME", required=True)
    for name in NAMES:
        module = importlib.import_module(f"benchmarks.{name.replace('-', '_')}")
        command = commands.add_parser(name, help=(module.__doc__ or "").split("\n")[0])
        module.add_arguments(command)
        command.add_argument("--json", type=Path, help="write the figures to this file")
        command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    began = time.monotonic()
    figures = options.run(options)
    figures.setdefault("seconds", round(time.monotonic() - began, 1))
    print(table(figures))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


def table(figures: Mapping[str, float]) -> str:
    """The figures under each other."""
    widest = max(map(len, figures))
    return "\n".join(f"{name:<{widest}}  {_shown(value):>12}" for name, value in figures.items())


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


if __name__ == "__main__":
    main()
