"""The certificate of an erasure: what was found, what is left, how that was proved.

It holds no personal data: the person is a keyed hash, phrases are counted by kind.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from privacy.byte_search import Searched
    from privacy.stores import Kept, PersonalStore
    from privacy.subject import Subject

__all__ = ["certificate"]

FORMAT = 1


def certificate(
    *,
    erasure_id: str,
    subject_hash: str,
    requested_at: datetime,
    finished_at: datetime,
    requested_by: str | None,
    subject: Subject,
    stores: Sequence[PersonalStore],
    found: Mapping[str, int],
    remaining: Mapping[str, int],
    kept: Sequence[Kept],
    searched: Searched,
    outside: Sequence[str],
) -> dict[str, Any]:
    """All of it as plain values, for JSON and for the page."""
    return {
        "format": FORMAT,
        "erasure": erasure_id,
        "subject_hmac_sha256": subject_hash,
        "subject": "customer" if subject.customer_id else "guest",
        "requested_at": requested_at.isoformat(timespec="seconds"),
        "finished_at": finished_at.isoformat(timespec="seconds"),
        "requested_by": requested_by or "command line",
        "stores": [
            {
                "name": store.name,
                "tables": sorted(store.tables),
                "found": found.get(store.name, 0),
                "remaining": remaining[store.name],
            }
            for store in stores
        ],
        "kept": [asdict(each) for each in kept],
        "search": {
            "for": dict(Counter(phrase.kind for phrase in subject.phrases)),
            "files": searched.files,
            "bytes": searched.bytes,
            "rewritten": list(searched.rewritten),
            "mentions": [asdict(each) for each in searched.mentions],
        },
        "outside": list(outside),
    }
