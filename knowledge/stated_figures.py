"""The figures of a sentence: each must be stated by a line that speaks of the same matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.denials import states_denied
from knowledge.support import ASKED, BEFORE, FACT_FIT, RIVAL_MARGIN, SENTENCE
from knowledge.wording import concepts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from knowledge.clauses import Clause
    from knowledge.evidence import Line
    from knowledge.quantities import Quantity
    from knowledge.support import Support, Topic

__all__ = ["StatedFigures"]

OF_THE_PRODUCT: Final = 0.7
"""The share of the best fit from which a product's own figure prevails over a general one."""
_UNIVERSAL = re.compile(r"\b(?:all|any|anything|every|everything|everyone|everybody)\b(?! \d)")
_ANCHOR = re.compile(
    r"^[^\d;]{0,14}?\b(?:of|after|from|following|since|(?P<before>before|prior to))\s+"
    r"(?:the |your |its |their |our |you |we |date of |day of |it |item |was |is )*"
    r"(?P<anchor>[a-z]+)"
)
_BEFORE = re.compile(r"\b(?:ahead|before|early|earlier|prior)\b")
_RATE = re.compile(r"^\s*(?:per|each|every|an?)\s+(?P<each>[a-z]{3,})")
_ANCHORS: Final = frozenset(
    concepts(
        "purchase delivery arrival receipt order payment shipping activation return request"
        " dispatch registration approval"
    )
)


class StatedFigures:
    """Looks for what states the figures of a sentence."""

    def __init__(self, support: Support) -> None:
        self._support = support

    def unsupported(self, parts: Sequence[Clause], place: int) -> Iterator[str]:
        """The figures of a clause of a sentence that no line states of the same matter."""
        part = parts[place]
        elsewhere = {c for other in parts if other.quantities for c in other.concepts}
        topic = self._support.topic(
            (self._support.asked, ASKED),
            (self._support.sentence - elsewhere, SENTENCE),
            (parts[place - 1].concepts - elsewhere if place else (), BEFORE),
            (part.concepts, 1.0),
        )
        for claim in part.quantities:
            line = self._stating(parts, claim, topic)
            if line is None:
                yield claim.text
            elif states_denied(part, line, claim):
                yield f"not {claim.text}"
            elif _UNIVERSAL.search(part.text) and not _UNIVERSAL.search(line.text.lower()):
                yield f"{claim.text} for all"
            elif (rate := _RATE.match(part.text[claim.end :])) and not re.search(
                rf"\b(?:per|each|every|an?|one)\s+(?:\w+\s+)?{rate['each']}", line.text.lower()
            ):
                yield f"{claim.text} {rate[0].strip()}"
            elif anchor := _ANCHOR.match(part.text[claim.end :]):
                wanted = _ANCHORS.intersection(concepts(anchor["anchor"]))
                before = _BEFORE.search(line.text.lower()) is not None
                if (wanted and not wanted & (line.concepts | line.context)) or (
                    anchor["before"] and not before
                ):
                    yield f"{claim.text} {anchor[0].strip()}"

    def _stating(self, parts: Sequence[Clause], claim: Quantity, topic: Topic) -> Line | None:
        """The line that has the claimed figure and speaks of its matter.

        None when another figure of the kind speaks of that matter better.
        """
        part = next(part for part in parts if claim in part.quantities)
        units = self._support.units | {
            one.unit.split(":")[0] for each in parts for one in each.quantities if one.unit
        }
        least = FACT_FIT if part.concepts else 0.0
        noun = concepts(claim.noun)[:1]
        best = rival = own = 0.0
        stating: Line | None = None
        for line, place, clause in self._support.clauses():
            fits_noun = not noun or noun[0] in line.concepts or noun[0] in line.context
            if _in_the_other_case(part, line, place):
                continue
            for quantity in clause.quantities:
                if _is_rate(clause, quantity) != _is_rate(part, claim):
                    continue
                if (quantity.states(claim) or _bare(claim, quantity, units)) and fits_noun:
                    fit = self._support.fit(topic, line, place)
                    if fit > best and self._support.qualifies(line, place):
                        best, stating = fit, line
                elif quantity.same_family(claim) and (claim.unit or fits_noun):
                    fit = self._support.fit(topic, line, place)
                    rival = max(rival, fit)
                    own = max(own, fit if line.chunk.product_id else 0.0)
        if stating is None or best < least or rival > best + RIVAL_MARGIN:
            return None
        of_its_own = stating.chunk.product_id is not None
        return stating if of_its_own or own < OF_THE_PRODUCT * best else None


def _bare(claim: Quantity, stated: Quantity, units: Collection[str]) -> bool:
    """Whether a claim is a stated figure without its unit, which is one of those spoken of.

    So "18 or older" is "18 years", and the second figure of "350 lumens and the rear one 60".
    """
    number = re.match(r"[\d.,]+(?= )", stated.text)
    return (
        not claim.unit
        and not claim.noun
        and stated.unit.split(":")[0] in units
        and number is not None
        and number[0] == claim.text
        and claim.bound in {"", stated.bound}
    )


def _in_the_other_case(part: Clause, line: Line, place: int) -> bool:
    """Whether a line's clause is what holds "otherwise", and the claim is of the case before."""
    if part.negated or "otherwise" not in line.parts[place].text:
        return False
    cases = (other for other in line.parts[:place] if other.text.startswith(("if ", "when ")))
    return any(part.concepts & case.concepts for case in cases)


def _is_rate(clause: Clause, figure: Quantity) -> bool:
    """Whether something comes back at a figure: "every 2 weeks" is no "after 2 weeks"."""
    return re.search(rf"\b(?:each|every|per) {re.escape(figure.text)}", clause.text) is not None
