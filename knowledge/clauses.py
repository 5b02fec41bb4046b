"""The parts of a sentence: what each speaks of, affirms or denies, and its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from knowledge.number_words import in_figures
from knowledge.quantities import Quantity, quantities
from knowledge.restating import restated
from knowledge.text import words
from knowledge.wording import concepts, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Clause", "clauses", "names_a_case", "spoken_of"]

_CONTACT = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w$€£.])\+?\(?\d{1,4}\)?(?:[\s.-]\(?\d{2,5}\)?){2,5}(?!\w)"
)
# Where a sentence can be cut so that each part still says something.
_CUT = re.compile(
    r";\s+|,\s+(?!\d)|(?<!\d),\s+(?!\d{4}\b)|\.\s+|\s+-+\s+|\s*[()]\s*"
    r"|(?<=[a-z]):\s+(?=(?:it|that|there|they|this|we|you)\b)"
    r"|(?<!rather than)(?<!instead of)(?<!\bnot)\s+"
    r"(?=(?:but|while|whereas|if|unless|except|because|although|though|provided|when|once"
    r"|without|away from|rather than|instead of"
    r"|(?:until|before|after) (?:it|you|we|they"
    r"|(?:(?:the|your|our|an?) )?\w+ (?:is|are|was|has|have)))\b)"
    r"|\s+(?:and|or|plus|nor)\s+"
    r"(?![$€£]?\d|(?:above|fewer|less|more|older|over|under|up|younger)\b)"
    r"|\s+(?:and|or)\s+(?=[$€£]?\d)(?<!\d and )(?<!\d or )"
)
# "If it is faulty you pay nothing": the case ends where another subject begins.
_CASE_FIRST = re.compile(
    r"^((?:and |but |or )?(?:if|once|unless|when|where|while) (?:\w+(?:ed|en)\b|[^,;]*?"
    r"(?:\b(?:is|are|was|were|has|have|had|can|cannot|do|does|did)\b|n't\b"
    r"|\b(?:it|that|this) \w+s\b))[^,;]*?"
    r"(?<! that)(?<! which)(?<! what)(?<! who)(?<! if)(?<! when)(?<! than)(?<! as)(?<! and)"
    r"(?<! or)) (?=(?:they|there|we|you) (?!(?:and|at|by|for|in|on|or|to|we|with|you)\b)[a-z]"
    r"|it (?:is|can|cannot|can't|isn't|has|may|must|will|won't|needs?)\b)"
)
_CASE_ALONE = re.compile(r"(?:if|unless|when|where) (?:it|not|so|that|this)\b")  # of what was said
_EXPIRES = re.compile(r"\b(?:expires?|ends?|runs? out|lapses?) after\b")
_DENIED_FIRST = re.compile(  # "The jacket is not waterproof: shower-resistant only."
    r"^([^:;]*\b(?:is|are|was|were|do|does|can|has|have)(?:n't| not)\b[^:;]*):\s+"
)
_UNIT_IN_LABEL = re.compile(r" \((cm|g|in|kg|lb|ml|mm|oz)\): (\d[\d./-]*)(?=;|$)")
_BOUND_BEFORE = re.compile(r"\b(?:above|below|beyond|over|past|under)\s*$")
_BOUND_AFTER = re.compile(r"\s*(?:or|and) (?:above|fewer|less|more|older|over|under|younger)\b")
_FREE_OF = re.compile(r"\b([^\W\d_]+)-free\b")  # "interest-free"
_CONDITION = re.compile(r"(?:if|when|while|unless|until|once|except|without|after|before)\b")
_ASIDE = re.compile(rf"{_CONDITION.pattern}|(?:rather than|instead of|which|who|that|because)\b")
_CONCLUSION = re.compile(r"(?:so|then|therefore|thus|instead|please)\b")
# "…, to keep them safe" says what for, "…, use a mat" what to do: a denial before it ends there.
_PURPOSE = re.compile(r"(?:so that|so as to|in order to|to (?!(?:a|an|any|our|the|us|you|your)\b))")
_BIDDING = re.compile(
    r",\s+(?=(?:just |only |simply )?(?!(?:all|also|and|any|are|as|at|because|before|but|by|even"
    r"|except|for|from|if|in|including|is|it|like|no|nor|not|of|on|once|or|plus|so|such|that|the"
    r"|then|there|they|though|to|under|unless|until|we|what|when|where|which|while|who|with"
    r"|without|you)\b)[a-z]+ (?:an?|it|our|the|them|your)\b)"
)
_FORBIDS = re.compile(r"(?:and |but |please )*(?:avoid|do not|don't|never)\b")
_UNLESS = re.compile(r"(?:unless|except (?:if|when|where))\b")
_RELATIVE = re.compile(r"(?<=\w) (?:that|which|who) (?:are|can|could|do|does|has|have|is|may)\b")
_TEMPORAL = re.compile(r"(?:after|before|until|once|when)\b")
# A part with none of these continues the part before it ("… does not cover misuse, accidents").
_FINITE: Final = frozenset(
    words(
        "is are was were be am can could will would may might must shall should has have had do"
        " does did it you we they i it's you'll we'll they're you're there get gets takes take"
        " costs cost comes come arrives arrive lasts last covers cover applies apply includes"
        " include needs need can't cannot don't doesn't won't isn't aren't"
    )
)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence: what it speaks of, whether it denies it, its figures.

    `denied` are the concepts of a heading that denies ("What cannot be returned"), which
    then is what the clause denies. A `conditional` clause holds in a case or at a time only.
    `beside` is what else its verb is said of: "clothing" beside "footwear can be returned", and
    all of that beside "clothing", which is a `subject` of a verb that follows.
    """

    text: str
    concepts: frozenset[str]
    negated: bool
    quantities: tuple[Quantity, ...]
    denied: frozenset[str] = frozenset()
    conditional: bool = False
    beside: frozenset[str] = frozenset()
    subject: bool = False


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[Clause, ...]:
    """The parts of a sentence; figures in words become digits, letters lower case."""
    found: list[Clause] = []
    low = _UNIT_IN_LABEL.sub(r": \2 \1", restated(in_figures(text)))
    low = _BIDDING.sub("; please ", _DENIED_FIRST.sub(r"\1; instead ", low))
    low = _FREE_OF.sub(r"without \1", _EXPIRES.sub("is valid for", low))
    for part in _cut(_CONTACT.sub(" contactdetail ", low)):
        figures = quantities(part) if part else ()
        said = frozenset(concepts(_without(figures, part))) if part else frozenset()
        if found and _CONDITION.match(part.lstrip()):
            found[-1] = replace(found[-1], conditional=True)
        if said or figures or _CASE_ALONE.match(part.lstrip()):
            tied = _CONDITION.match(part.lstrip()) is not None
            found.append(Clause(part.strip(), said, negated(part), figures, conditional=tied))
    return tuple(_with_shared_verbs(found))


def _cut(text: str) -> Iterator[str]:
    for part in _CUT.split(text):
        case = _CASE_FIRST.match(part)
        yield from (case[1], part[case.end() :]) if case else (part,)


def _with_shared_verbs(parts: list[Clause]) -> Iterator[Clause]:
    """Deny a fragment with the verb before it or else after it, "after …" with its main clause."""
    verbs = [not _FINITE.isdisjoint(words(_RELATIVE.split(part.text)[0])) for part in parts]
    for place, part in enumerate(parts):
        temporal = _TEMPORAL.match(part.text) is not None
        apart = verbs[place] or _CONCLUSION.match(part.text) or _PURPOSE.match(part.text)
        if _UNLESS.match(part.text):
            main = parts[place - 1 if place else -1]
            yield replace(part, negated=not main.negated)
            continue
        if apart and not temporal:
            yield replace(part, beside=_subjects(parts, verbs, place))
            continue
        before = (o for o in range(place - 1, -1, -1) if verbs[o] or parts[o].negated)
        after = (
            other
            for other in range(place + 1, len(parts))
            if verbs[other]
            and (temporal or not _ASIDE.match(parts[other].text))
            and not _FORBIDS.match(parts[other].text)
        )
        shared = next(after, None) if temporal else next(before, next(after, None))
        if shared is None:
            yield part
            continue
        beside = frozenset[str]() if temporal else parts[shared].concepts
        yield replace(
            part,
            negated=part.negated or parts[shared].negated,
            beside=beside,
            subject=shared > place and not temporal,
        )


def _subjects(parts: Sequence[Clause], verbs: Sequence[bool], place: int) -> frozenset[str]:
    """What the fragments before a verb speak of: they are its subjects too."""
    found: frozenset[str] = frozenset()
    for other in range(place - 1, -1, -1):
        if verbs[other] or _ASIDE.match(parts[other].text):
            break
        found |= parts[other].concepts
    return found


def names_a_case(part: Clause) -> bool:
    """Whether a clause says in which case something holds, and not what."""
    return _CONDITION.match(part.text) is not None


def spoken_of(text: str) -> frozenset[str]:
    """The concepts of a text, without the units of its figures."""
    low = _CONTACT.sub(" contactdetail ", in_figures(text))
    return frozenset(concepts(_without([q for q in quantities(low) if q.value], low)))


def _without(figures: Iterable[Quantity], text: str) -> str:
    for figure in figures:
        start, end = figure.start, figure.end
        if figure.bound and (before := _BOUND_BEFORE.search(text[:start])):
            start = before.start()
        if figure.bound and (after := _BOUND_AFTER.match(text[end:])):
            end += after.end()
        if figure.unit or (start, end) != (figure.start, figure.end):
            text = text[:start] + " " * (end - start) + text[end:]
    return text
