"""The versions of a policy file: which text of it was in force on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from commerce.errors import PolicyInvalid
from commerce.policy_reader import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["VERSIONS", "DatedSections", "read_versions"]

VERSIONS = "versions"
A_DAY = timedelta(days=1)
OWN_KEYS = ("valid_from", "valid_until")


@dataclass(frozen=True)
class DatedSections:
    """The sections that one version names; `valid_until` is its last day.

    `valid_from` None: since ever; `valid_until` None: until further notice.
    """

    key: str
    valid_from: date | None
    valid_until: date | None
    sections: dict[str, Any]


def read_versions(data: object) -> tuple[DatedSections, ...]:
    """The versions that a file lists, the oldest first, each day of them in exactly one.

    A version that does not say when it ends does so when the next one begins. Raises
    PolicyInvalid with the key and the days that two versions claim, or none.
    """
    if data is None:
        return ()
    if not isinstance(data, list) or not data:
        raise PolicyInvalid(VERSIONS, "must be a list of versions, each with its valid_from")
    found = sorted(
        (_version(one, f"{VERSIONS}[{number}]") for number, one in enumerate(data, 1)),
        key=lambda one: one.valid_from or date.min,
    )
    for before, after in pairwise(found):
        _check_seam(before, after)
    if (last := found[-1]).valid_until is not None:
        raise PolicyInvalid(
            f"{last.key}.valid_until",
            f"is {last.valid_until}, and no version follows: leave it out for the one in force",
        )
    return tuple(_closed(found))


def _version(data: object, key: str) -> DatedSections:
    section = Section(data, key)
    begins, ends = (section.day(name) for name in OWN_KEYS)
    if begins and ends and ends < begins:
        raise PolicyInvalid(f"{key}.valid_until", f"is {ends}, before its valid_from {begins}")
    assert isinstance(data, dict)
    sections = {name: value for name, value in data.items() if name not in OWN_KEYS}
    for name, value in sections.items():
        if not isinstance(value, dict):
            raise PolicyInvalid(f"{key}.{name}", "must be a section of the policy")
    return DatedSections(key, begins, ends, sections)


def _check_seam(before: DatedSections, after: DatedSections) -> None:
    begins = after.valid_from
    if begins is None or begins == before.valid_from:
        raise PolicyInvalid(
            f"{after.key}.valid_from",
            f"is {begins or 'missing'}, as in {before.key}: only one can have been the first",
        )
    ends = before.valid_until
    if ends is not None and ends >= begins:
        raise PolicyInvalid(
            f"{after.key}.valid_from",
            f"is {begins}, but {before.key} is valid until {ends}: both claim {begins} to {ends}",
        )
    if ends is not None and ends + A_DAY < begins:
        raise PolicyInvalid(
            f"{after.key}.valid_from",
            f"is {begins}, but {before.key} ended on {ends}: no version is in force from "
            f"{ends + A_DAY} to {begins - A_DAY}",
        )


def _closed(found: Sequence[DatedSections]) -> list[DatedSections]:
    """The same, each with its last day."""
    nexts = [one.valid_from for one in found[1:]]
    ends = [begins - A_DAY if begins else None for begins in nexts]
    return [
        DatedSections(one.key, one.valid_from, end, one.sections)
        for one, end in zip(found, [*ends, None], strict=True)
    ]
