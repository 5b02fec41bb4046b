"""Which address is to change, and what it becomes."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from actions.requests.field import Field, Found, Narrowed, Question
from actions.requests.memory import Task
from actions.requests.utterance import Option, Utterance
from actions.understanding.addresses import (
    address_in,
    completed,
    known_address,
    one_line,
    same_country,
)
from actions.wording import plain
from commerce import Address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.requests.case import Case
    from actions.requests.field import Reading

__all__ = ["AddressField", "TargetField"]

ORDER, PROFILE = "order", "profile"
PARTIAL = "address_so_far"
_OF_PROFILE = re.compile(
    r"\b(?:(?:my|the) (?:\w+ )?(?:account|profile|default|home|user)\b(?: \w+)? ?(?:address)?|"
    r"(?:default|profile|account|saved|home|user) address|address (?:in|on|of) my (?:account|"
    r"profile)|"
    r"(?:i|we)(?:'ve| have)? moved|moving)\b",
    re.IGNORECASE,
)
_TO_PROFILE = re.compile(
    r"\bto (?:my|the) (?:\w+ )?(?:default|profile|home|account|saved)\b", re.IGNORECASE
)
_SAME = re.compile(r"\bthe same(?: (?:one|address|place|as)\b|\W*$)", re.IGNORECASE)
_OF_ORDER = re.compile(
    r"\b(?:order|parcel|package|delivery|shipping|shipment|purchase)\b", re.IGNORECASE
)


class TargetField(Field):
    """Whether an order's address changes or the profile's."""

    name = "target"

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """Both, where both are spoken of: the order first, the profile as a task of its own."""
        numbered = any(order.number.lower() in text.lower() for order in case.orders)
        of_order = numbered or bool(_OF_ORDER.search(text))
        of_profile = bool(_OF_PROFILE.search(_TO_PROFILE.sub(" ", text)))
        if self.name in case.facts and not asked:
            return None
        if of_order and of_profile and re.search(r"\b(?:and|both|also|along with|as well)\b", text):
            case.memory.wait(Task(case.request.name, f"my profile address: {_after_to(text)}"))
            return Found(ORDER)
        if of_profile and not (numbered or re.search(r"\border\b", text, re.IGNORECASE)):
            return Found(PROFILE)
        return Found(ORDER) if of_order else None

    def default(self, case: Case) -> Any:
        """The profile, when there is no order that could still go elsewhere."""
        return None if case.eligible else PROFILE

    def question(self, case: Case) -> Question:
        """Which of the two."""
        options = [Option(ORDER, "An order on its way"), Option(PROFILE, "My account")]
        return Question(Utterance("utter_request_which_address"), options)

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """One of the two."""
        return keys[0] if keys[0] in {ORDER, PROFILE} else None


class AddressField(Field):
    """An address as {"line1", "line2", "city", "region", "postcode", "country"}."""

    name = "address"
    depends_on = ("target",)

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """Written out, piece by piece if need be, or one that the shop knows."""
        country = self._country(case)
        said = address_in(text, country=country)
        begun = case.facts.get(PARTIAL)
        if said is None and begun and asked:
            said = completed(Address(**begun), text)
        if said is not None:
            if said.country and same_country(said.country, country):
                said = replace(said, country=country)
            if _missing(said):
                case.facts[PARTIAL] = asdict(said)
                changed = asdict(said) != begun
                return Narrowed() if not changed else Narrowed((Option("", ""),))
            case.facts.pop(PARTIAL, None)
            return Found(asdict(said))
        if _SAME.search(text) and not (asked and case.facts.get(PARTIAL)):
            return self._same(case)
        known = [one for one in self._known(text, case) if one != self._now(case)]
        if len(known) == 1:
            return Found(asdict(known[0]))
        if known:
            return Narrowed(tuple(_option(case, address) for address in known))
        return None

    def question(self, case: Case) -> Question:
        """The whole address, or what is still missing of it."""
        begun = case.facts.get(PARTIAL)
        if begun:
            address = Address(**begun)
            facts = {
                "address": plain(one_line(address)),
                "missing": " and ".join(_missing(address)),
            }
            return Question(Utterance("utter_request_rest_of_address", facts))
        now = self._now(case)
        options = [_option(case, address) for address in _all(case) if address != now]
        return Question(Utterance("utter_request_address"), options)

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """One that the shop knows already."""
        return next((asdict(one) for one in _all(case) if _key(case, one) == keys[0]), None)

    def void(self, case: Case) -> None:
        """What was told of it stays: only its use is another."""

    def _same(self, case: Case) -> Reading:
        """The other address that the shop knows, one of several, or a word that there is none."""
        others = [address for address in _all(case) if address != self._now(case)]
        if len(others) == 1:
            return Found(asdict(others[0]))
        note = None if others else Utterance("utter_refused_address_unchanged")
        return Narrowed(tuple(_option(case, address) for address in others), note)

    def _now(self, case: Case) -> Address | None:
        if case.facts.get("target") == PROFILE:
            return case.customer.address if case.customer else None
        return case.order.address if case.order else None

    def _country(self, case: Case) -> str:
        now = self._now(case) or (case.customer.address if case.customer else None)
        return now.country if now else ""

    def _known(self, text: str, case: Case) -> list[Address]:
        profile = case.customer.address if case.customer else None
        if case.facts.get("target") == PROFILE:
            profile = None
        others = [one for one in _all(case) if one != profile]
        after = _after_to(text)
        same_as = [
            order.address for order in case.orders
            if order.address and order != case.order and order.number in text
        ]  # fmt: skip
        return same_as[:1] or known_address(after, profile, others)


def _all(case: Case) -> list[Address]:
    """The addresses that the shop knows of the customer: the profile's first."""
    profile = case.customer.address if case.customer else None
    found = ([profile] if profile else []) + [one.address for one in case.orders if one.address]
    return list(dict.fromkeys(found))


def _missing(address: Address) -> list[str]:
    told = {"town": address.city, "postcode": address.postcode}
    return [name for name, value in told.items() if not value]


def _key(case: Case, address: Address) -> str:
    return f"known-{_all(case).index(address)}"


def _option(case: Case, address: Address) -> Option:
    return Option(_key(case, address), plain(one_line(address)))


def _after_to(text: str) -> str:
    """What stands behind the last "to": where it shall go, rather than where it goes now."""
    found = list(re.finditer(r"\b(?:to|at|is|be|instead)\b:?|:", text))
    return text[found[0].end() :] if found else text
