"""What the words of a setting mean, by the kind of value that it has."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Literal

from tilly.errors import SettingInvalid

__all__ = ["parsed"]

LAST_PORT = 65_535
LARGEST = 1_000_000_000  # neither infinity nor "not a number" is below it


def parsed(variable: str, text: str, kind: object) -> object:
    """`text` as a value of `kind`; raises SettingInvalid naming the variable."""
    limit = LAST_PORT if variable.endswith("_PORT") else LARGEST
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                text.lower()
            ]
        if kind in (int, float):
            number = kind(text)
            if not 0 <= number <= limit:
                raise ValueError(text)
            return number
    except (KeyError, ValueError):
        wanted = "true or false" if kind is bool else f"a number from 0 to {limit:,}"
        raise SettingInvalid(f"{variable} is {text!r}; it must be {wanted}.") from None
    if kind is Path:
        return Path(text)
    if typing.get_origin(kind) is Literal:
        choices = typing.get_args(kind)
        if text not in choices:
            raise SettingInvalid(f"{variable} is {text!r}; it must be one of {', '.join(choices)}.")
        return text
    if isinstance(kind, types.GenericAlias):  # tuple[str, ...]
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
