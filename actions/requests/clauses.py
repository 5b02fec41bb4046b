"""Several requests in one message, taken apart: "cancel A and return the mug from B"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.requests.memory import Task
from actions.understanding.spelling import put_right, put_right_in_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from actions.requests.request import Request

__all__ = ["names_request", "tasks_of"]

# What may stand between two requests: a sentence's end, "and", "also", "then".
_JOINT = re.compile(
    r"(?:[.;!?\n]+|,|\band\b|\bthen\b|\bplus\b)(?:\s*(?:,|and|also|then|plus|finally|lastly|"
    r"secondly|additionally|second|last|i(?:'d| would)? (?:also )?(?:like|want|need)(?: to)?|"
    r"i also (?:want|need|would like)(?: to)?|please|can you|could you|to))*\s*$",
    re.IGNORECASE,
)
_START = re.compile(r"^\W*$")


def tasks_of(text: str, first: str, requests: Iterable[Request]) -> list[Task]:
    """What the text asks for, in order; the first is for the request called `first`.

    A new task begins where another request's words stand after a joint.
    """
    righted, places = put_right_in_place(text)
    cues = _cues(righted, requests)
    names = [name for _, name in cues]
    if first in names:  # NLU may have heard the second one
        first = names[0]
    starts = [(0, first)]
    kinds = [first]
    for start, name in cues:
        joint = _JOINT.search(righted[:start])
        if joint is None or name == kinds[-1]:
            continue
        begin = joint.start() if not _START.match(righted[: joint.start()]) else start
        if begin > starts[-1][0]:
            starts.append((begin, name))
            kinds.append(name)
    ends = [begin for begin, _ in starts[1:]] + [len(righted)]
    return [
        Task(name, text[places[begin] : places[end]].strip(" ,;.\n"))
        for (begin, name), end in zip(starts, ends, strict=True)
    ]


def _cues(text: str, requests: Iterable[Request]) -> list[tuple[int, str]]:
    """Where the words of a request begin; of those that overlap, the longest."""
    found = sorted(
        (
            (match.start() - match.end(), match.start(), match.end(), request.name)
            for request in requests
            for match in request.cues.finditer(text)
        ),
        key=lambda cue: cue[0],
    )
    chosen: list[tuple[int, int, str]] = []
    for _, start, end, name in found:
        if not any(start < other_end and other < end for other, other_end, _ in chosen):
            chosen.append((start, end, name))
    return sorted((start, name) for start, _, name in chosen)


def names_request(text: str, request: Request) -> bool:
    """Whether the text itself asks for the request, whatever NLU takes it for."""
    return bool(request.cues.search(text) or request.cues.search(put_right(text)))
