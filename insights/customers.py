"""The customers' side of insights: profiles and segments made anew, kept, and read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert, select

from database import reading, writing
from insights.errors import TooLittleData
from insights.profiles import build_profiles
from insights.records import read_records
from insights.segments import Segment, Segmentation, segment
from insights.tables import customer_profiles, insight_runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from insights.profiles import Profiles

__all__ = ["CustomerInsights", "CustomerProfile", "SegmentReport", "SegmentSummary"]

KIND: Final = "segments"
BATCH: Final = 2000
DIGITS: Final = 4


@dataclass(frozen=True)
class SegmentSummary:
    """A segment as a merchant reads it; figures are means over its members."""

    id: int
    name: str
    size: int
    share: float
    figures: Mapping[str, float]
    likes: Mapping[str, float]
    """Parts of what they look at and buy, by category, the most marked first."""
    lifts: Mapping[str, float]
    """Those parts over everybody's."""
    months: Mapping[str, float]
    """Parts of what they buy, by the number of the month."""
    share_before: float | None = None
    """Of all customers, in the run before; None for a segment that is new."""


@dataclass(frozen=True)
class SegmentReport:
    """One run over all customers.

    `refused` says why there are no segments; `choices` are the numbers of groups that were tried.
    """

    at: datetime
    until: datetime
    customers: int
    orders: int
    refused: str
    segments: tuple[SegmentSummary, ...]
    choices: tuple[Mapping[str, float], ...]
    dense_share: float
    dense_agreement: float
    buying: Mapping[str, float]
    """The parameters of the model of repeat buying; empty where there was too little for one."""


@dataclass(frozen=True)
class CustomerProfile:
    """What is known of one customer; `reasons` are the traits that make the segment theirs."""

    customer_id: str
    segment: str
    figures: Mapping[str, float]
    likes: Mapping[str, float]
    reasons: tuple[tuple[str, float], ...]


class CustomerInsights:
    """Profiles and segments of one store; its methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def refresh(self, now: datetime) -> SegmentReport:
        """Make all profiles anew from what is on record; groups keep their names.

        What was kept stands until all is done. Raises TooLittleData where nobody ordered yet.
        """
        profiles = build_profiles(read_records(self._engine, now))
        segmentation, refused = None, ""
        try:
            segmentation = segment(profiles, before=self._segments())
        except TooLittleData as error:
            refused = str(error)
        result = _result(profiles, segmentation, refused, self._shares())
        with writing(self._engine) as connection:
            run = connection.execute(
                insert(insight_runs).values(kind=KIND, at=now, until=now, result=result)
            )
            (run_id,) = run.inserted_primary_key or (None,)
            connection.execute(delete(customer_profiles))
            _keep(connection, run_id, profiles, segmentation)
        return _report(now, now, result)

    def report(self) -> SegmentReport | None:
        """The newest run; None before the first."""
        with reading(self._engine) as connection:
            row = connection.execute(_NEWEST).first()
        return None if row is None else _report(row.at, row.until, row.result)

    def profile(self, customer_id: str) -> CustomerProfile | None:
        """What is known of one customer; None for who is unknown or has not bought yet."""
        query = select(customer_profiles).where(customer_profiles.c.customer_id == customer_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        names = {each.id: each.name for each in self._segments()}
        return CustomerProfile(
            customer_id=row.customer_id,
            segment=names.get(row.segment_id, ""),
            figures=row.figures,
            likes=row.likes,
            reasons=tuple((trait, strength) for trait, strength in row.reasons),
        )

    def members(self, segment_id: int) -> list[str]:
        """The customers of a segment, by id."""
        query = (
            select(customer_profiles.c.customer_id)
            .where(customer_profiles.c.segment_id == segment_id)
            .order_by(customer_profiles.c.customer_id)
        )
        with reading(self._engine) as connection:
            return [row.customer_id for row in connection.execute(query)]

    def _segments(self) -> tuple[Segment, ...]:
        """The groups of the newest run that found some."""
        return tuple(Segment(**kept) for kept in self._kept("groups"))

    def _shares(self) -> dict[int, float]:
        return {kept["id"]: kept["share"] for kept in self._kept("segments")}

    def _kept(self, part: str) -> list[dict[str, Any]]:
        with reading(self._engine) as connection:
            row = connection.execute(_NEWEST).first()
        return [] if row is None else row.result[part]


_NEWEST = select(insight_runs).where(insight_runs.c.kind == KIND).order_by(insight_runs.c.id.desc())


def _result(
    profiles: Profiles,
    found: Segmentation | None,
    refused: str,
    shares_before: Mapping[int, float],
) -> dict[str, Any]:
    """A run as JSON can hold it."""
    groups = found.segments if found else ()
    buying = profiles.buying
    return {
        "customers": len(profiles),
        "orders": int(profiles.figures["orders"].sum()),
        "refused": refused,
        "groups": [asdict(each) for each in groups],
        "segments": [
            asdict(_summary(profiles, found, each, shares_before.get(each.id)))
            for each in groups
            if found
        ],
        "choices": [asdict(each) | {"sound": each.sound} for each in found.choices]
        if found
        else [],
        "dense_share": found.dense_share if found else 0.0,
        "dense_agreement": found.dense_agreement if found else 0.0,
        "buying": {name: getattr(buying, name) for name in ("r", "alpha", "a", "b")}
        if buying
        else {},
    }


def _summary(
    profiles: Profiles, found: Segmentation, group: Segment, share_before: float | None
) -> SegmentSummary:
    members = [customer for customer, at in found.segment_of.items() if at == group.id]
    likes = profiles.likes.loc[members].mean()
    lifts = (likes / profiles.likes.mean()).sort_values(ascending=False)
    return SegmentSummary(
        id=group.id,
        name=group.name,
        size=group.size,
        share=group.size / len(found.segment_of),
        figures=_rounded(profiles.figures.loc[members].mean()),
        likes=_rounded(likes[lifts.index]),
        lifts=_rounded(lifts),
        months=_rounded(profiles.buys_in.loc[members].mean()),
        share_before=share_before,
    )


def _keep(
    connection: Connection, run_id: int | None, profiles: Profiles, found: Segmentation | None
) -> None:
    rows = [
        {
            "customer_id": customer,
            "run_id": run_id,
            "segment_id": found.segment_of[customer] if found else None,
            "figures": _rounded(profiles.figures.loc[customer].dropna()),
            "likes": _rounded(profiles.likes.loc[customer]),
            "reasons": found.reasons(customer) if found else [],
        }
        for customer in profiles.figures.index
    ]
    for begin in range(0, len(rows), BATCH):
        connection.execute(insert(customer_profiles), rows[begin : begin + BATCH])


def _report(at: datetime, until: datetime, result: Mapping[str, Any]) -> SegmentReport:
    told = {name: value for name, value in result.items() if name != "groups"}
    told["segments"] = tuple(SegmentSummary(**each) for each in result["segments"])
    told["choices"] = tuple(result["choices"])
    return SegmentReport(at=at, until=until, **told)


def _rounded(figures: Any) -> dict[str, float]:
    return {str(name): round(float(value), DIGITS) for name, value in figures.items()}
