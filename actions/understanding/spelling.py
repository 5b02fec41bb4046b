"""Slips of the finger in the words that say what happened: "fautly", "arrived brken".

Only words that carry a meaning here are put right; names and products are compared where they are
looked up.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import DamerauLevenshtein

__all__ = ["put_right", "put_right_in_place"]

_WORDS = frozenset(
    """
    accident account actually address advertised another anymore arrive arrived broke broken
    cancel carrier change changed cheaper colleague colour condition cracked crushed damaged
    defective delivered delivery described different elsewhere everything exchange expected faulty
    found human instead label larger latest leaks longer missing mistake money needed never opened
    order ordered original other package packaging parcel payment person picture please print
    received refund replacement return returned scratched shattered shipped small smaller
    smashed somebody someone something speak stolen stopped takes tight track tracking tried
    unopened until unused useless waiting working write wrong
    """.split()  # noqa: SIM905  reads as a list of words
)
_REAL = frozenset(
    """
    brake cancer carried carries chance charge charged color crashed delivers describes detective
    faculty faults fond fund leads leafs leans leaps linger longed lounger messing monkey newer
    older opener otter paint point receiver receives scattered scratches shall skipped slashed
    slipped smell sneak stall steak stepped taken tales tapes taxes tied tired trace tracing trick
    tries truck untie wanting white writing wrote
    """.split()  # noqa: SIM905  as above
)
"""Words that are one letter away from one of those, and are meant as they stand."""
_WORD = re.compile(r"[a-z]{4,}", re.IGNORECASE)
SHORTEST = 5
"""Letters of a word that may be put right; a slip may have lost one of them."""


def put_right(text: str) -> str:
    """The text with each misspelt word replaced by the one it was meant to be."""
    return _WORD.sub(lambda found: _meant(found[0]), text)


def put_right_in_place(text: str) -> tuple[str, list[int]]:
    """The text put right, and where each of its characters, and its end, stands in the original."""
    said: list[str] = []
    places: list[int] = []
    until = 0
    for found in _WORD.finditer(text):
        meant = _meant(found[0])
        said += [text[until : found.start()], meant]
        places += [*range(until, found.start())]
        places += [min(found.start() + at, found.end() - 1) for at in range(len(meant))]
        until = found.end()
    return "".join([*said, text[until:]]), [*places, *range(until, len(text) + 1)]


def _meant(word: str) -> str:
    said = word.lower()
    # Other forms of these words, such as "replacements", are no slips.
    if said in _REAL or any(said.startswith(one) or one.startswith(said) for one in _LONG):
        return word
    near = [
        one
        for one in _LONG
        if one[0] == said[0]
        and abs(len(one) - len(said)) <= 1
        and DamerauLevenshtein.distance(said, one, score_cutoff=1) == 1
    ]
    return near[0] if len(near) == 1 else word


_LONG = sorted(word for word in _WORDS if len(word) >= SHORTEST)
