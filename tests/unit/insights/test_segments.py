"""Segments of customers: found where they are, refused where they are not, kept from run to run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insights.errors import TooLittleData
from insights.profiles import Profiles
from insights.segments import Segmentation, segment
from insights.segments.grouping import drift

CATEGORIES = ("Garden", "Outdoor", "Toys")
MONTHS = tuple(range(1, 13))


def profiles_of(kinds: list[int], seed: int = 0) -> Profiles:
    """Customers of three kinds: each likes a category; the third buys often, in December."""
    rng = np.random.default_rng(seed)
    ids = [f"C-{at}" for at in range(len(kinds))]
    often = np.array([kind == 2 for kind in kinds])
    figures = pd.DataFrame(
        {
            "orders": 1 + rng.poisson(np.where(often, 9, 1)),
            "spend": rng.gamma(5, 20, len(kinds)),
            "days_since_last": rng.integers(1, 300, len(kinds)),
            "basket": rng.gamma(5, 10, len(kinds)),
            "pieces": rng.gamma(5, 0.3, len(kinds)),
            "looks_per_visit": rng.gamma(5, 1, len(kinds)),
            "orders_per_visit": rng.beta(3, 3, len(kinds)),
            "cheaper_share": rng.beta(3, 9, len(kinds)),
            "price_level": rng.beta(5, 5, len(kinds)),
            "back_share": rng.beta(1, 9, len(kinds)),
        },
        index=pd.Index(ids),
        dtype=float,
    )
    likes = [rng.dirichlet(np.where(np.arange(3) == kind, 12, 1)) for kind in kinds]
    december = [np.where(np.arange(12) == 11, 12 if kind == 2 else 1, 1) for kind in kinds]
    months = [rng.dirichlet(weights) for weights in december]
    return Profiles(
        figures=figures,
        likes=pd.DataFrame(likes, index=figures.index, columns=CATEGORIES),
        buys_in=pd.DataFrame(months, index=figures.index, columns=MONTHS),
        buying=None,
        spending=None,
    )


KINDS = [0] * 100 + [1] * 100 + [2] * 60


@pytest.fixture(scope="module")
def found() -> Segmentation:
    return segment(profiles_of(KINDS))


def test_groups_that_are_there_are_found_and_named(found: Segmentation) -> None:
    assert [each.size for each in found.segments] == [100, 100, 60]
    names = {each.name for each in found.segments}
    assert any("Garden buyers" in name for name in names)
    assert any("Outdoor buyers" in name for name in names)
    assert "regular Toys buyers before Christmas" in names
    assert found.dense_agreement > 0.5


def test_customers_without_groups_are_not_put_into_any() -> None:
    alike = profiles_of([0] * 260)
    rng = np.random.default_rng(1)
    alike.likes[:] = rng.dirichlet((5, 5, 5), len(alike))

    with pytest.raises(TooLittleData, match="No stable groups"):
        segment(alike)


def test_too_few_customers_are_told_so() -> None:
    with pytest.raises(TooLittleData, match="there are 30"):
        segment(profiles_of([0, 1, 2] * 10))


def test_the_reasons_of_a_customer_say_what_they_are_like(found: Segmentation) -> None:
    *marked, rest = found.reasons("C-259").reasons

    assert found.named("C-259") == "regular Toys buyers before Christmas"
    assert "likes Toys" in {reason.words for reason in marked}
    assert all(reason.adds > 0 for reason in marked)
    assert rest.words == "everything else"


def test_reasons_add_up_to_how_much_nearer_the_own_group_is(found: Segmentation) -> None:
    centre = next(each for each in found.segments if each.id == found.segment_of["C-5"]).centre
    values = found.traits.table.loc["C-5"].to_numpy() * found.traits.weights
    there = np.array(list(centre.values())) * found.traits.weights

    nearer = (values**2).sum() - ((values - there) ** 2).sum()

    assert found.reasons("C-5").score == pytest.approx(nearer)


def test_groups_keep_their_names_when_new_customers_come(found: Segmentation) -> None:
    now = segment(profiles_of([*KINDS, *[1] * 40], seed=7), before=found.segments)

    names = {each.id: each.name for each in found.segments}
    assert {each.id: each.name for each in now.segments} == names

    changed = drift(found.segments, found.segment_of, now)
    assert changed.appeared == changed.vanished == ()
    outdoor = next(at for at, name in names.items() if "Outdoor" in name)
    assert changed.shares[outdoor] == pytest.approx(100 / 260)
    assert changed.moved < 0.02


def test_a_group_that_is_new_is_told_from_those_that_were_there() -> None:
    before = segment(profiles_of([0] * 100 + [1] * 100))
    now = segment(profiles_of(KINDS), before=before.segments)

    changed = drift(before.segments, before.segment_of, now)

    assert len(changed.appeared) == 1
    assert "Toys" in changed.appeared[0]
    assert {each.id for each in before.segments} < {each.id for each in now.segments}
