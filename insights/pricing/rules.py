"""The merchant's rules for prices, read from a YAML file; docs/insights.md describes every key."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import yaml

from commerce.errors import PolicyInvalid
from commerce.policy_reader import Section
from insights.errors import DataUnusable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PricingRules", "Promotion", "load_pricing_rules"]

PER_CENT: Final = Decimal(100)
LARGEST_STEP: Final = Decimal(50)
EVERY_YEAR: Final = re.compile(r"(\d{2})-(\d{2})")
ENDING: Final = re.compile(r"\.\d{2}")
SLIGHTEST_CERTAINTY: Final = Decimal(50)


@dataclass(frozen=True)
class Promotion:
    """Some days on which some products are cheaper, or shown first; yearly ones have no year."""

    name: str
    begins: date | tuple[int, int]
    """A date, or month and day of every year."""
    days: int
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def runs_on(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        if isinstance(self.begins, date):
            return self._covers(self.begins, day)
        month, of_month = self.begins
        years = [year for year in (day.year - 1, day.year) if _exists(year, month, of_month)]
        return any(self._covers(date(year, month, of_month), day) for year in years)

    def is_about(self, product: str, category: str) -> bool:
        """Whether the product takes part."""
        return product in self.products or category in self.categories

    def _covers(self, first: date, day: date) -> bool:
        return first <= day < first + timedelta(days=self.days)


@dataclass(frozen=True)
class PricingRules:
    """What a price may be, and when it may change. Parts are of 1, not per cent."""

    least_margin: Decimal = Decimal("0.2")
    """Of the price less tax, what is left after the cost."""
    largest_step: Decimal = Decimal("0.1")
    """Of the present price, in one change."""
    endings: tuple[Decimal, ...] = (Decimal(".99"),)
    competitor_least: Decimal | None = None
    """Times the cheapest competitor's price."""
    competitor_most: Decimal | None = None
    days_between_changes: int = 28
    tax: Decimal = Decimal(0)
    """Contained in prices, over the price without it."""
    certainty: Decimal = Decimal("0.8")
    """The chance that the margin grows from which a price is proposed."""
    never: tuple[str, ...] = ()
    """Products whose prices are not to be touched."""
    promotions: tuple[Promotion, ...] = ()


def load_pricing_rules(path: Path | None) -> PricingRules:
    """The rules of the file, or careful ones without a file. Raises DataUnusable naming the key."""
    if path is None:
        return PricingRules()
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataUnusable(f"{path} cannot be read: {error}") from error
    try:
        return _rules(Section(data, ""))
    except PolicyInvalid as error:
        raise DataUnusable(f"{path}: {error}") from error


def _rules(told: Section) -> PricingRules:
    usual = PricingRules()
    competitors, promotions = told.section("competitors"), told.section("promotions")
    rules = PricingRules(
        least_margin=_part(told, "least_margin_percent", usual.least_margin, most=PER_CENT),
        largest_step=_part(told, "largest_step_percent", usual.largest_step, most=LARGEST_STEP),
        endings=tuple(map(_ending, told.words("endings", default=[".99"]))),
        competitor_least=_bound(competitors, "at_least_percent"),
        competitor_most=_bound(competitors, "at_most_percent"),
        days_between_changes=told.count("days_between_changes", usual.days_between_changes),
        tax=_part(told, "tax_percent", usual.tax, most=PER_CENT),
        certainty=_part(told, "certainty_percent", usual.certainty, most=PER_CENT),
        never=told.words("never"),
        promotions=tuple(
            _promotion(name, section) for name, section in promotions.sections().items()
        ),
    )
    competitors.close()
    told.close()
    if rules.certainty * PER_CENT < SLIGHTEST_CERTAINTY:
        raise PolicyInvalid("certainty_percent", "must be 50 or more")
    if not rules.endings:
        raise PolicyInvalid("endings", "must have one at least, such as .99")
    return rules


def _part(told: Section, name: str, usual: Decimal, most: Decimal) -> Decimal:
    amount = told.amount(name)
    if amount is not None and amount >= most:
        raise PolicyInvalid(name, f"is {amount}; it must be below {most}")
    return usual if amount is None else amount / PER_CENT


def _bound(told: Section, name: str) -> Decimal | None:
    amount = told.amount(name)
    return None if amount is None else amount / PER_CENT


def _ending(text: str) -> Decimal:
    # YAML reads .99 without quotation marks as a number.
    text = text.removeprefix("0")
    text = text if text.count(".") else f".{text}"
    text = f"{text}0" if len(text) == len(".9") else text
    if not ENDING.fullmatch(text):
        raise PolicyInvalid("endings", f"has {text!r}; an ending is two digits, such as .99")
    return Decimal(text)


def _promotion(name: str, told: Section) -> Promotion:
    promotion = Promotion(
        name=name,
        begins=_begin(told),
        days=told.count("days"),
        categories=told.words("categories"),
        products=told.words("products"),
    )
    told.close()
    if not promotion.categories and not promotion.products:
        raise PolicyInvalid(told.key, "must name categories or products")
    return promotion


def _begin(told: Section) -> date | tuple[int, int]:
    found = EVERY_YEAR.fullmatch(told.text("begins"))
    if found is None:
        day = told.day("begins")
        if day is None:
            raise PolicyInvalid(told.key, "must say when it begins")
        return day
    month, day_of_month = int(found[1]), int(found[2])
    # A leap year has every day that there is.
    if not _exists(2000, month, day_of_month):
        raise PolicyInvalid(f"{told.key}.begins", f"is {found[0]}, which is no day of the year")
    return month, day_of_month


def _exists(year: int, month: int, day: int) -> bool:
    return month in range(1, 13) and day in range(1, calendar.monthrange(year, month)[1] + 1)
