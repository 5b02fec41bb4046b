"""What a sentence may say only in its sources' own words: names, contacts, deeds, states.

Each function yields the words that fail; nothing means that nothing was found wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generation.personal_data import PLACEHOLDER
from knowledge.closed_classes import CLOSED
from knowledge.number_words import in_figures
from knowledge.quantities import quantities
from knowledge.text import STOP_WORDS, words
from knowledge.units import is_unit
from knowledge.wording import FILLER, concepts, spellings, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.evidence import Line

__all__ = ["contacts", "deeds", "names"]

_META = re.compile(
    r"\b(?:as an ai|language model|system prompt|my instructions|no information"
    r"|(?:the )?(?:provided|given|above) (?:context|documents?|sources?|information|text)"
    r"|(?:sources?|documents?|context|passages?|text) (?:do(?:es)?n't|do(?:es)? not|mention|say)"
    r"|i (?:do not|don't|cannot|can't) (?:know|find|have|see|answer|provide)"
    r"|not (?:mentioned|specified|stated|provided|listed)(?! (?:as|at|by|for|on|to|with)\b)"
    r"|i(?:'m| am) not sure|i apologi[sz]e)\b",
    re.IGNORECASE,
)
_DOES = (
    "add|appl|approv|arrang|book|cancel|chang|charg|creat|credit|extend|issu|plac|process|refund"
    "|delet|grant|remov|reset|transfer|upgrad|replac|reserv|schedul|send|sent|ship|start|submit|updat|waiv"
)
# What only an action of ours can do, and what only an order's record can state.
_DEED = re.compile(
    rf"\bi(?:'ve|'ll|'m| have| will| am| can| just| already)*\s+"
    rf"(?:now |just |already |also |gladly |happily |go ahead and )*(?:{_DOES})\w*\b"
    rf"|\bwe(?:'ve| have| just| already)+\s+(?:now |just |already |also )*(?:{_DOES})\w*\b"
    r"|\bwe\s+(?:cancelled|canceled|refunded|processed|issued|sent|shipped|updated|approved)\b"
    r"|^(?:the|it|this|that)\b[^,;]{0,40}?(?:has|have|'s) (?:now |just |already )?been "
    rf"(?:{_DOES})"
    r"|\byour (?:\w+ ){1,2}(?:has|have) (?:now |just |already )?been \w+"
    r"|\byour (?:order|package|parcel|refund|return|payment|account|request|item|shipment|delivery"
    r"|card|claim)s?(?: \S+)? (?:(?:has|have|'s)(?: now| just| already)? (?:been )?\w+|was \w+ed"
    r"|is (?:now |already |currently )?(?:on its way|being \w+|shipped|approved|confirmed|cancelled"
    r"|canceled|delayed|ready|out for delivery|in transit|delivered|completed?|processed"
    r"|refunded))",
    re.IGNORECASE,
)
# "When your order is delivered" tells no order's state.
_SUPPOSED = re.compile(
    r"\b(?:after|as soon as|before|day|if|moment|once|time|unless|until|when)"
    r" (?:an?|it|the|this|that|your)\b[^,.;:]*",
    re.IGNORECASE,
)
# What nobody of a shop asks for.
_SECRET = re.compile(
    r"\b(?:tell|give|send|type|enter|write|share|provide|reply with)\b(?: \w+){0,3} your"
    r" (?:\w+ ){0,2}(?:passwords?|pin|cvv|cvc|card (?:number|details)|security code"
    r"|bank details)\b",
    re.IGNORECASE,
)
# What a program would run or a page would render; an answer is plain text.
_CODE = re.compile(r"^\W*/\w+|\w*[{}]|</?[a-z][^>]*>|\baction_\w+", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:https?://|www\.)[^\s)>\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[\w-]+\.(?:com|net|org|shop|store|io|co)\b"
    r"|(?<![\w$€£.])\+?\(?\d{1,4}\)?(?:[\s.-]\(?\d{2,5}\)?){2,5}(?!\w)"
)
_IDENTIFIER = re.compile(r"\b(?=[A-Za-z-]*\d)(?=[\d-]*[A-Za-z])[A-Za-z\d]+(?:-[A-Za-z\d]+)*\b")
_FIGURE = re.compile(r"\d[\d.,]*(?:(?:-[A-Za-z]+)+|st|nd|rd|th|am|pm|k|x)", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<![\w.'-])[A-Z][\w&'-]*")
_SENTENCE_START = re.compile(r"(?:^|[.:!?])[\s\"'“(*-]*$")
_NO_NAMES: Final = frozenset({"i", "i'm", "i'll", "i've", "ok", "am", "pm"})
# Concepts that no other word of a source can stand for.
_NEVER_IMPLIED: Final = frozenset({"store_credit"})


def deeds(said: str) -> Iterator[str]:
    """Deeds and order states, code, talk about the sources, and what was redacted from them."""
    for pattern in (PLACEHOLDER, _META, _CODE, _SECRET):
        if match := pattern.search(said):
            yield match[0]
    if match := _DEED.search(_SUPPOSED.sub(" ", said)):
        yield match[0]


def contacts(said: str, sources: str) -> Iterator[str]:
    """Addresses, links and telephone numbers that are not in the sources to the letter."""
    letters = _letters(sources)
    for match in _CONTACT.finditer(said):
        if _letters(match[0].rstrip(".,")) not in letters:
            yield match[0]


def names(said: str, lines: Sequence[Line]) -> Iterator[str]:
    """Proper names, identifiers and words that are facts which the lines do not have."""
    there = frozenset[str]().union(*(line.words for line in lines))
    spoken = frozenset[str]().union(*(line.concepts | line.context for line in lines))
    stems = {stem(word) for word in there}
    text = _CONTACT.sub(" ", said)
    yield from (concept for concept in concepts(text) if concept in _NEVER_IMPLIED - spoken)
    letters = _letters(" ".join(there))
    for match in _IDENTIFIER.finditer(text):
        if not _is_figure(match[0]) and _letters(match[0]) not in letters:
            yield match[0]
    for match in _CAPITAL.finditer(text):
        starts = _SENTENCE_START.search(text[: match.start()]) is not None
        shouted = match[0].isupper() and len(match[0]) > 1
        meant = frozenset(concepts(match[0]))
        if meant and meant <= spoken and not _another_country(match[0], there):
            continue  # "Germany", where a source has "European Union"
        if (not starts or shouted) and not _is_plain(match[0], stems):
            yield match[0]
    for word in spellings(in_figures(text)):
        own = frozenset(concepts(word))
        if stem(word) in CLOSED - stems and (
            not own or not own <= spoken or _another_country(word, there)
        ):
            yield word


def _another_country(name: str, there: frozenset[str]) -> bool:
    """Whether the sources have countries of a name's union and neither it nor the union."""
    if "european" in there or "europe" in there or "eu" in there:
        return False
    same = frozenset(concepts(name)) == frozenset(concepts("eu"))
    return same and name.lower() not in there


def _is_plain(name: str, stems: set[str]) -> bool:
    low = name.lower()
    if low in _NO_NAMES or is_unit(low):
        return True
    return all(
        stem(word) in stems or stem(word) in FILLER or word in STOP_WORDS for word in words(name)
    )


def _is_figure(word: str) -> bool:
    if _FIGURE.fullmatch(word):
        return True
    found = quantities(word)
    return len(found) == 1 and found[0].end - found[0].start == len(word)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
