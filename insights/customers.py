"""Makes the profiles and segments of a store's customers anew, and keeps them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, insert

from database import writing
from insights.errors import TooLittleData
from insights.kept import KIND, KeptCustomers, SegmentReport, SegmentSummary, report_of
from insights.profiles import build_profiles
from insights.records import read_records
from insights.segments import Segment, Segmentation, drift, segment
from insights.tables import customer_profiles, insight_runs

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from insights.profiles import Profiles
    from insights.segments import Drift

__all__ = ["refresh_customers"]

BATCH: Final = 2000
DIGITS: Final = 4


def refresh_customers(engine: Engine, now: datetime) -> SegmentReport:
    """Make all profiles and segments anew from what is on record; groups keep their names.

    What was kept stands until all is done. Raises TooLittleData where nobody ordered yet.
    """
    profiles = build_profiles(read_records(engine, now))
    kept = KeptCustomers(engine)
    newest = kept.newest()
    before = () if newest is None else tuple(Segment(**one) for one in newest[2]["groups"])
    segmentation, changed, refused = None, None, ""
    try:
        segmentation = segment(profiles, before)
    except TooLittleData as error:
        refused = str(error)
    if segmentation and before:
        changed = drift(before, kept.segment_of(), segmentation)
    result = _result(profiles, segmentation, refused, changed)
    with writing(engine) as connection:
        run = connection.execute(
            insert(insight_runs).values(kind=KIND, at=now, until=now, result=result)
        )
        (run_id,) = run.inserted_primary_key or (None,)
        connection.execute(delete(customer_profiles))
        _keep(connection, run_id, profiles, segmentation)
    return report_of(now, now, result)


def _result(
    profiles: Profiles, found: Segmentation | None, refused: str, changed: Drift | None
) -> dict[str, Any]:
    """A run as JSON can hold it."""
    groups = found.segments if found else ()
    shares = changed.shares if changed else {}
    buying = profiles.buying
    return {
        "customers": len(profiles),
        "orders": int(profiles.figures["orders"].sum()),
        "refused": refused,
        "groups": [asdict(each) for each in groups],
        "segments": [
            asdict(_summary(profiles, found, each, shares.get(each.id))) for each in groups if found
        ],
        "choices": [asdict(each) | {"sound": each.sound} for each in found.choices]
        if found
        else [],
        "dense_share": found.dense_share if found else 0.0,
        "dense_agreement": found.dense_agreement if found else 0.0,
        "buying": {name: getattr(buying, name) for name in ("r", "alpha", "a", "b")}
        if buying
        else {},
        "likes": _rounded(profiles.likes.mean()),
        "moved": changed.moved if changed else None,
        "appeared": list(changed.appeared) if changed else [],
        "vanished": list(changed.vanished) if changed else [],
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
        figures=_rounded(profiles.figures.loc[members].mean().dropna()),
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
            "reasons": _reasons(profiles, found, customer),
        }
        for customer in profiles.figures.index
    ]
    for begin in range(0, len(rows), BATCH):
        connection.execute(insert(customer_profiles), rows[begin : begin + BATCH])


def _reasons(profiles: Profiles, found: Segmentation | None, customer: str) -> dict[str, Any]:
    told = dict(profiles.reasons.get(customer, {}))
    if found:
        told["segment"] = found.reasons(customer)
    return {what: asdict(explanation) for what, explanation in told.items()}


def _rounded(figures: Any) -> dict[str, float]:
    return {str(name): round(float(value), DIGITS) for name, value in figures.items()}
