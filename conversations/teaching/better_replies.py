"""What the bot should have said: a sheet for whoever writes its words, and entries for the FAQ.

Wording stands in `domain.yml`, and what is true in the shop's own pages: neither is changed here.
Where the shop's knowledge should have had the answer, an entry is proposed that can be ingested as
it is. What speaks of one person alone, or only makes sense in its conversation, is for the sheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from conversations.teaching.examples import ORDER_NUMBER, Pseudonyms
from conversations.teaching.training_data import words
from conversations.veil import HIDDEN, Veil
from generation.personal_data import contains_personal_data

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from conversations.teaching.annotations import Annotation
    from conversations.traces import TurnTrace

__all__ = ["BetterReply", "better_reply", "faq_markdown", "review_sheet"]

_HIDDEN_KIND: Final = re.compile(r"\[[\w-]+ hidden\]")
_BLOCK: Final = re.compile(
    r"^(?=#|>|`{3}|~{3}|=+\s*$|-+\s*$|(?:[*_-]\s*){3,}$)|(?=<)", re.MULTILINE
)
"""Where Markdown would see a heading, a rule, a quotation or HTML in what is said."""
_POINTING: Final = re.compile(
    r"\b(?:it|its|this|that|these|those|them|they|one|there|my|mine|the order|the parcel)\b",
    re.IGNORECASE,
)
"""Words that point at something said before, or at what is one shopper's own."""


@dataclass(frozen=True)
class BetterReply:
    """One question, with no name, address or number of anybody in any of its texts.

    `entry` is the question as an FAQ would have it; empty where there is nothing to propose.
    """

    annotation: Annotation
    question: str
    said: str
    entry: str = ""

    @property
    def better(self) -> str:
        """What should have been said."""
        return self.annotation.correction.better_reply


def better_reply(
    annotation: Annotation,
    trace: TurnTrace | None,
    customer_name: str | None,
    answered: Collection[str],
) -> BetterReply:
    """What became of a turn whose reply was corrected.

    `answered` are the intents that are answered from the shop's knowledge; a turn that has looked
    there is a matter of knowledge too.
    """
    turn = None if trace is None else trace.turn
    correction = annotation.correction
    said = Veil(customer_name).text("\n".join(turn.replies)) if turn else ""
    question = correction.example.text or (turn.text if turn else "")
    searched = trace is not None and trace.evidence is not None
    intent = correction.intent or annotation.heard_intent
    entry = ""
    if correction.example.text and (searched or intent in answered):
        meant = trace.evidence.rewritten if trace and trace.evidence else ""
        meant = Pseudonyms(customer_name).text(meant) or question
        entry = "" if _of_one_person(annotation, meant) else _as_question(meant)
    return BetterReply(annotation, question, said, entry)


def review_sheet(replies: Iterable[BetterReply], names: Mapping[str, str]) -> str:
    """Every reply as Markdown, the latest decision first; `names` are the agents' by their ids."""
    newest = sorted(replies, key=_decided, reverse=True)
    return "\n".join(
        ["# What the bot should have said\n", *(_part(each, names) for each in newest)]
    )


def faq_markdown(replies: Iterable[BetterReply]) -> str:
    """The proposed entries as a page that `tilly ingest` reads; of one question the latest."""
    latest = {words(each.entry): each for each in sorted(replies, key=_decided) if each.entry}
    entries = sorted(latest.values(), key=lambda each: each.entry.lower())
    parts = ["---\nkind: faq\n---\n# Frequently asked questions\n"]
    parts += [f"## {_escaped(each.entry)}\n\n{_escaped(each.better)}\n" for each in entries]
    return "\n".join(parts)


def _part(each: BetterReply, names: Mapping[str, str]) -> str:
    """A reply's part of the sheet."""
    annotation, right = each.annotation, each.annotation.correction.intent
    heard = annotation.heard_intent or "nothing"
    decider = names.get(annotation.decided_by or "", "somebody")
    note = " ".join(annotation.correction.note.split())
    lines = (
        f"## {_escaped(each.question)}\n",
        f"- understood as: {heard}{f', should have been {right}' if right else ''}",
        f"- approved by {_escaped(decider)} on {_decided(each):%Y-%m-%d}",
        f"- /console/conversations/{annotation.conversation_id}/turns/{annotation.turn_id}",
        *([f"- note: {_escaped(note)}"] if note else ()),
        *([f"- proposed for the FAQ: {_escaped(each.entry)}"] if each.entry else ()),
        f"\nSaid:\n\n{_quoted(each.said)}",
        f"\nShould have said:\n\n{_quoted(each.better)}\n",
    )
    return "\n".join(lines)


def _decided(each: BetterReply) -> datetime:
    return each.annotation.decided_at or each.annotation.at


def _of_one_person(annotation: Annotation, meant: str) -> bool:
    """Whether an answer to this is of use to nobody else."""
    better = annotation.correction.better_reply
    return (
        any(mark.entity == ORDER_NUMBER for mark in annotation.correction.example.marks)
        or bool(_POINTING.search(meant))
        or contains_personal_data(meant)
        or HIDDEN in better
        or bool(_HIDDEN_KIND.search(better))
    )


def _as_question(said: str) -> str:
    """A question as it stands in an FAQ."""
    asked = said.rstrip(" .!?,;")
    return f"{asked[:1].upper()}{asked[1:]}?" if asked else ""


def _escaped(text: str) -> str:
    """Text that stays text, paragraphs and lists in Markdown."""
    return _BLOCK.sub(r"\\", "\n".join(line.strip() for line in text.splitlines()))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in (_escaped(text) or "(nothing)").splitlines())
