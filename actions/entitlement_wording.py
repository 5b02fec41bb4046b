"""What is said of an entitlement: yes and until when, or why not, and what goes with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.requests import refusals
from actions.requests.beginning import begin_button
from actions.requests.case import line_title
from actions.requests.terms_wording import date_of, listed
from actions.requests.utterance import Utterance
from actions.understanding.entitlements import tier_said
from actions.wording import plain
from commerce import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.requests.case import Case
    from actions.requests.utterance import Button
    from actions.understanding.entitlements import AskedEntitlement
    from commerce.entitlements import Entitlement
    from commerce.rules import LineOffer

__all__ = ["told"]

COMING_BACK = frozenset({"return_items", "exchange_items"})


def told(
    entitlement: Entitlement, asked: AskedEntitlement, case: Case, text: str
) -> list[Utterance]:
    """What is said; what was asked for comes first, and the last of it has the buttons."""
    facts = _facts(entitlement)
    fee = _fee(entitlement, case, facts) if asked.sort != "until" else []
    if entitlement.refused is not None:
        main = _refused(entitlement, case, facts)
        fee = fee if main[0].response.startswith("utter_entitled") else []
    else:
        main = _allowed(entitlement, case, facts)
    says = [*fee, *main] if asked.sort == "cost" else [*main, *fee]
    says += _notes(entitlement, case, text, facts)
    *rest, last = says
    buttons = [*_begin(entitlement), *(button for said in says for button in said.buttons)]
    return [
        *(replace(said, buttons=()) for said in rest),
        replace(last, buttons=buttons),
    ]


def _allowed(entitlement: Entitlement, case: Case, facts: dict[str, str]) -> list[Utterance]:
    """Yes, until when; and of which lines no."""
    undated = "" if entitlement.last_day or entitlement.until else "_undated"
    good = [offer for offer in entitlement.allowed if not offer.faulty_only]
    kept = [offer for offer in entitlement.allowed if offer.faulty_only]
    says = []
    if good or not entitlement.lines:
        own = facts | {"items": _titles(good)}
        says.append(Utterance(f"utter_entitled_{entitlement.verb}{undated}", own))
    if kept and entitlement.verb in COMING_BACK:
        own = facts | {"items": _titles(kept)}
        says.append(Utterance(f"utter_entitled_faulty_only{undated}", own))
    refused = [offer.refused for offer in entitlement.lines if offer.refused is not None]
    return says + [refusals.utterance(one, case, alone=False) for one in refused[:1]]


def _refused(entitlement: Entitlement, case: Case, facts: dict[str, str]) -> list[Utterance]:
    """No, and why; or not yet, and how long then."""
    refused = entitlement.refused
    assert refused is not None
    if refused.code == "not_delivered_yet" and entitlement.verb in COMING_BACK:
        undated = "" if entitlement.days is not None else "_undated"
        return [Utterance(f"utter_entitled_after_delivery{undated}", facts)]
    return [refusals.utterance(refused, case)]


def _fee(entitlement: Entitlement, case: Case, facts: dict[str, str]) -> list[Utterance]:
    """What sending it back costs, where the shop's policy says."""
    if entitlement.verb != "return_items" or not case.policy.rule("return_items").methods:
        return []
    if entitlement.label_fee is None:
        return [Utterance("utter_entitled_own_carrier", facts)]
    kind = "fee" if entitlement.label_fee else "free"
    return [Utterance(f"utter_entitled_label_{kind}", facts)]


def _notes(
    entitlement: Entitlement, case: Case, text: str, facts: dict[str, str]
) -> list[Utterance]:
    """That the record says another tier, and that an older version of the policy decides."""
    says = []
    said = tier_said(text, case.policy.membership.tiers)
    if said and said != entitlement.tier.lower():
        says.append(Utterance("utter_entitled_other_tier", facts | {"said": said.capitalize()}))
    version = entitlement.version
    if version is not None and version.valid_until is not None:
        until = {"valid_until": date_of(version.valid_until)}
        says.append(Utterance("utter_entitled_older_version", facts | until))
    return says


def _facts(entitlement: Entitlement) -> dict[str, str]:
    order = entitlement.order
    return {
        "number": plain(order.number),
        "items": _titles(entitlement.lines),
        "status": str(order.status).replace("_", " "),
        "until": str(entitlement.until or "").replace("_", " "),
        "last_day": date_of(entitlement.last_day),
        "days": str(entitlement.days if entitlement.days is not None else ""),
        "tier": entitlement.tier.capitalize(),
        "fee": money(entitlement.label_fee, order.currency) if entitlement.label_fee else "",
        "placed_on": date_of(order.placed_at.date()),
    }


def _titles(offers: Sequence[LineOffer]) -> str:
    return plain(listed([line_title(offer.line) for offer in offers]))


def _begin(entitlement: Entitlement) -> list[Button]:
    """The button that begins what may be done."""
    if entitlement.refused is not None:
        return []
    return [refusals.OFFERED | begin_button(entitlement.verb, entitlement.order)]
