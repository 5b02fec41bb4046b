"""The words that shoppers are known to write: those of the sentences that the bot learns from."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final

from tilly.settings import ROOT

__all__ = ["shopper_words"]

SENTENCES: Final = ROOT / "bot" / "data" / "nlu"
COMMON: Final = 3
"""Written less often than this, a word may be one of the slips that the sentences hold, too."""
_SENTENCE = re.compile(r"^ {4}- (.+)$", re.MULTILINE)
_WORD = re.compile(r"[a-z]{3,}")


@cache
def shopper_words() -> frozenset[str]:
    """Words of the service desk that a catalogue need not hold: "expire", "voucher", "invoice"."""
    counted: Counter[str] = Counter()
    for path in SENTENCES.glob("*.yml"):
        for sentence in _SENTENCE.findall(path.read_text(encoding="utf-8")):
            counted.update(_WORD.findall(sentence.lower()))
    return frozenset(word for word, times in counted.items() if times >= COMMON)
