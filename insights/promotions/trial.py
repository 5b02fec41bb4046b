"""A campaign in which chance decided who got it, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from insights.errors import DataUnusable

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Effect", "Floats", "Trial"]

Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True)
class Effect:
    """A difference of means, treated less held out, with its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Trial:
    """Customers of a campaign with a random holdout: a row of `traits` for each of n.

    Raises DataUnusable where nobody was treated, or nobody held out.
    """

    traits: pd.DataFrame
    """Known before the campaign began; texts are categories. A customer who was in several
    campaigns has a row for each, under one index."""
    treated: NDArray[np.bool_]
    outcome: Floats

    def __post_init__(self) -> None:
        if not 0 < self.treated.sum() < len(self.treated):
            raise DataUnusable("A trial wants customers who were treated and some held out.")

    def __len__(self) -> int:
        return len(self.treated)

    @property
    def share(self) -> float:
        """The part that was treated."""
        return float(self.treated.mean())

    @cached_property
    def binary(self) -> bool:
        """Whether every outcome is 0 or 1."""
        return bool(np.isin(self.outcome, (0, 1)).all())

    def at(self, rows: NDArray[np.intp]) -> Trial:
        """The trial of some of the customers."""
        return Trial(self.traits.iloc[rows], self.treated[rows], self.outcome[rows])

    def effect(self) -> Effect:
        """What treatment changes on average, for each customer."""
        with_it, without = self.outcome[self.treated], self.outcome[~self.treated]
        # A few customers of whom nobody bought have no variance, which is not what is true of them.
        pooled = self.outcome.var()
        spread = sum(max(each.var(), pooled) / len(each) for each in (with_it, without))
        return Effect(float(with_it.mean() - without.mean()), float(np.sqrt(spread)))
