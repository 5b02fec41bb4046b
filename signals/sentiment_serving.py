"""The shipped network as a store uses it, apart from the code that decides what it learns.

Imports torch: import it where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from signals.sentiment_network import Network

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["served_network"]


def served_network(folder: Path) -> Network:
    """The network saved in `folder`, in bfloat16 where the processor multiplies it.

    One turn costs what reading the weights does, and this halves them; a probability changes by
    about a hundredth at most. Raises ModelUnusable when the folder holds none of ours.
    """
    network = Network.load(folder)
    if torch.ops.mkldnn._is_mkldnn_bf16_supported():  # noqa: SLF001 - torch's own test
        network.encoder.to(torch.bfloat16)
    return network
