"""How satisfied shoppers are who gave no rating, learnt from the shop's own who did.

Where too few rated, or the model is no better on ratings that it has not seen, the stated rule
stands: a talk is unhappy in which a question was not answered, a person was asked for, or words
of blame outweigh those of praise.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import select

from conversations.tables import handoffs, messages, ratings, turn_evidence, turns
from database import reading
from insights.errors import TooLittleData
from insights.voice.dialogues import Utterance
from insights.voice.satisfaction import SatisfactionModel, foretold, recalls
from opinions import ENOUGH, polarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray
    from sqlalchemy import Engine

__all__ = ["Satisfaction", "read_dialogues", "satisfaction_of"]

HAPPY_FROM: Final = 4
"""Stars, as the console's numbers count."""
LEAST_RATED: Final = 200
LEAST_OF_EITHER: Final = 30
FOLDS: Final = 5
MOST_SHOWN: Final = 20
EVEN: Final = 0.5
REFUSED, PERSON = "no_answer", "person"


@dataclass(frozen=True)
class Satisfaction:
    """Shares of happy talks, and unrated ones that are likely unhappy, the surest first.

    `learnt` says whether from ratings or by the stated rule; the recalls are the mean over happy
    and unhappy talks that were not learnt from, None without enough of both.
    """

    rated: int
    happy_rated: float | None
    unrated: int
    happy_unrated: float | None
    learnt: bool
    recall: float | None
    recall_of_rule: float | None
    look_at: tuple[str, ...]


def read_dialogues(
    engine: Engine, since: datetime, until: datetime
) -> tuple[dict[str, list[Utterance]], dict[str, int]]:
    """The talks that began in a period, by conversation, and the stars of those that were rated.

    A shopper's act is the intent that was heard; the shop's is what became of a question.
    """
    period = (messages.c.at >= since, messages.c.at < until)
    said = (
        select(messages.c.conversation_id, messages.c.sender, messages.c.text,
               turns.c.intent, turn_evidence.c.evidence)
        .outerjoin(turns, turns.c.turn_id == messages.c.turn_id)
        .outerjoin(turn_evidence, turn_evidence.c.turn_id == messages.c.turn_id)
        .where(*period)
        .order_by(messages.c.at, messages.c.seq)
    )  # fmt: skip
    talks: defaultdict[str, list[Utterance]] = defaultdict(list)
    with reading(engine) as connection:
        for row in connection.execute(said):
            talks[row.conversation_id].append(_utterance(row))
        for (id_,) in connection.execute(select(handoffs.c.conversation_id).distinct()):
            if id_ in talks:
                talks[id_].append(Utterance(shopper=False, text="", act=PERSON))
        given = select(ratings.c.conversation_id, ratings.c.stars).where(
            ratings.c.stars.is_not(None)
        )
        stars = {id_: count for id_, count in connection.execute(given) if id_ in talks}
    return {id_: said for id_, said in talks.items() if any(one.shopper for one in said)}, stars


def satisfaction_of(
    talks: Mapping[str, Sequence[Utterance]], stars: Mapping[str, int], recent: Sequence[str]
) -> Satisfaction:
    """How happy those who rated were, and how happy the others of the `recent` talks likely are.

    The share of the others is corrected by what is known of the errors (Rogan, Gladen 1978).
    """
    rated = [id_ for id_ in talks if id_ in stars]
    unrated = [id_ for id_ in recent if id_ in talks and id_ not in stars]
    known, unknown = ([talks[id_] for id_ in ids] for ids in (rated, unrated))
    happy = np.array([int(stars[id_] >= HAPPY_FROM) for id_ in rated], dtype=np.int64)
    by_rule = recalls(_by_rule(known), happy) if _enough(happy) else None
    learnt = by_rule and _recalls_of_model(known, happy, rated)
    better = bool(learnt and by_rule and _mean(learnt) > _mean(by_rule))
    likely = _by_rule(unknown).astype(float)
    if better and unknown:
        likely = SatisfactionModel.fit(known, happy).likely(unknown)[:, 1]
    worst = np.argsort(likely, kind="stable")
    return Satisfaction(
        rated=len(rated),
        happy_rated=float(happy.mean()) if len(happy) else None,
        unrated=len(unrated),
        happy_unrated=_share(likely > EVEN, learnt if better else by_rule),
        learnt=better,
        recall=_mean(learnt) if learnt else None,
        recall_of_rule=_mean(by_rule) if by_rule else None,
        look_at=tuple(unrated[at] for at in worst[:MOST_SHOWN] if likely[at] < EVEN),
    )


def _enough(happy: NDArray[np.int64]) -> bool:
    either = min(int(happy.sum()), int((1 - happy).sum()))
    return len(happy) >= LEAST_RATED and either >= LEAST_OF_EITHER


def _recalls_of_model(
    known: Sequence[Sequence[Utterance]], happy: NDArray[np.int64], ids: Sequence[str]
) -> dict[int, float] | None:
    try:
        return recalls(foretold(known, happy, ids, folds=FOLDS), happy)
    except TooLittleData:
        return None


def _share(taken: NDArray[np.bool_], recall: Mapping[int, float] | None) -> float | None:
    """The share of happy talks where those `taken` for it are found with these recalls."""
    if not len(taken):
        return None
    apparent = float(taken.mean())
    if recall is None or recall[1] + recall[0] <= 1:
        return apparent
    return float(np.clip((apparent + recall[0] - 1) / (recall[1] + recall[0] - 1), 0, 1))


def _by_rule(talks: Sequence[Sequence[Utterance]]) -> NDArray[np.int64]:
    return np.array([int(not _unhappy(said)) for said in talks], dtype=np.int64)


def _unhappy(said: Sequence[Utterance]) -> bool:
    if any(one.act in {REFUSED, PERSON} for one in said if not one.shopper):
        return True
    return sum(polarity(one.text) for one in said if one.shopper) < -ENOUGH


def _utterance(row: Any) -> Utterance:
    shopper = row.sender == "shopper"
    act = (row.intent if shopper else (row.evidence or {}).get("outcome")) or ""
    return Utterance(shopper, row.text, PERSON if row.sender == "agent" else act)


def _mean(of_level: Mapping[int, float]) -> float:
    return float(np.mean(list(of_level.values())))
