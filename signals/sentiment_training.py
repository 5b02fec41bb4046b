"""Trains the network that tells how a text sounds, from labelled texts.

    python -m signals.sentiment_training MODELS_DIR

trains on the project's own texts (`signals.sentiment_texts`) what a store uses, unless that was
done before. The lower the layer, the smaller its learning rate (Howard and Ruder 2018,
arXiv:1801.06146); the temperature is fitted on a tenth that is not trained on (Guo et al. 2017,
arXiv:1706.04599), and of all epochs that one is kept which does best there. There too it is chosen
how sure the network must be that a turn is negative.
"""

from __future__ import annotations

import copy
import hashlib
import random
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from embedding.precision import multiplies_bfloat16
from opinions import vocabulary
from signals.sentiment_texts import OWN_TEXTS, own_examples
from signals.turn_signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import torch

    from signals.sentiment_network import Network
    from signals.sentiment_texts import Example

__all__ = ["SHIPPED", "Recipe", "prepared", "shipped_folder", "train"]

WARM_UP: Final = 0.1
POOL: Final = 20
"""Batches that are sorted by length together, so that little of a batch is padding."""
_HERE: Final = Path(__file__).parent
_TRAINED_FROM: Final = (
    OWN_TEXTS,
    Path(vocabulary.__file__),
    *(_HERE / f"sentiment_{part}.py" for part in ("texts", "network", "training")),
)


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
    alarms: float = 1.0
    """At most this share of the texts held out that are not negative is told as negative."""
    seed: int = 0


SHIPPED: Final = Recipe(layers=4, epochs=3, rate=2e-4, decay=0.85, alarms=0.03)


def train(
    examples: Sequence[Example],
    held_out: Sequence[Example],
    labels: Sequence[str],
    recipe: Recipe,
    report: Callable[[str], None] = lambda _line: None,
) -> Network:
    """A network that tells these labels apart; the same on the same machine every time.

    `held_out` calibrates it and chooses the epoch.
    """
    import torch

    from signals.sentiment_network import Network

    torch.manual_seed(recipe.seed)
    network = Network(labels, recipe.layers)
    rows = network.tokens([one.text for one in examples])
    targets = [labels.index(one.label) for one in examples]
    texts = [one.text for one in held_out]
    truth = torch.tensor([labels.index(one.label) for one in held_out])
    total = left = -(-(recipe.readings or recipe.epochs * len(rows)) // recipe.batch)
    optimiser = torch.optim.AdamW(list(_groups(network, recipe)), weight_decay=0.01)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * total), (total - step) / total)
    )
    drawn = random.Random(recipe.seed)  # noqa: S311 - the order of batches is no cryptography
    best, least = network.state_dict(), float("inf")
    for epoch in count(1):
        if left == 0:
            break
        for batch in list(_batches(rows, recipe.batch, drawn))[:left]:
            left -= 1
            _step(network, [rows[at] for at in batch], [targets[at] for at in batch], optimiser)
            rates.step()
        wrong = 1 - float((network.predict(texts).argmax(1) == truth).float().mean())
        report(f"epoch {epoch}: {wrong:.1%} wrong of {len(truth)} held out")
        if wrong <= least:
            best, least = copy.deepcopy(network.state_dict()), wrong
    network.load_state_dict(best)
    network.temperature = temperature(network.predict(texts), truth)
    if recipe.alarms < 1:
        label = labels.index(Feeling.NEGATIVE)
        network.restraint[label] = restraint(network.predict(texts), truth, label, recipe.alarms)
    return network.eval()


def _step(
    network: Network,
    rows: Sequence[Sequence[int]],
    targets: Sequence[int],
    optimiser: torch.optim.Optimizer,
) -> None:
    import torch

    network.train()
    with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16()):
        logits = network(rows)
    loss = torch.nn.functional.cross_entropy(logits.float(), torch.tensor(targets))
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()


def temperature(logits: torch.Tensor, truth: torch.Tensor) -> float:
    """What logits are divided by so that held-out texts are as likely as they can be."""
    import torch

    candidates = torch.logspace(-0.5, 1, 61)
    losses = [torch.nn.functional.cross_entropy(logits / one, truth) for one in candidates]
    return float(candidates[int(torch.stack(losses).argmin())])


def restraint(logits: torch.Tensor, truth: torch.Tensor, label: int, alarms: float) -> float:
    """What is taken off a label's logit so that few texts of others are told as it.

    `logits` are of shape (n, labels), `truth` of shape (n,); `alarms` is the share that may be.
    """
    import torch

    others = logits[truth != label]
    rivals = others.index_fill(1, torch.tensor([label]), -torch.inf)
    leads = others[:, label] - rivals.amax(1)
    return max(0.0, float(torch.quantile(leads, 1 - alarms, interpolation="higher")))


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


def shipped_folder(models: Path) -> Path:
    """Where the network of a store is kept: texts, words and code name the folder."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in _TRAINED_FROM))
    return models / f"sentiment-{digest.hexdigest()[:12]}"


def prepared(models: Path, report: Callable[[str], None] = lambda _line: None) -> Path:
    """The folder of the shipped network, trained now unless it is there."""
    folder = shipped_folder(models)
    if not folder.exists():
        models.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=models, prefix=".training-") as scratch:
            fresh = Path(scratch) / folder.name
            fresh.mkdir()
            train(*own_examples(), list(Feeling), SHIPPED, report).save(fresh)
            if not folder.exists():  # another store may have been first
                fresh.rename(folder)
    return folder


def main() -> None:
    """Train the shipped network into the folder named, unless it is there."""
    prepared(Path(sys.argv[1]), _say)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
