"""What is known of a shopper at the moment at which a slate is asked for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from recommendation.interactions import InteractionKind
from recommendation.profiles import ShopperProfile
from signals import Polarity, PreferenceScope, Range, StatedPreference

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ShopperState", "Step"]


@dataclass(frozen=True)
class Step:
    """One product of this session, and what was done with it."""

    product: str
    kind: InteractionKind = InteractionKind.VIEW


@dataclass(frozen=True, kw_only=True)
class ShopperState:
    """Plain data: two equal states get the same slate, and `hash` names it in the log.

    Feelings are here for the record and for evaluation; no feature of the ranker reads them, as
    sentiment changes whether something is offered (recommendation.guard), never what.
    """

    session: tuple[Step, ...] = ()
    """This visit's products, in order."""
    bought: tuple[str, ...] = ()
    """Products of earlier purchases that were kept, the newest last."""
    viewed: tuple[str, ...] = ()
    """Products of earlier visits, the newest last."""
    preferences: tuple[StatedPreference, ...] = ()
    """What was said to be wanted and not wanted, and still holds."""
    asked_about: tuple[str, ...] = ()
    """Products that the chat is about, the newest last; "more like this one"."""
    rejected: tuple[str, ...] = ()
    """Products offered in this conversation that the shopper did not want."""
    profile: ShopperProfile | None = None
    """What is known of them beyond all that; None of a guest."""
    propensity: float = 0.0
    mood: float = 0.0

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all of it; the same in every process."""
        return hashlib.sha256(json.dumps(self.as_record(), sort_keys=True).encode()).hexdigest()

    def as_record(self) -> dict[str, Any]:
        """All of it, as JSON can hold it."""
        told = dict(asdict(self), propensity=round(self.propensity, 6), mood=round(self.mood, 6))
        if self.profile is None:
            del told["profile"]
        return told

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ShopperState:
        """The state that `as_record` told of."""
        preferences = [
            StatedPreference(
                **{
                    **one,
                    "range": None if one["range"] is None else Range(**one["range"]),
                    "polarity": Polarity(one["polarity"]),
                    "scope": PreferenceScope(one["scope"]),
                }
            )
            for one in record["preferences"]
        ]
        session = [Step(one["product"], InteractionKind(one["kind"])) for one in record["session"]]
        rest = {name: _tuple(value) for name, value in record.items()}
        rest |= {"preferences": tuple(preferences), "session": tuple(session)}
        if "profile" in record:
            rest["profile"] = ShopperProfile(**record["profile"])
        return cls(**rest)

    @cached_property
    def products(self) -> tuple[str, ...]:
        """What this session is about, in order: pages, carts, and then the chat."""
        return (*(step.product for step in self.session), *self.asked_about)

    @cached_property
    def history(self) -> tuple[str, ...]:
        """Everything the shopper showed interest in, the newest last."""
        return (*self.viewed, *self.bought, *self.products)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
