"""Reading a shop's policy file over the defaults; docs/policy.md describes every key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from commerce.errors import PolicyInvalid
from commerce.policy import PolicyVersion, ServicePolicy
from commerce.policy_sections import policy_from
from commerce.policy_versions import VERSIONS, DatedSections, read_versions

if TYPE_CHECKING:
    from datetime import date

__all__ = ["DEFAULT_POLICY", "load_policy"]

DEFAULT_POLICY = Path(__file__).with_name("default_policy.yml")


def load_policy(path: Path | None = None, *, today: date | None = None) -> ServicePolicy:
    """The policy of the file at `path`, or the default one; raises PolicyInvalid.

    A key `section.name` of the file replaces the default's as a whole; what it leaves out stays.
    Of a file with versions it is the one in force `today`, which knows the others too.
    """
    default = _yaml(DEFAULT_POLICY)
    if path is None:
        return policy_from(default)
    own = _yaml(path)
    dated = read_versions(own.pop(VERSIONS, None))
    whole = _over(default, own)
    if not dated:
        return policy_from(whole)
    versions = tuple(
        PolicyVersion(one.valid_from, one.valid_until, _version_from(whole, one)) for one in dated
    )
    policy = replace(versions[-1].policy, versions=versions)
    return policy.on(today or policy.calendar.day_of(datetime.now(UTC)))


def _version_from(whole: dict[str, Any], one: DatedSections) -> ServicePolicy:
    try:
        return policy_from(_over(whole, one.sections))
    except PolicyInvalid as error:
        raise PolicyInvalid(f"{one.key}.{error.key}", error.reason) from error


def _yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyInvalid("file", f"{path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise PolicyInvalid("file", f"{path} is no YAML: {error}") from error
    if not isinstance(data, dict):
        raise PolicyInvalid("file", f"{path} must be a mapping of sections")
    return data


def _over(default: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(default)
    for name, section in own.items():
        below = default.get(name)
        if isinstance(section, dict) and isinstance(below, dict):
            merged[name] = {**below, **section}
        else:
            merged[name] = section
    return merged
