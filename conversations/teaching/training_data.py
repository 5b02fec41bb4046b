"""Approved corrections as Rasa NLU data, next to what the bot is trained on already.

What would contradict that data, or spoil the sentences that the bot is judged by, is left out with
the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import yaml

from conversations.teaching.examples import INVENTED, Example, read_marked
from generation.personal_data import personal_data, substitute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from conversations.teaching.annotations import Annotation
    from conversations.teaching.bot_domain import BotDomain

__all__ = ["REVIEWED", "LeftOut", "Taught", "TrainingData", "gather", "nlu_yaml"]

REVIEWED: Final = "reviewed.yml"
"""The file of the bot's NLU data that holds what was taught in the console."""
RUN: Final = 5
"""So many words in a row that a held-out sentence has too give that sentence away."""
LONGEST_NAME: Final = 12
"""Words of a product's title that are looked for."""
_PLAIN = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
HEADER: Final = """\
# What agents corrected in the console and leads approved; written by `tilly annotations`.
"""


@dataclass(frozen=True)
class Taught:
    """An example of an intent."""

    intent: str
    example: Example


@dataclass(frozen=True)
class LeftOut:
    """A correction that is not exported, and why not, in one sentence."""

    annotation: Annotation
    reason: str


class TrainingData:
    """The sentences of a folder of NLU data by intent, marks removed; `reviewed` are ours."""

    def __init__(self, folder: Path) -> None:
        self.reviewed: tuple[Taught, ...] = ()
        self.intents: dict[str, str] = {}
        """The intent of each sentence, by its words."""
        for path in sorted(folder.glob("*.yml")):
            pairs = list(_examples(yaml.safe_load(path.read_text(encoding="utf-8"))))
            if path.name == REVIEWED:
                self.reviewed = tuple(Taught(intent, read_marked(line)) for intent, line in pairs)
            else:
                self.intents |= {words(_PLAIN.sub(r"\1", line)): intent for intent, line in pairs}

    @property
    def runs(self) -> set[str]:
        """Every five words in a row, and every whole sentence."""
        return {*self.intents, *(run for said in self.intents for run in runs_of(said))}


def gather(
    approved: Iterable[Annotation],
    *,
    training: TrainingData,
    held_out: TrainingData,
    domain: BotDomain,
    names: Sequence[str] = (),
    keep: bool = False,
) -> tuple[list[Taught], list[LeftOut]]:
    """What of the corrections is taught; of two that disagree, the one decided later.

    `names` are of products and brands, which no training data may hold. `keep` begins with what is
    in the reviewed file already.
    """
    taught = {words(each.example.text): each for each in training.reviewed if keep}
    given_away = held_out.runs
    products = {words(name) for name in names}
    left_out = []
    for annotation in approved:
        correction = annotation.correction
        if correction.intent is None:
            continue  # a reply or a flag: nothing for NLU to learn
        said = words(correction.example.text)
        known = training.intents.get(said)
        if reason := _unfit(annotation, domain, products):
            left_out.append(LeftOut(annotation, reason))
        elif known == correction.intent:
            left_out.append(LeftOut(annotation, "It is trained on already."))
        elif known is not None:
            left_out.append(LeftOut(annotation, f"The training data has it as {known}."))
        elif said in given_away or not given_away.isdisjoint(runs_of(said)):
            left_out.append(LeftOut(annotation, "It gives a held-out sentence away."))
        else:
            taught[said] = Taught(correction.intent, correction.example)
    return list(taught.values()), left_out


def nlu_yaml(taught: Iterable[Taught]) -> str:
    """Rasa NLU data: intents by name, their examples by words, so that a diff is small."""
    by_intent: dict[str, list[str]] = {}
    for each in taught:
        by_intent.setdefault(each.intent, []).append(each.example.marked)
    blocks = [
        f"- intent: {intent}\n  examples: |\n"
        + "".join(f"    - {line}\n" for line in sorted(by_intent[intent]))
        for intent in sorted(by_intent)
    ]
    listed = "nlu:\n" + "\n".join(blocks) if blocks else "nlu: []\n"
    return f'{HEADER}version: "3.1"\n\n{listed}'


def words(text: str) -> str:
    """A sentence without letter case and punctuation, by which two are the same."""
    return " ".join(re.findall(r"\w+", text.lower())) or text


def runs_of(said: str) -> set[str]:
    """Every five words in a row of a sentence's words."""
    parts = said.split()
    return {" ".join(parts[at : at + RUN]) for at in range(len(parts) - RUN + 1)}


def _unfit(annotation: Annotation, domain: BotDomain, products: set[str]) -> str:
    """Why nobody may be taught this; empty when it may be."""
    correction = annotation.correction
    if correction.intent not in domain.taught:
        return f"The domain has no intent {correction.intent}."
    unknown = {mark.entity for mark in correction.example.marks} - domain.entities
    if unknown:
        return f"The domain has no entity {', '.join(sorted(unknown))}."
    if kinds := _personal(correction.example.text):
        return f"It has personal data: {', '.join(kinds)}."
    if named := _named(correction.example.text, products):
        return f"It names “{named}”, and one model serves any shop: say what it is instead."
    return ""


def _personal(text: str) -> tuple[str, ...]:
    """Kinds of personal data, less what stands for them here."""
    return personal_data(text) if substitute(text, INVENTED.__getitem__) != text else ()


def _named(text: str, names: set[str]) -> str:
    """The first of the names, each as its words, that stands in the text; empty for none."""
    parts = words(text).split()
    spans = (
        " ".join(parts[start:end])
        for start in range(len(parts))
        for end in range(min(len(parts), start + LONGEST_NAME), start, -1)
    )
    return next((span for span in spans if span in names), "")


def _examples(data: Mapping[str, object] | None) -> Iterator[tuple[str, str]]:
    """The intents of a file with their lines, the dash removed."""
    blocks = (data or {}).get("nlu")
    for block in blocks if isinstance(blocks, list) else ():
        if "intent" in block:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield block["intent"], line.strip()[1:].strip()
