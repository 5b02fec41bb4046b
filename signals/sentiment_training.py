"""Trains the network that tells how a text sounds, from labelled texts.

    python -m signals.sentiment_training DATA_DIR

trains on the project's own texts (`signals/training/sentiment.csv`) what a store uses, unless that
was done before. The lower the layer, the smaller its learning rate (Howard and Ruder 2018,
arXiv:1801.06146); the temperature is fitted on a tenth that is not trained on (Guo et al. 2017,
arXiv:1706.04599), and of all epochs that one is kept which does best there.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import os
import random
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from signals.errors import ModelUnusable
from signals.turn_signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import torch

    from signals.sentiment_network import Network

__all__ = [
    "SHIPPED",
    "Example",
    "Recipe",
    "prepared",
    "read_examples",
    "shipped_folder",
    "split",
    "train",
]

OWN_TEXTS: Final = Path(__file__).parent / "training" / "sentiment.csv"
WARM_UP: Final = 0.1
HELD_OUT: Final = 10
"""One in so many examples of each label is kept for calibration."""
POOL: Final = 20
"""Batches that are sorted by length together, so that little of a batch is padding."""


@dataclass(frozen=True)
class Example:
    """A text and how it sounds."""

    text: str
    label: str


@dataclass(frozen=True)
class Recipe:
    """How a network is trained."""

    layers: int = 6
    epochs: int = 3
    batch: int = 32
    rate: float = 1e-4
    """Of the highest layer; the others have `decay` of the next higher one's."""
    decay: float = 0.9
    head_rate: float = 1e-3
    readings: int = 0
    """Ends the last epoch after so many texts, all epochs together; 0: it is not cut short."""
    seed: int = 0


SHIPPED: Final = Recipe(layers=6, epochs=8, rate=3e-4, decay=0.85)


def read_examples(path: Path) -> list[Example]:
    """The rows of a CSV with the columns `text` and `label`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Example(row["text"], row["label"]) for row in csv.DictReader(file)]


def split(examples: Sequence[Example], seed: int = 0) -> tuple[list[Example], list[Example]]:
    """What is trained on, and a tenth of each label that is not; raises ModelUnusable if too few.

    The same examples are split the same way every time.
    """
    drawn = random.Random(seed)  # noqa: S311 - drawing examples is no cryptography
    shuffled = drawn.sample(list(examples), len(examples))
    kept: list[Example] = []
    held_out: list[Example] = []
    seen: Counter[str] = Counter()
    for example in shuffled:
        seen[example.label] += 1
        (held_out if seen[example.label] % HELD_OUT == 0 else kept).append(example)
    if not seen or min(seen.values()) < HELD_OUT:
        raise ModelUnusable(f"Each label needs {HELD_OUT} texts or more to learn from.")
    return kept, held_out


def train(
    examples: Sequence[Example],
    labels: Sequence[str],
    recipe: Recipe = SHIPPED,
    report: Callable[[str], None] = lambda _line: None,
    held_out: Sequence[Example] | None = None,
) -> Network:
    """A network that tells these labels apart; the same on the same machine every time.

    `held_out` calibrates it and chooses the epoch; a tenth of the examples when there is none.
    """
    import torch

    from signals.sentiment_network import Network

    torch.manual_seed(recipe.seed)
    kept: Sequence[Example] = examples
    if held_out is None:
        kept, held_out = split(examples, recipe.seed)
    number = {label: at for at, label in enumerate(labels)}
    network = Network(labels, recipe.layers)
    rows = network.tokens([one.text for one in kept])
    targets = [number[one.label] for one in kept]
    truth = torch.tensor([number[one.label] for one in held_out])
    steps = -(-(recipe.readings or recipe.epochs * len(rows)) // recipe.batch)
    total = steps
    optimiser = torch.optim.AdamW(list(_groups(network, recipe)), weight_decay=0.01)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * total), (total - step) / total)
    )
    drawn = random.Random(recipe.seed)  # noqa: S311 - the order of batches
    best, least = copy.deepcopy(network.state_dict()), float("inf")
    epoch = 0
    while steps > 0:
        epoch += 1
        network.train()
        for batch in islice(_batches(rows, recipe.batch, drawn), steps):
            steps -= 1
            with torch.autocast("cpu", torch.bfloat16, enabled=_has_bfloat16()):
                logits = network([rows[at] for at in batch])
            expected = torch.tensor([targets[at] for at in batch])
            loss = torch.nn.functional.cross_entropy(logits.float(), expected)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            rates.step()
            optimiser.zero_grad()
        logits = network.predict([one.text for one in held_out])
        wrong = 1 - float((logits.argmax(1) == truth).float().mean())
        report(f"epoch {epoch}: {wrong:.1%} wrong of {len(truth)} held out")
        if wrong <= least:
            best, least = copy.deepcopy(network.state_dict()), wrong
    network.load_state_dict(best)
    network.temperature = temperature(network.predict([one.text for one in held_out]), truth)
    return network.eval()


def temperature(logits: torch.Tensor, truth: torch.Tensor) -> float:
    """What logits are divided by so that held-out texts are as likely as they can be."""
    import torch

    candidates = torch.logspace(-0.5, 1, 61)
    losses = [torch.nn.functional.cross_entropy(logits / one, truth) for one in candidates]
    return float(candidates[int(torch.stack(losses).argmin())])


def _groups(network: Network, recipe: Recipe) -> Iterator[dict[str, object]]:
    yield {"params": list(network.head.parameters()), "lr": recipe.head_rate}
    for depth, layer in enumerate(reversed(network.layers)):
        yield {"params": list(layer.parameters()), "lr": recipe.rate * recipe.decay**depth}


def _batches(rows: Sequence[Sequence[int]], size: int, drawn: random.Random) -> Iterator[list[int]]:
    order = drawn.sample(range(len(rows)), len(rows))
    batches = []
    for start in range(0, len(order), size * POOL):
        pool = sorted(order[start : start + size * POOL], key=lambda at: len(rows[at]))
        batches += [pool[at : at + size] for at in range(0, len(pool), size)]
    yield from drawn.sample(batches, len(batches))


def _has_bfloat16() -> bool:
    """Whether the processor multiplies it: training takes less than half the time then."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - torch's own test


def digest(recipe: Recipe = SHIPPED, texts: Path = OWN_TEXTS) -> str:
    """What the network is trained from, as one word: texts, recipe and code."""
    parts = [texts.read_bytes(), repr(recipe).encode()]
    parts += [(Path(__file__).parent / name).read_bytes() for name in _CODE]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


_CODE: Final = ("sentiment_network.py", "sentiment_training.py")


def shipped_folder(data_dir: Path) -> Path:
    """Where the network of a store is kept, by what it is trained from."""
    return data_dir / "models" / f"sentiment-{digest()}"


def prepared(data_dir: Path, report: Callable[[str], None] = lambda _line: None) -> Path:
    """The folder of the shipped network, trained now unless it is there."""
    folder = shipped_folder(data_dir)
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
        fresh.mkdir(parents=True)
        train(read_examples(OWN_TEXTS), list(Feeling), report=report).save(fresh)
        fresh.rename(folder)
    return folder


def main() -> None:
    """Train the shipped network into the data directory named, unless it is there."""
    prepared(Path(sys.argv[1]), _say)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
