"""The cards of what is known of customers: repeat buying, segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insights.explaining.cards import ModelCard

if TYPE_CHECKING:
    from insights.runs import Run

__all__ = ["lifetime_card", "segments_card"]


def lifetime_card(run: Run | None) -> ModelCard:
    """Whether somebody is a customer still, and what they will be worth."""
    fitted = run is not None and run.result["buying"]
    return ModelCard(
        name="lifetime",
        title="Who is a customer still, and what they will be worth",
        tells="A chance, orders and an amount of each customer; leads see them.",
        method="BG/NBD for repeat buying, gamma-gamma for what an order is worth.",
        uses=("days of buying", "amounts, less what came back"),
        reasons=(
            "How often somebody came back and how long they have been away add up to the log-odds;"
            " orders, what one is worth and waiting add up to the logarithm of the value."
        ),
        limits=(
            "It knows no season and no marketing: everybody has a pace of their own, and leaves.",
            "Who bought once is never said to have left.",
            "What an order is worth must not depend on how often somebody orders.",
        ),
        version="" if not fitted else "newest run",
        made_at=run.at if run and fitted else None,
        data="The shop's own orders.",
        quality={"customers": run.result["customers"], **run.result["buying"]}
        if run and fitted
        else {},
        measured="python -m benchmarks clv",
        modules=("insights.lifetime.bg_nbd", "insights.lifetime.gamma_gamma"),
    )


def segments_card(run: Run | None) -> ModelCard:
    """Who is like whom."""
    found = run is not None and run.result["segments"]
    return ModelCard(
        name="segments",
        title="Which segment a customer is in",
        tells="One segment of each customer; leads see it, campaigns choose by it.",
        method="K-means; the number of groups by silhouette and stability, or no groups at all.",
        uses=(
            "how often, how lately, how much somebody orders",
            "how dear it is, and what came back",
            "categories bought and looked at",
            "months of buying",
        ),
        reasons="Traits, by how much nearer each brings the customer; all add up to the distance.",
        limits=(
            "Groups are parts of a continuum: who is at an edge may change over.",
            "Nothing reaches it but orders and visits; feelings do not.",
        ),
        version="newest run" if found else "",
        made_at=run.at if run and found else None,
        data="The shop's own orders and page views.",
        quality=_clearness(run) if run and found else {},
        measured="python -m benchmarks segments",
        modules=("insights.segments.choosing",),
    )


def _clearness(run: Run) -> dict[str, float]:
    groups = len(run.result["segments"])
    taken = next(one for one in run.result["choices"] if one["k"] == groups)
    return {
        "customers": run.result["customers"],
        "segments": groups,
        "silhouette": taken["silhouette"],
        "silhouette of shuffled customers": taken["shuffled"],
        "agreement of random halves": taken["stability"],
    }
