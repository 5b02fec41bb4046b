"""Any sequence classifier of transformers as the sentiment model (`TILLY_SENTIMENT_MODEL`).

Its labels are told by their names: negative, neutral, positive in whatever case or shortened, one
to five stars, or LABEL_0 to LABEL_2 in that order. Without a neutral label the doubt between the
two others counts as neutral.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from signals.errors import ModelUnusable
from signals.turn_signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["TransformersClassifier", "feelings_of", "three_of"]

LONGEST: Final = 256
LEAST: Final = 1e-6
_NAMED: Final = {"neg": Feeling.NEGATIVE, "neu": Feeling.NEUTRAL, "pos": Feeling.POSITIVE}
_STARS: Final = (
    Feeling.NEGATIVE,
    Feeling.NEGATIVE,
    Feeling.NEUTRAL,
    Feeling.POSITIVE,
    Feeling.POSITIVE,
)


class TransformersClassifier:
    """A classifier from a folder or the hub; raises ModelUnusable when there is none."""

    def __init__(self, model: str) -> None:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        local = Path(model).expanduser().is_dir()
        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(model, local_files_only=local)
            self._model: Any = AutoModelForSequenceClassification.from_pretrained(
                model, local_files_only=local
            ).eval()
        except (OSError, ValueError) as error:
            raise ModelUnusable(
                f"No sentiment classifier can be loaded from {model!r}; leave "
                "TILLY_SENTIMENT_MODEL empty, or set it to a model folder or a reachable hub id."
            ) from error
        self._feelings = feelings_of(self._model.config.id2label)

    def logits(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Log probabilities of the three feelings, text by text."""
        import torch

        read = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
        )
        with torch.inference_mode():
            rows = self._model(**read).logits.float().softmax(-1).tolist()
        return [three_of(self._feelings, row) for row in rows]


def three_of(feelings: Sequence[Feeling], likely: Sequence[float]) -> tuple[float, ...]:
    """Log probabilities of negative, neutral and positive from those of a classifier's labels."""
    negative, neutral, positive = (
        sum(one for label, one in zip(feelings, likely, strict=True) if label is feeling)
        for feeling in Feeling
    )
    if Feeling.NEUTRAL not in feelings:
        doubt = min(negative, positive)
        negative, neutral, positive = negative - doubt, 2 * doubt, positive - doubt
    return tuple(math.log(max(one, LEAST)) for one in (negative, neutral, positive))


def feelings_of(labels: Mapping[int, str]) -> tuple[Feeling, ...]:
    """The feeling that each of a classifier's labels stands for; raises ModelUnusable."""
    names = [str(labels[at]).lower() for at in sorted(labels)]
    if all(name[:3] in _NAMED for name in names):
        return tuple(_NAMED[name[:3]] for name in names)
    if len(names) == len(_STARS) and all(re.match(r"[1-5]\b", name) for name in names):
        return tuple(_STARS[int(name[0]) - 1] for name in names)
    if all(re.fullmatch(r"label_\d", name) for name in names):
        if len(names) == len(Feeling):
            return tuple(Feeling)
        if len(names) == len(Feeling) - 1:
            return (Feeling.NEGATIVE, Feeling.POSITIVE)
    raise ModelUnusable(
        f"The labels {', '.join(names)} say nothing of negative, neutral and positive; "
        "choose another model for TILLY_SENTIMENT_MODEL."
    )
