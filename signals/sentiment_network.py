"""The packaged MiniLM with one linear layer on top: the network that tells how a text sounds.

The states of the last layer kept are averaged over the tokens and mapped to one logit a label.

Imports torch: import it where it is used.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

from embedding import packaged_model
from signals.errors import ModelUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Network"]

LONGEST: Final = 128
"""Tokens of a text that are read."""
BATCH: Final = 64
WEIGHTS, DESCRIPTION = "weights.safetensors", "network.json"
SHOUTED: Final = 3
"""From so many words on, a text all in capitals is shouted."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


class Network(nn.Module):
    """MiniLM's lower `layers` and a linear layer, with a calibrated temperature.

    The embeddings of words stay as packaged: only what was trained is saved. `restraint` is taken
    off the logit of each label, so that one whose false alarms are dear is told when it is sure.
    """

    def __init__(self, labels: Sequence[str], layers: int) -> None:
        super().__init__()
        logging.disable_progress_bar()
        folder = packaged_model()
        self.labels = tuple(labels)
        self.temperature = 1.0
        self.restraint = [0.0] * len(labels)
        self.encoder: Any = AutoModel.from_pretrained(folder)
        self.encoder.pooler = None
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.embeddings.requires_grad_(requires_grad=False)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(self.labels))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)

    @property
    def layers(self) -> list[nn.Module]:
        """The transformer's layers that are kept, the lowest first."""
        return list(self.encoder.encoder.layer)

    def forward(self, rows: Sequence[Sequence[int]]) -> torch.Tensor:
        """Logits of shape (len(rows), labels) of token ids."""
        longest = max(map(len, rows))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        words = mask.unsqueeze(-1).float()
        mean = (states.float() * words).sum(1) / words.sum(1)
        return self.head(nn.functional.dropout(mean, 0.1, self.training))  # type: ignore[no-any-return]

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The token ids of each text."""
        return [one.ids for one in self.tokenizer.encode_batch(list(map(spelt_out, texts)))]

    @torch.inference_mode()
    def predict(self, texts: Sequence[str]) -> torch.Tensor:
        """Logits of shape (len(texts), labels), of the calibrated temperature, with restraint."""
        self.eval()
        rows = self.tokens(texts)
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        logits = torch.zeros(len(rows), len(self.labels))
        for start, end in pairwise([*range(0, len(order), BATCH), len(order)]):
            batch = order[start:end]
            logits[batch] = self([rows[at] for at in batch])
        return logits / self.temperature - torch.tensor(self.restraint)

    def logits(self, texts: Sequence[str]) -> list[list[float]]:
        """The same as `predict`, as lists."""
        return self.predict(texts).tolist()

    def save(self, folder: Path) -> None:
        """Write what was trained into a folder that exists."""
        trained = {name: value for name, value in self.named_parameters() if value.requires_grad}
        save_file({name: value.detach() for name, value in trained.items()}, folder / WEIGHTS)
        described = {
            "labels": self.labels,
            "layers": len(self.layers),
            "temperature": self.temperature,
            "restraint": self.restraint,
        }
        (folder / DESCRIPTION).write_text(json.dumps(described))

    @classmethod
    def load(cls, folder: Path) -> Network:
        """The network saved in `folder`; raises ModelUnusable when it is not one of ours."""
        try:
            described = json.loads((folder / DESCRIPTION).read_text())
            network = cls(described["labels"], described["layers"])
            network.temperature = float(described["temperature"])
            network.restraint = [float(one) for one in described["restraint"]]
            found = load_file(folder / WEIGHTS)
            wanted = {name for name, one in network.named_parameters() if one.requires_grad}
            if wanted != found.keys():
                raise ModelUnusable(f"{folder / WEIGHTS} holds other layers than it describes.")
            network.load_state_dict(found, strict=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnusable(f"{folder} holds no sentiment network: {error}") from error
        return network.eval()


def spelt_out(text: str) -> str:
    """The text with what the tokenizer cannot see: emoji by their names, shouting by marks."""
    words = _WORD.findall(text)
    shouted = len(words) >= SHOUTED and all(map(str.isupper, words))
    named = "".join(
        f" {unicodedata.name(one, '').lower()} " if unicodedata.category(one) == "So" else one
        for one in text
    )
    return f"{named} !!!" if shouted else named
