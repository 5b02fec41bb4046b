"""What a benchmark judged wrong, written for a person to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["write_failures"]

WIDTH = 160
"""Characters of a line: a passage is read in a few lines, a title in one."""


def write_failures(path: Path, told: Sequence[Mapping[str, Any]]) -> None:
    """Write one YAML entry each, in the order given."""
    text = yaml.safe_dump(list(told), allow_unicode=True, sort_keys=False, width=WIDTH)
    path.write_text(text.replace("\n- ", "\n\n- "), encoding="utf-8")
