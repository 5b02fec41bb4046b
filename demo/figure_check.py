"""Whether every figure the store states is the one demo/policy.yml has for its subject.

A shop repeats its figures in many places, and one that was forgotten there is a promise. For each
unit the table below names the subjects it can be about; the innermost text around a figure that
speaks of any of them decides which, and the policy then has the only values it may take. A figure
about nothing known is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.figures import Figure, read_figures
from demo.policy import Policy, return_window

Around = Sequence[str]
Subject = tuple[str, Callable[[Policy, Around], Iterable[object]]]

REGIONS = {
    "canada": r"canad",
    "europe": r"europe|\buk\b|united kingdom",
    "us": r"united states|\bus\b",
}
SPEEDS = {"express": r"express", "standard": r"standard (?!member)"}
TIERS = {"silver": r"silver", "gold": r"gold"}
RETURN_TYPES = {
    "electronics": r"electronic",
    "clothing": r"cloth",
    "footwear": r"footwear|shoe|boot",
    "general": r"most (?:products|things)|tent\b",
}
WARRANTY_TYPES = {"outdoor": r"outdoor|tent", "electronics": r"electronic"}


@dataclass(frozen=True)
class Contradiction:
    """A figure that the policy does not allow where it stands."""

    file: str
    line: int
    stated: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        wanted = " or ".join(self.expected) or "no figure for this subject"
        return f"{self.file}:{self.line} states {self.stated}; the policy has {wanted}"


def contradictions(text: str, file: str, policy: Policy) -> list[Contradiction]:
    """The figures of a Markdown text that the policy does not allow where they stand."""
    return [
        Contradiction(file, figure.line, f"{figure.value} ({figure.unit})", tuple(sorted(expected)))
        for figure in read_figures(text, file)
        if figure.value not in (expected := allowed(figure, policy))
    ]


def allowed(figure: Figure, policy: Policy) -> frozenset[str]:
    """What the policy lets a figure be: one value as a rule, none where its subject is unknown."""
    subjects = SUBJECTS.get(figure.unit, {})
    patterns = {name: pattern for name, (pattern, _) in subjects.items()}
    return frozenset(
        str(value)
        for name in innermost(figure.around, patterns)
        for value in subjects[name][1](policy, figure.around)
    )


def innermost(around: Around, patterns: Mapping[str, str], default: str | None = None) -> list[str]:
    """The names that the innermost text which speaks of any of them speaks of."""
    for text in around:
        named = [
            name for name, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE)
        ]
        if named:
            return named
    return [] if default is None else [default]


def _figure(*path: str) -> Callable[[Policy, Around], Iterable[object]]:
    def find(policy: Policy, around: Around) -> Iterable[object]:  # noqa: ARG001  one signature for all
        value: object = policy
        for key in path:
            assert isinstance(value, Mapping)
            value = value[key]
        return [value]

    return find


def _span(first: tuple[str, ...], last: tuple[str, ...]) -> Callable[..., Iterable[object]]:
    def find(policy: Policy, around: Around) -> Iterable[object]:
        ends = (*_figure(*first)(policy, around), *_figure(*last)(policy, around))
        return ["-".join(map(str, ends))]

    return find


def _opening(days: str) -> Callable[[Policy, Around], Iterable[object]]:
    def find(policy: Policy, around: Around) -> Iterable[object]:  # noqa: ARG001  one signature for all
        return ["-".join(policy["support"][days])]

    return find


def _shipping_price(policy: Policy, around: Around) -> Iterable[object]:
    return [offer["price"] for offer in _offers(policy, around)]


def _shipping_days(policy: Policy, around: Around) -> Iterable[object]:
    return ["{}-{}".format(*offer["business_days"]) for offer in _offers(policy, around)]


def _offers(policy: Policy, around: Around) -> Iterable[Mapping[str, Any]]:
    for region in innermost(around, REGIONS, "us"):
        offers = policy["shipping"]["regions"][region]
        yield from (
            offers[speed] for speed in innermost(around, SPEEDS, "standard") if speed in offers
        )


def _return_days(policy: Policy, around: Around) -> Iterable[object]:
    tiers = innermost(around, TIERS, "standard")
    if re.search(r"extra|adds|grows|more", around[0], re.IGNORECASE):
        return [policy["returns"]["tier_extra_days"][tier] for tier in tiers]
    types = innermost(around, RETURN_TYPES, "general")
    return [return_window(policy, product_type=kind, tier=tier) for kind in types for tier in tiers]


def _warranty_years(policy: Policy, around: Around) -> Iterable[object]:
    kinds = innermost(around[:3], WARRANTY_TYPES, "general")
    return [policy["warranty"]["years"][kind] for kind in kinds]


SUBJECTS: Mapping[str, Mapping[str, Subject]] = {
    "dollars": {
        "shipping": (
            r"^(?!.*\bfree\b).*(?:express|standard shipping|shipping (to|with)|to ship|parcels to)",
            _shipping_price,
        ),
        "free shipping": (
            r"(?<!-)\bfree\b(?!.*\blabel)|counted after",
            _figure("shipping", "regions", "us", "standard", "free_from"),
        ),
        "label": (r"label|standard members", _figure("returns", "label", "standard")),
        "silver": (r"silver", _figure("membership", "silver_from")),
        "gold": (r"gold", _figure("membership", "gold_from")),
        "signature": (r"signature|\bsign for", _figure("shipping", "signature_from")),
        "gift card": (
            r"gift card|whole amount",
            _span(("gift_cards", "minimum"), ("gift_cards", "maximum")),
        ),
        "instalments": (
            r"instal|split|payments",
            _span(("payment", "instalments", "minimum"), ("payment", "instalments", "maximum")),
        ),
        "gift wrap": (r"wrap", _figure("orders", "gift_wrap")),
    },
    "percent": {"newsletter": (r"newsletter", _figure("newsletter", "discount_percent"))},
    "business day": {
        "refund": (
            r"refund you|(?:reached|at) our warehouse",
            _figure("refunds", "business_days"),
        ),
        "bank": (r"\bbank", _figure("refunds", "bank_business_days")),
        "warranty claim": (r"claim", _figure("warranty", "reply_business_days")),
        "price match": (r"price match", _figure("price_match", "reply_business_days")),
        "e-mail": (r"e-mail", _figure("support", "email_reply_business_days")),
        "shipping": (r"express|standard|canad|europe|united kingdom", _shipping_days),
    },
    "day": {
        "lost": (r"\blost\b", _figure("shipping", "lost_after_days")),
        "damage": (r"damaged|broken", _figure("shipping", "report_damage_days")),
        "price match": (r"price|same product", _figure("price_match", "days")),
        "chat": (r"conversations", _figure("privacy", "chat_days")),
        "request": (
            r"such requests|personal data|delete my account",
            _figure("privacy", "request_days"),
        ),
        "newsletter": (r"newsletter|code", _figure("newsletter", "valid_days")),
        "return": (
            r"\breturn|electronic|cloth|footwear|shoe|silver|gold|extra|come back",
            _return_days,
        ),
    },
    "week": {"instalments": (r"payment", _figure("payment", "instalments", "every_weeks"))},
    "month": {"membership": (r"tier|silver|gold", _figure("membership", "months"))},
    "year": {
        "gift card": (r"gift card", _figure("gift_cards", "valid_years")),
        "records": (r"record", _figure("privacy", "order_records_years")),
        "age": (r"years old", _figure("privacy", "minimum_age_years")),
        "warranty": (r"warranty|covered", _warranty_years),
    },
    "hour": {
        "packing": (r"packed", _figure("orders", "packing_hours")),
        "early access": (r"\bsales\b", _figure("membership", "gold_early_access_hours")),
        "gift card": (r"gift card", _figure("gift_cards", "delivery_hours")),
    },
    "clock": {
        "same day": (r"placed by|order by", _figure("shipping", "same_day_until")),
        "weekdays": (r"monday to friday", _opening("weekdays")),
        "saturday": (r"saturday", _opening("saturday")),
    },
    "payment": {"instalments": (r"payments", _figure("payment", "instalments", "payments"))},
    "card": {"per order": (r"one order", _figure("gift_cards", "per_order"))},
    "phone": {"phone": (r"", _figure("support", "phone"))},
}
