"""What is made of a line of any store's sources: lies that nobody had to write, and restatements.

A lie is the line with one word of those that turn a sentence put in, left out or swapped, or with
another figure. A restatement says the same in slightly other words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.claims.suite import other_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Variant", "altered", "restated"]

_TO_BE: Final = r"is|are|can|may|will|must|should|was|has|have|do|does"
_BEARS: Final = r"pay|cover|arrange|bear|replace|repair|refund|send|ship|return"
# A row is what is altered, a pattern, and what stands in its place (`re.Match.expand`).
_ALTERATIONS: Final = (
    ("denied", rf"\b({_TO_BE})\b(?! (?:not|never|no|have|longer))", r"\1 not"),
    ("denial left out", rf"\b({_TO_BE})(?: not|n't) ", r"\1 "),
    ("denial left out", r"\bcannot\b|\bcan't\b", "can"),
    ("time", r"\bbefore\b", "after"),
    ("time", r"\bafter\b", "before"),
    ("case", r"\bunless\b", "if"),
    ("case", r"\bif\b", "unless"),
    ("case", r"\bexcept(?: for)?\b", "including"),
    ("case", r"\bwithout\b", "with"),
    ("case", r"\bwith\b(?! (?:our|us|you))", "without"),
    ("cost", r"\bfree\b(?: of charge)?(?! of)", "at extra cost"),
    ("cost", r"\bincluded\b", "sold separately"),
    ("party", rf"\b[Ww]e (?=(?:will )?(?:{_BEARS})\b)", "you "),
    ("party", rf"\b[Yy]ou (?=(?:can |may |must |need to )?(?:{_BEARS})\b)", "we "),
    ("scope", r"\b(?:some|select|selected|certain|specific) ", "all "),
    ("scope", r"\b(?:usually|typically|generally)\b", "always"),
    ("scope", r"\b[A-Z][a-z]+ members\b", "All customers"),
    ("duty", r"\bmust\b(?! (?:not|only))|\b(?:have|is required|are required) to\b", "need not"),
    ("duty", r"\b([Yy]ou) can\b(?! (?:not|only))", r"\1 must"),
    ("opposite", r"(?<!not )\brecommended\b", "not recommended"),
    ("opposite", r"(?<!not )\bpossible\b", "impossible"),
    ("yes and no", r"^Yes\b", "No"),
    ("yes and no", r"^No\b", "Yes"),
)  # fmt: skip
_RESTATEMENTS: Final = (
    ("contracted", r"\b(is|are|do|does|has|have|was) not\b", r"\1n't"),
    ("contracted", r"\bcannot\b", "can't"),
    ("contracted", r"\bwill not\b", "won't"),
    ("contracted", r"\b([Ww]e|[Yy]ou|[Ii]t|[Tt]hey) will\b(?! not)", r"\1'll"),
    ("spelt out", r"\b(is|are|do|does|has|have|was)n't\b", r"\1 not"),
    ("spelt out", r"\bcan't\b", "cannot"),
    ("spelt out", r"\b([Ww]e|[Yy]ou|[Ii]t|[Tt]hey)'ll\b", r"\1 will"),
    ("another word", r"\bpurchase\b(?= (?:a|an|it|the|your)\b)", "buy"),
    ("another word", r"\bpurchased\b", "bought"),
    ("another word", r"\b(is|are) required\b", r"\1 needed"),
    ("another word", r"\b[Ee]nsure(?: that)?\b", "make sure"),
    ("another word", r"\b[Pp]lease contact\b", "please get in touch with"),
    ("another word", r"\bassist you\b", "help you"),
    ("another word", r"\badditional\b", "extra"),
    ("another word", r"\bprior to\b", "before"),
    ("another word", r"\bin order to\b", "to"),
    ("another word", r"\bas soon as possible\b", "right away"),
    ("another word", r"\b([Yy]ou) can\b(?! not)", r"\1 are able to"),
    ("another word", r"\b([Yy]ou) may\b(?! not)", r"\1 can"),
    ("turned about", r"^If ([^,;]+), (?:please )?([^,;.]+)\.$", r"\2 if \1."),
    ("turned about", r"^To ([^,;]+), ([^,;.]+)\.$", r"\2 to \1."),
    ("turned about", r"^([^,;.]+) if ([^,;.]+)\.$", r"If \2, \1."),
    ("number word", r"\b2(?= [a-z])", "two"),
    ("number word", r"\b3(?= [a-z])", "three"),
    ("number word", r"\b5(?= [a-z])", "five"),
    ("number word", r"\b7(?= [a-z])", "seven"),
    ("number word", r"\b10(?= [a-z])", "ten"),
    ("number word", r"\b14(?= [a-z])", "fourteen"),
    ("number word", r"\b30(?= [a-z])", "thirty"),
)  # fmt: skip
_MEASURED: Final = re.compile(
    r"(?<![\w.,-])(?P<number>\$?\d[\d,]*(?:\.\d+)?)"
    r"(?P<unit>(?: (?:business|calendar|working))? [a-z]{2,}|%)"
)


@dataclass(frozen=True)
class Variant:
    """A line as it was changed, and how."""

    how: str
    text: str


def altered(line: str, beside: Sequence[str] = ()) -> Iterator[Variant]:
    """Every lie that one change makes of a line.

    A figure is changed, and swapped with one of the same unit from a line that stands `beside` it.
    """
    yield from _changed(line, _ALTERATIONS)
    for reply in other_figures(line):
        yield Variant("figure", reply.text)
    others = [match for other in beside for match in _MEASURED.finditer(other)]
    for match in _MEASURED.finditer(line):
        swapped = {
            other["number"]
            for other in others
            if _unit(other) == _unit(match) and other["number"] not in line
        }
        for number in sorted(swapped)[:1]:
            text = f"{line[: match.start('number')]}{number}{line[match.end('number') :]}"
            yield Variant("figure of another line", text)


def restated(line: str) -> Iterator[Variant]:
    """The line as it is, announced, and with one turn of phrase changed for another."""
    yield Variant("as it is", line)
    yield Variant("announced", f"Our policy says: {line}")
    yield from _changed(line, _RESTATEMENTS)


def _changed(line: str, rows: Iterable[tuple[str, str, str]]) -> Iterator[Variant]:
    for how, pattern, put in rows:
        match = re.search(pattern, line)
        if match is not None:
            text = f"{line[: match.start()]}{match.expand(put)}{line[match.end() :]}"
            yield Variant(how, f"{text[:1].upper()}{text[1:]}")


def _unit(match: re.Match[str]) -> str:
    """The unit of a figure, of one or of several."""
    money = "$" if match["number"].startswith("$") else ""
    return money or match["unit"].removesuffix("s")
