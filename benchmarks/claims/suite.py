"""The questions, and what honest and lying models say to each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["KINDS", "Question", "Reply", "other_figures", "read_suite", "replies"]

FILES: Final = tuple(Path(__file__).parent / f"{name}.yml" for name in ("policies", "products"))
KINDS: Final = ("price", "stock", "date", "quantity", "policy")
DISGUISES: Final = (
    "Great question, and thanks for asking! {}",
    "According to our policy, {}",
    "I have just checked this for you: {}",
)
_FIGURE: Final = re.compile(
    r"(?<![\w.,-])(?P<money>\$?)(?P<number>\d{1,3}(?:,\d{3})*(?:\.\d+)?)(?![\w-])"
)
_SPELLED: Final = {
    "one": "five", "two": "four", "three": "six", "four": "seven", "five": "nine", "six": "twelve",
    "seven": "three", "ten": "thirty", "twelve": "eighteen", "once": "twice", "a week": "a month",
}  # fmt: skip
_TIME: Final = re.compile(r"\W*(?:[\w-]+\W+){0,2}(?:hours?|days?|weeks?|months?|years?|am|pm)\b")
_DENIED: Final = re.compile(r"\b(?:no|not|never|none|cannot)\b|n't\b", re.IGNORECASE)
# What turns a sentence round, the first that is found: a denial is taken out before one is put in.
_OUT: Final = (
    ("sold out", "in stock"), ("out of stock", "in stock"), ("isn't in stock", "is in stock"),
    ("can't", "can"), ("cannot", "can"), ("isn't", "is"), ("aren't", "are"), ("don't", "do"),
    ("doesn't", "does"), ("won't", "will"), ("never", "always"),
)  # fmt: skip
_IN: Final = (("in stock", "sold out"), ("is", "is not"), ("are", "are not"), ("can", "cannot"))
_PARTICLES: Final = {"Yes": "No", "No": "Yes"}


@dataclass(frozen=True)
class Question:
    """A question, a true answer in a model's own words, and untrue ones by kind."""

    ask: str
    honest: str
    lies: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What a model says; `kind` is "honest" or what it lies about, `how` the way it was made."""

    kind: str
    how: str
    text: str


def read_suite(files: Iterable[Path] = FILES) -> list[Question]:
    """The questions of some files, by default of both about the demo store."""
    rows = [row for file in files for row in yaml.safe_load(file.read_text(encoding="utf-8"))]
    return [Question(**row) for row in rows]


def replies(question: Question) -> Iterator[Reply]:
    """Everything that models are made to say to a question."""
    yield Reply("honest", "as written", question.honest)
    for kind, lie in question.lies.items():
        yield Reply(kind, "as written", lie)
        for disguise in DISGUISES:
            yield Reply(kind, "disguised", disguise.format(lie))
        yield Reply(kind, "behind the truth", f"{question.honest} {lie}")
    yield from other_figures(question.honest)
    yield from _turned_round(question)


def other_figures(honest: str) -> Iterator[Reply]:
    """A true sentence with one of its figures changed, each in turn."""
    for match in _FIGURE.finditer(honest):
        kind = "price" if match["money"] else _kind_by_unit(honest[match.end() :])
        number = match["number"].replace(",", "")
        changed = (
            f"{float(number) + 10:.2f}" if "." in number and match["money"]
            else f"{float(number) * 2:g}" if "." in number
            else f"{int(number) * 3 + 1}"
        )  # fmt: skip
        text = f"{honest[: match.start('number')]}{changed}{honest[match.end('number') :]}"
        yield Reply(kind, "another figure", text)
    for word, other in _SPELLED.items():
        match_ = re.search(rf"\b{word}\b(?= [a-z])", honest)
        if match_ and word != "one":
            kind = _kind_by_unit(honest[match_.end() :])
            changed_text = f"{honest[: match_.start()]}{other}{honest[match_.end() :]}"
            yield Reply(kind, "another figure", changed_text)


def _kind_by_unit(following: str) -> str:
    return "date" if _TIME.match(following) else "quantity"


def _turned_round(question: Question) -> Iterator[Reply]:
    """The honest answer with what it affirms denied, or the other way round."""
    said = question.honest
    for particle, other in _PARTICLES.items():
        said = re.sub(rf"^{particle}\b", other, said) if said == question.honest else said
    for old, new in (*_OUT, *(() if _DENIED.search(question.honest) else _IN)):
        turned = re.sub(rf"\b{re.escape(old)}\b", new, said, count=1)
        if turned != said:
            yield Reply("stock" if "stock" in old + new else "policy", "turned round", turned)
            return
