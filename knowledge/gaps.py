"""What shoppers ask and the store's knowledge does not settle: missed questions by matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from generation.personal_data import redact
from knowledge.clustering import SAME_MATTER, clusters, most_central

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from conversations.missed import FoundPassage, MissedQuestion, Reason
    from embedding import Embedder

__all__ = ["Example", "GapReport", "KnowledgeGap", "gap_report", "matters_of"]

EXAMPLES: Final = 3
BATCH: Final = 256


@dataclass(frozen=True)
class Example:
    """One question of a gap, without personal data."""

    text: str
    at: datetime
    conversation_id: str
    turn_id: str
    reasons: tuple[Reason, ...]
    comment: str


@dataclass(frozen=True)
class KnowledgeGap:
    """Questions about one matter; `title` is the most central of them, as it was asked.

    `before` counts those of the period before. `nearest` is the passage that came nearest to any
    of them: where its similarity is high, the answer may be there and was not found.
    """

    title: str
    count: int
    shoppers: int
    before: int
    intents: Mapping[str, int]
    reasons: Mapping[Reason, int]
    nearest: FoundPassage | None
    examples: tuple[Example, ...]

    @property
    def trend(self) -> int:
        """By how many the questions have grown since the period before."""
        return self.count - self.before


@dataclass(frozen=True)
class GapReport:
    """The gaps of a period, those that most shoppers met first; `gaps_in_all` counts them all."""

    since: datetime
    until: datetime
    questions: int
    questions_before: int
    gaps_in_all: int
    gaps: tuple[KnowledgeGap, ...]


def gap_report(
    questions: Sequence[MissedQuestion],
    embedder: Embedder,
    *,
    since: datetime,
    until: datetime,
    limit: int | None = None,
    least: float = SAME_MATTER,
) -> GapReport:
    """The gaps that questions from `since` to `until` show, at most `limit` of them.

    Questions before `since` are the period to compare with. `least` is the mean cosine
    similarity from which questions are of one matter.
    """
    asked = [one for one in questions if one.at < until]
    gaps = []
    vectors = _vectors(asked, embedder)
    for members in clusters(vectors, least):
        now = [int(row) for row in members if asked[row].at >= since]
        if now:
            before = len(members) - len(now)
            gaps.append(_gap([asked[row] for row in now], vectors[now], before))
    gaps.sort(key=lambda gap: (-gap.shoppers, -gap.count, -gap.trend, gap.title))
    in_time = sum(one.at >= since for one in asked)
    return GapReport(
        since, until, in_time, len(asked) - in_time, len(gaps), tuple(gaps[:limit])
    )  # fmt: skip


def matters_of(questions: Sequence[MissedQuestion], embedder: Embedder) -> dict[str, str]:
    """What each question is about, by its turn: the most central question of the same matter."""
    vectors = _vectors(questions, embedder)
    return {
        questions[row].turn_id: redact(questions[members[most_central(vectors[members])]].text)
        for members in clusters(vectors)
        for row in members
    }


def _vectors(
    questions: Sequence[MissedQuestion], embedder: Embedder
) -> np.ndarray[tuple[int, int]]:
    """A vector for each question; a text that is asked often is embedded once."""
    if not questions:
        return np.zeros((0, embedder.dimensions), dtype=np.float32)
    texts = [redact(" ".join(one.meant.split())) for one in questions]
    # Texts of like length together, since a batch costs as much as its longest.
    different = sorted({text.casefold() for text in texts}, key=len)
    rows = {text: row for row, text in enumerate(different)}
    batches = [
        embedder.embed(different[start : start + BATCH])
        for start in range(0, len(different), BATCH)
    ]
    return np.concatenate(batches)[[rows[text.casefold()] for text in texts]]


def _gap(questions: Sequence[MissedQuestion], vectors: np.ndarray, before: int) -> KnowledgeGap:
    central = most_central(vectors)
    nearest = max(
        (passage for one in questions for passage in one.passages),
        key=lambda passage: passage.similarity,
        default=None,
    )
    # The title's own question first, then the newest that say it otherwise.
    ordered = [questions[central], *reversed(questions)]
    examples = {redact(one.text).casefold(): one for one in reversed(ordered)}
    shown = sorted(examples.values(), key=ordered.index)[:EXAMPLES]
    return KnowledgeGap(
        title=redact(questions[central].text),
        count=len(questions),
        shoppers=len({one.shopper for one in questions}),
        before=before,
        intents=dict(Counter(one.intent for one in questions if one.intent).most_common()),
        reasons=dict(Counter(reason for one in questions for reason in one.reasons).most_common()),
        nearest=nearest,
        examples=tuple(map(_example, shown)),
    )


def _example(question: MissedQuestion) -> Example:
    return Example(
        text=redact(question.text),
        at=question.at,
        conversation_id=question.conversation_id,
        turn_id=question.turn_id,
        reasons=question.reasons,
        comment=redact(question.comment),
    )
