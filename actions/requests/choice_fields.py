"""Answers that the shop's policy lists: a reason, a condition, a way back, a wish."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from actions.requests.field import Field, Found, Narrowed, Question
from actions.requests.step import CONFIRMATION
from actions.requests.utterance import Option, Utterance
from actions.understanding.choices import (
    CONDITIONS,
    METHODS,
    REASONS,
    WISHES,
    Choice,
    choices_named,
)
from actions.understanding.spelling import put_right
from commerce import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from actions.requests.case import Case
    from actions.requests.field import Reading

__all__ = [
    "ON_ARRIVAL",
    "ClaimKindField",
    "ConditionField",
    "MethodField",
    "ReasonField",
    "WishField",
]

ON_ARRIVAL = "on_arrival"
"""Whether something is said to have been damaged when it came."""
_ARRIVAL = re.compile(
    r"\b(?:arriv\w*|came|come|got|receiv\w*|deliver\w*|unpack\w*|open\w*|box|parcel|package|"
    r"shipping|transport|transit)\b",
    re.IGNORECASE,
)
_PAYMENT = re.compile(r"\bgift ?cards?\b|\bstore credit\b", re.IGNORECASE)


class PolicyChoiceField(Field):
    """One of the choices that the policy lists, by its key; asked only where there are several."""

    response: str
    meanings: ClassVar[Collection[str]] = ()
    """What can be meant by an answer."""

    @abstractmethod
    def choices(self, case: Case) -> Sequence[Choice]:
        """What may be answered."""

    def applies(self, case: Case) -> bool:
        """Where the policy asks for it."""
        return bool(self.choices(case))

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """Any words for it when asked; otherwise only what means it and nothing else."""
        settled = self.name in case.facts and case.memory.asked != CONFIRMATION
        if settled and not asked:
            return None
        named = choices_named(
            _PAYMENT.sub(" ", text), self.choices(case), self.meanings, by_meaning=not asked
        )
        if len(named) == 1:
            return Found(named[0].key)
        if not asked or not named:
            return None
        return Narrowed(tuple(Option(choice.key, _sentence(choice.label)) for choice in named))

    def default(self, case: Case) -> Any:
        """The only one."""
        choices = self.choices(case)
        return choices[0].key if len(choices) == 1 else None

    def question(self, case: Case) -> Question:
        """All of them."""
        return Question(
            Utterance(self.response),
            [Option(choice.key, _sentence(choice.label)) for choice in self.choices(case)],
        )

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """One that the policy lists."""
        return next((one.key for one in self.choices(case) if one.key == keys[0]), None)


class ReasonField(PolicyChoiceField):
    """Why."""

    name = "reason"
    meanings = REASONS

    def __init__(self, response: str) -> None:
        self.response = response

    def choices(self, case: Case) -> Sequence[Choice]:
        """The policy's reasons."""
        return [Choice(reason.key, reason.label) for reason in case.rule.reasons]


class ConditionField(PolicyChoiceField):
    """In what state the goods are."""

    name = "condition"
    response = "utter_request_condition"
    meanings = CONDITIONS

    def choices(self, case: Case) -> Sequence[Choice]:
        """The policy's conditions; goods that the shop answers for come back as they are."""
        reason = next(
            (one for one in case.rule.reasons if one.key == case.facts.get("reason")), None
        )
        if reason is not None and reason.at_fault:
            return []
        return [Choice(each.key, each.label) for each in case.rule.conditions]

    def check(self, case: Case) -> Utterance | None:
        """Early: what is in this condition may not come back; raises NotAllowed."""
        conditions = case.rule.conditions
        said = next((one for one in conditions if one.key == case.facts[self.name]), None)
        if said is not None and not said.accepted:
            allowed = tuple(one for one in conditions if one.accepted)
            raise NotAllowed("condition_not_allowed", label=said.label, allowed=allowed)
        return None


class MethodField(PolicyChoiceField):
    """How the goods come back."""

    name = "method"
    response = "utter_request_method"
    meanings = METHODS
    depends_on = ("order",)

    def choices(self, case: Case) -> Sequence[Choice]:
        """Those that the policy has where the order was sent."""
        address = case.order.address if case.order else None
        methods = case.policy.methods_for(address)
        return [Choice(method.key, method.label) for method in methods]


class ClaimKindField(PolicyChoiceField):
    """What is wrong with a parcel."""

    name = "kind"
    response = "utter_request_claim_kind"

    _WORDS: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "missing": re.compile(
            r"\b(?:never|not|n'?t|no)\b.{0,25}\b(?:arriv|receiv|come|came|got|get|show|turn|here|"
            r"deliver)|"
            r"\b(?:missing|lost|stolen|disappeared|vanished|nowhere|empty|gone)\b|"
            r"\bsays (?:it(?:'s| was| is) )?delivered\b", re.IGNORECASE),
        "late": re.compile(r"\b(?:late|overdue|delayed|delay|taking (?:too|so) long|"
        r"still waiting)\b", re.IGNORECASE),
        "damaged": re.compile(
            r"damag|broke|smash|crack|shatter|crush|\bdent|torn|ripped|scratch|leak|in pieces|bent|"
            r"defect|fault|spill|stain", re.IGNORECASE),
        "wrong": re.compile(
            r"\bwrong\b|not what (?:i|we) ordered|different (?:item|product|thing|one|colou?r|"
            r"size)|"
            r"someone else|instead of|incorrect|mixed up|mix-up", re.IGNORECASE),
    }  # fmt: skip

    def choices(self, case: Case) -> Sequence[Choice]:
        """The kinds that the policy takes."""
        labels = {
            "missing": "It never arrived, or part is missing",
            "late": "It's late",
            "damaged": "It arrived damaged",
            "wrong": "I got something else",
        }
        return [Choice(kind, labels[kind]) for kind in case.policy.claims.kinds]

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """By what shoppers say of parcels; damage before the rest, for it is said outright."""
        if not asked and self.name in case.facts:
            return None
        text = put_right(text)
        offered = case.policy.claims.kinds
        order = ("damaged", "wrong", "late", "missing")
        found = [kind for kind in order if kind in offered and self._WORDS[kind].search(text)]
        if found[:1] == ["damaged"]:
            case.facts[ON_ARRIVAL] = _ARRIVAL.search(text) is not None
        return Found(found[0]) if found else None


class WishField(PolicyChoiceField):
    """What shall be done about a parcel: a replacement or a refund."""

    name = "wish"
    response = "utter_request_wish"
    meanings = WISHES
    depends_on = ("kind",)

    def choices(self, case: Case) -> Sequence[Choice]:
        """What the policy offers for this kind of claim."""
        labels = {"replacement": "Send a replacement", "refund": "Refund me"}
        rule = case.policy.claims.kinds.get(case.facts.get("kind", ""))
        return [Choice(wish, labels[wish]) for wish in rule.wishes] if rule else []


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]
