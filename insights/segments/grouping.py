"""Groups of customers, why each customer is in theirs, and what changed since the last time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

from insights.explaining.reasons import Explanation, Reason
from insights.segments.choosing import Choice, best_grouping
from insights.segments.naming import distinct, name_of
from insights.segments.traits import Traits, traits_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insights.profiles import Profiles

__all__ = ["Drift", "Segment", "Segmentation", "segment"]

DENSE_SHARE: Final = 0.03
"""The least part of the customers that the density method takes for a group."""
NEARER: Final = "squared distance by which they are nearer to the segment than to everybody"
SAME: Final = 0.6
"""Of the distance of a group from everybody: within it lies what is the same group later."""


@dataclass(frozen=True)
class Segment:
    """A group; `centre` has the mean of each trait in spreads from everybody's."""

    id: int
    name: str
    size: int
    centre: Mapping[str, float]


@dataclass(frozen=True)
class Segmentation:
    """The groups, and which each customer is in."""

    segments: tuple[Segment, ...]
    segment_of: Mapping[str, int]
    """Segment ids by customer."""
    choices: tuple[Choice, ...]
    """The numbers of groups that were tried."""
    dense_share: float
    """The part of the customers that the density method puts in a group at all."""
    dense_agreement: float
    """How far it agrees on those (adjusted Rand index)."""
    traits: Traits

    def named(self, customer: str) -> str:
        """The name of a customer's group; KeyError for one who is in none."""
        return self._segment(self.segment_of[customer]).name

    def reasons(self, customer: str, most: int = 3) -> Explanation:
        """Why a customer is in their group: the strongest traits, and what all others add.

        A trait adds by how much it brings the customer nearer to the centre of the group than to
        that of everybody, in squared distance.
        """
        centre = np.array(list(self._segment(self.segment_of[customer]).centre.values()))
        values = self.traits.table.loc[customer].to_numpy()
        nearer = self.traits.weights**2 * (2 * values * centre - centre**2)
        order = np.argsort(-nearer)
        named = [at for at in order[:most] if nearer[at] > 0]
        told = [
            Reason(words_of(str(self.traits.table.columns[at]), values[at]), float(nearer[at]))
            for at in named
        ]
        rest = float(nearer.sum() - nearer[named].sum())
        return Explanation(NEARER, 0.0, (*told, Reason("everything else", rest)))

    def _segment(self, segment_id: int) -> Segment:
        return next(each for each in self.segments if each.id == segment_id)


@dataclass(frozen=True)
class Drift:
    """What changed since the run before."""

    moved: float
    """The part of the customers known to both who are in another group now."""
    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
    shares: Mapping[int, float]
    """The part of all customers that each group had before, by id."""


def segment(profiles: Profiles, before: Sequence[Segment] = (), seed: int = 0) -> Segmentation:
    """Group customers. Groups that were there `before` keep their id and name.

    Raises TooLittleData when there are too few customers or no stable groups.
    """
    traits = traits_of(profiles)
    fit, choices = best_grouping(traits.points, seed, len(before))
    customers = traits.table.index
    members = [customers[fit.labels_ == at] for at in range(fit.n_clusters)]
    spend = profiles.figures["spend"]
    names = distinct(
        [name_of(profiles, each) for each in members],
        [float(spend.loc[each].mean()) for each in members],
    )
    found = [
        Segment(at, name, len(each), dict(traits.table.loc[each].mean()))
        for at, (name, each) in enumerate(zip(names, members, strict=True))
    ]
    found = _continued(found, before, traits)
    dense_share, agreement = _density(traits, fit.labels_)
    return Segmentation(
        segments=tuple(sorted(found, key=lambda each: -each.size)),
        segment_of={
            str(customer): found[label].id
            for customer, label in zip(customers, fit.labels_, strict=True)
        },
        choices=tuple(choices),
        dense_share=dense_share,
        dense_agreement=agreement,
        traits=traits,
    )


def drift(before: Sequence[Segment], was_in: Mapping[str, int], now: Segmentation) -> Drift:
    """What changed since the groups `before`, which `now` was made with.

    `was_in` has the group of each customer then, by id.
    """
    known = was_in.keys() & now.segment_of.keys()
    moved = sum(was_in[each] != now.segment_of[each] for each in known)
    everybody = sum(each.size for each in before)
    old, new = ({each.id: each.name for each in groups} for groups in (before, now.segments))
    return Drift(
        moved=moved / max(len(known), 1),
        appeared=tuple(name for at, name in new.items() if at not in old),
        vanished=tuple(name for at, name in old.items() if at not in new),
        shares={each.id: each.size / everybody for each in before},
    )


def _continued(found: list[Segment], before: Sequence[Segment], traits: Traits) -> list[Segment]:
    """`found` with the ids and names of those groups of `before` that they go on from."""
    if not before:
        return found
    now = np.array([list(each.centre.values()) for each in found]) * traits.weights
    then = (
        np.array(
            [[each.centre.get(trait, 0.0) for trait in traits.table.columns] for each in before]
        )
        * traits.weights
    )
    distances = np.linalg.norm(now[:, None] - then[None], axis=2)
    near = SAME * np.linalg.norm(then, axis=1)
    free = max(each.id for each in before) + 1
    matched = {
        at: before[old]
        for at, old in zip(*linear_sum_assignment(distances), strict=True)
        if distances[at, old] <= near[old]
    }
    return [
        replace(each, id=matched[at].id, name=matched[at].name)
        if at in matched
        else replace(each, id=free + at)
        for at, each in enumerate(found)
    ]


def _density(
    traits: Traits, labels: np.ndarray[tuple[int], np.dtype[np.int32]]
) -> tuple[float, float]:
    """What HDBSCAN says: the part of customers in dense groups, and its agreement there."""
    least = max(int(DENSE_SHARE * len(traits.table)), 10)
    dense = HDBSCAN(min_cluster_size=least, copy=True).fit_predict(traits.points)
    inside = dense >= 0
    if not inside.any():
        return 0.0, 0.0
    return float(inside.mean()), float(adjusted_rand_score(labels[inside], dense[inside]))
