"""Common words of English, as the packaged model's vocabulary lists them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from embedding.sentence import minilm_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["common_words"]


@cache
def common_words() -> Mapping[str, int]:
    """About 21,000 words with their rank: the lower, the more often they are written.

    WordPiece vocabularies (Wu et al. 2016, arXiv:1609.08144) are ordered by frequency; pieces of
    words and single letters are left out.
    """
    text = (minilm_folder() / "tokenizer.json").read_text(encoding="utf-8")
    ranks: dict[str, int] = json.loads(text)["model"]["vocab"]
    return {word: rank for word, rank in ranks.items() if len(word) > 1 and word.isalpha()}
