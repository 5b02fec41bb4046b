"""demo/policy.yml, read once: the store's figures as data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from datetime import date

POLICY_FILE = Path(__file__).with_name("policy.yml")
Policy = Mapping[str, Any]


def load_policy(path: Path = POLICY_FILE) -> Policy:
    """The store's figures. Amounts of money are strings, to be read as `Decimal`."""
    policy: Policy = yaml.safe_load(path.read_text(encoding="utf-8"))
    return policy


def version_until(policy: Policy, last_day: date) -> Policy:
    """The figures of the version that ended on `last_day`; StopIteration when none did."""
    version = next(one for one in policy["versions"] if one.get("valid_until") == last_day)
    changed = {name: keys for name, keys in version.items() if isinstance(keys, dict)}
    return {**policy, **{name: {**policy[name], **keys} for name, keys in changed.items()}}


def shipping_price(
    policy: Policy, *, region: str, speed: str, tier: str, goods: Decimal
) -> Decimal:
    """What shipping costs for goods of this value. KeyError when the region has no such speed."""
    offer = policy["shipping"]["regions"][region][speed]
    if speed == "standard" and tier in policy["shipping"]["free_standard_tiers"]:
        return Decimal("0.00")
    if "free_from" in offer and goods >= Decimal(offer["free_from"]):
        return Decimal("0.00")
    return Decimal(offer["price"])


def return_type(policy: Policy, *, category: str, tags: Collection[str]) -> str:
    """The product type that decides how long a product can be returned."""
    returns = policy["returns"]
    of_tags = [kind for tag, kind in returns["type_of_tag"].items() if tag in tags]
    return str(of_tags[0] if of_tags else returns["type_of_category"].get(category, "general"))


def is_returnable(policy: Policy, tags: Collection[str]) -> bool:
    """Whether a product with these tags can come back without a fault."""
    return not set(policy["returns"]["not_returnable_tags"]) & set(tags)


def return_window(policy: Policy, *, product_type: str, tier: str) -> int:
    """Days after delivery within which a product of this type can be returned."""
    returns = policy["returns"]
    return int(returns["windows_days"][product_type]) + int(returns["tier_extra_days"][tier])
