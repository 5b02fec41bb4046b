"""The words of a text with a vector each, as they stand in that text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["WORD", "WordVectors"]

WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


@dataclass(frozen=True)
class WordVectors:
    """A text's words in lower case, in order; `vectors` has a unit vector for each, in context.

    A text that is longer than the model reads has the words that it did read.
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float32]
