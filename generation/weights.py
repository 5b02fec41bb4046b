"""Weights and tokenizer, from a folder, a `.gguf` file, a hub id or made up for a trial."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch

from generation.shapes import RANDOM, made_up
from generation.text_tokens import FALLBACK_TEMPLATE

__all__ = ["Weights", "load"]

logger = logging.getLogger(__name__)

_ENDLESS: Final = 1 << 20  # models that name no limit


@dataclass(frozen=True)
class Weights:
    """A model ready to run, and what is to be known of it."""

    model: Any
    tokenizer: Any
    device: torch.device
    dtype: torch.dtype
    attention: str
    context: int
    """The longest text that the model can read, in tokens."""
    ends: frozenset[int]
    """Tokens that end an answer."""
    read_bytes: int
    """What one token reads of the weights; an embedding table that is only looked up is not."""

    @property
    def config(self) -> Any:
        """The text model's own."""
        return self.model.config.get_text_config()


def load(model: str, wanted_device: str | None = None) -> Weights:
    """Read or make up the weights: bfloat16 on CUDA, as they are stored on a CPU.

    Whatever transformers raises for files that it cannot read comes through.
    """
    device = torch.device(wanted_device or ("cuda" if torch.cuda.is_available() else "cpu"))
    started = time.monotonic()
    network, tokenizer = (
        made_up(model, device) if model.startswith(RANDOM) else _read(model, device)
    )
    network.eval()
    if tokenizer.chat_template is None:
        tokenizer.chat_template = FALLBACK_TEMPLATE
    config = network.config.get_text_config()
    limits = [getattr(config, "max_position_embeddings", None) or _ENDLESS]
    if any("sliding" in kind for kind in getattr(config, "layer_types", None) or ()):
        # Within its window a sliding layer is like any other one.
        limits.append(config.sliding_window)
    read = Weights(
        model=network,
        tokenizer=tokenizer,
        device=device,
        dtype=network.dtype,
        attention=str(config._attn_implementation),  # noqa: SLF001 - the only place it is said
        context=min(limits),
        ends=_ends(network, tokenizer),
        read_bytes=_read_bytes(network),
    )
    logger.info(
        "Loaded %s on %s in %.1f s: %s, %s attention, %.2f GB read for a token.",
        *(model, device, time.monotonic() - started),
        *(str(read.dtype).removeprefix("torch."), read.attention, read.read_bytes / 1e9),
    )
    return read


def _read(model: str, device: torch.device) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    path = Path(model)
    source: str | Path = model
    options: dict[str, Any] = {}
    if path.suffix == ".gguf":
        source, options = path.parent, {"gguf_file": path.name}
    tokenizer = AutoTokenizer.from_pretrained(source, **options)
    # SDPA is part of torch and takes the mask of a batch of rows; the flash-attention package
    # does not take one.
    network = AutoModelForCausalLM.from_pretrained(
        source,
        dtype=torch.bfloat16 if device.type == "cuda" else "auto",
        attn_implementation="sdpa",
        **options,
    )
    return network.to(device), tokenizer


def _ends(network: Any, tokenizer: Any) -> frozenset[int]:
    """The ends that the checkpoint names; its tokenizer's when it names none."""
    named = network.generation_config.eos_token_id
    named = tokenizer.eos_token_id if named is None else named
    return frozenset(named if isinstance(named, list) else () if named is None else (named,))


def _read_bytes(network: Any) -> int:
    weights = {weight.data_ptr(): weight.nbytes for weight in network.parameters()}
    table, head = network.get_input_embeddings().weight, network.get_output_embeddings().weight
    if table.data_ptr() != head.data_ptr():
        del weights[table.data_ptr()]
    return sum(weights.values())
