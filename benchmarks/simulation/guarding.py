"""Looks for slates that the documented rules forbid, without asking the guard.

The rules are those of docs/recommendations.md, written down a second time on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signals import Feeling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.simulation.conversation import Played, Shown
    from benchmarks.simulation.world import World

__all__ = ["violations"]

COOLING, REJECTIONS, UNASKED = 3, 2, 3


def violations(played: Iterable[Played], world: World) -> list[str]:
    """Each rule broken, once for every slate that broke it; by what was really heard."""
    return [
        f"{one.shopper.number}: {problem}"
        for one in played
        for shown in one.shown
        for problem in _problems(shown, world)
    ]


def _problems(shown: Shown, world: World) -> Iterator[str]:
    offered = [one.product for one in shown.slate.offers]
    for product in offered:
        found = world.shelf.product(product)
        if found is None or not found.in_stock:
            yield f"{product} is out of stock"
        if product in shown.state.rejected:
            yield f"{product} was rejected before"
    if len(set(offered)) < len(offered):
        yield "one product twice"
    if offered and not shown.slate.moment.asked:
        yield from _unasked(shown)


def _unasked(shown: Shown) -> Iterator[str]:
    since = shown.turns_since_matter
    if shown.matter_open:
        yield "offered while a complaint is open"
    if since is not None and since < COOLING:
        yield "offered too soon after a complaint"
    sour = [mood.feeling is Feeling.NEGATIVE for mood in shown.moods]
    if sour[-1]:
        yield "offered in a negative mood"
    elif any(sour[-1 - COOLING :]):
        yield "offered too soon after a negative mood"
    if shown.rejections >= REJECTIONS:
        yield "offered after rejections"
    if shown.unsolicited >= UNASKED:
        yield "offered unasked too often"
