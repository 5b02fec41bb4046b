"""Reads pickles of lists and numbers and nothing else.

A pickle is a program: `pickle.load` calls whatever it names. This reader names nothing, so that
a file from elsewhere can only be data (https://docs.python.org/3/library/pickle.html#restricting-globals).
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any, NoReturn

from benchmarks.recommend.unreadable import UnreadableData

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_pickled_lists"]


class _ListsOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"it names {module}.{name}; only lists of numbers are read")

    def persistent_load(self, pid: Any) -> NoReturn:
        raise pickle.UnpicklingError(f"it refers to {pid!r} outside itself")


def read_pickled_lists(path: Path) -> Any:
    """The lists, tuples and numbers in `path`; raises UnreadableData for anything else."""
    try:
        return _ListsOnly(io.BytesIO(path.read_bytes())).load()
    except OSError as error:
        raise UnreadableData(f"{path}: {error.strerror}") from error
    except Exception as error:  # a broken pickle raises nearly anything
        raise UnreadableData(f"{path} is no pickle of lists: {error}") from error
