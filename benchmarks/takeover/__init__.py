"""Bot and agent race for a conversation: nothing of the bot's may come after the takeover.

In every race a shopper has said yes to a cancellation. One process carries it out and replies, as
the action server and the gateway do; another takes the conversation over at some moment in between.
Both hesitate at random before statements and commits. What counts as a leak: a reply of the bot's
with a higher number than the frame that says that a person answers, and a cancelled order that was
not yet cancelled when the takeover had been committed.

`--without-fence` switches off what is measured, to see that leaks would be found.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.takeover.players import play
from benchmarks.takeover.stage import Stage, judged
from migrations import upgrade

if TYPE_CHECKING:
    import argparse

__all__ = ["add_arguments", "run"]

PAIRS: Final = 2
LONGEST_PAUSE_MS: Final = 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks takeover`."""
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--database", help="the address of an empty database; else a SQLite file")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of bot and agent at once")
    parser.add_argument(
        "--pause", type=float, default=LONGEST_PAUSE_MS, help="longest hesitation, in milliseconds"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-fence", action="store_true", help="switch the fence off")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Prepare the conversations, let everybody race, and count."""
    with tempfile.TemporaryDirectory() as scratch:
        url = options.database or f"sqlite:///{Path(scratch) / 'tilly.db'}"
        upgrade(url)
        with Stage(url) as stage:
            races = stage.prepare(options.races)
            found = play(
                url,
                races,
                pairs=options.pairs,
                pause_s=options.pause / 1000,
                seed=options.seed,
                fenced=not options.without_fence,
            )
            return judged(stage, races, found)
