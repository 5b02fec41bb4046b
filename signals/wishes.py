"""The port through which signals understand words of the shop: prices, colours, sizes, kinds.

The product search understands them already (knowledge.constraints), and signals may not import
it: `tilly.wishes` joins the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from signals.preferences import StatedPreference

__all__ = ["WishReader", "Wishes"]


@dataclass(frozen=True)
class Wishes:
    """What the shop understands of some words.

    The preferences say what is wanted and what must not be; how long, how surely and by whom is
    left to the reader.
    """

    preferences: tuple[StatedPreference, ...] = ()
    category: str = ""
    """The kind of thing that is spoken of: "rain jacket"."""
    left: tuple[str, ...] = ()
    """Words of content that are no preference yet, singular and in lower case."""
    known: frozenset[str] = frozenset()
    """Those of `left` that some product is described by."""


class WishReader(Protocol):
    """Understands words of the shop; may be called from any thread."""

    def __call__(self, text: str) -> Wishes:
        """What is understood of `text`."""
