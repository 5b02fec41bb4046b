"""Claims that no text may make, read from a YAML file that the merchant may edit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from commerce.errors import PolicyInvalid
from commerce.policy_reader import Section
from insights.errors import DataUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Forbidden", "ForbiddenClaims", "load_forbidden_claims"]

OURS: Final = Path(__file__).with_name("claims.yml")


@dataclass(frozen=True)
class Forbidden:
    """Phrases that are not to be said, and why; with `unless_stated` an attribute may say them."""

    name: str
    why: str
    phrases: tuple[str, ...]
    unless_stated: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the phrases, as whole words."""
        ways = "|".join(
            re.escape(phrase.rstrip("*")) + (r"\w*" if phrase.endswith("*") else "")
            for phrase in self.phrases
        )
        return re.compile(rf"(?<![\w-])(?:{ways})(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True)
class ForbiddenClaims:
    """All that is forbidden."""

    kinds: tuple[Forbidden, ...]

    def found_in(self, text: str, stated: Sequence[str] = ()) -> Iterator[str]:
        """What a text says of it, each with the reason; `stated` are the product's attributes."""
        text = text.replace("\u2019", "'")
        for kind in self.kinds:
            for match in kind.pattern.finditer(text):
                said = match[0].lower()
                if kind.unless_stated and any(said in value.lower() for value in stated):
                    continue
                yield f"“{match[0]}” ({kind.name}): {kind.why}"


def load_forbidden_claims(path: Path | None = None) -> ForbiddenClaims:
    """The claims of the file, or ours without one. Raises DataUnusable naming the key."""
    path = path or OURS
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataUnusable(f"{path} cannot be read: {error}") from error
    try:
        kinds = Section(data, "").sections()
        return ForbiddenClaims(tuple(_kind(name, told) for name, told in kinds.items()))
    except PolicyInvalid as error:
        raise DataUnusable(f"{path}: {error}") from error


def _kind(name: str, told: Section) -> Forbidden:
    kind = Forbidden(
        name=name,
        why=told.text("why"),
        phrases=told.words("phrases"),
        unless_stated=told.flag("unless_stated", default=False),
    )
    told.close()
    if not kind.phrases or not all(phrase.strip(" *") for phrase in kind.phrases):
        raise PolicyInvalid(f"{name}.phrases", "must have one at least, and none of a star alone")
    return kind
