"""What in a text could tell who a person is or how to reach them.

Found are e-mail addresses, phone numbers, postal addresses and payment cards: what the
house promises not to send to another company's model. Patterns are English, Western
European and North American; they prefer a false alarm to a leak, and leave alone the figures
of a shop (prices, sizes, dates, order numbers).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Span = tuple[int, int, str]

PLACEHOLDER: Final = re.compile(r"\[(?:e-mail|phone|address|card) removed\]")

_EMAIL = re.compile(
    r"[\w.+'%-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\s?(?:\.|\(dot\)|\[dot\])\s?[^\W\d_]{2,24}\b",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
# Seven digits or more with the punctuation of phone numbers, not glued to letters as order
# numbers and article codes are.
_PHONE = re.compile(
    r"(?<![\w$€£.,-])(?:(?:\+|00)\d{1,3}[\s./-]*)?(?:\(\d{1,5}\)[\s./-]*)?\d{1,5}(?:[\s./-]{0,2}\d{2,5}){1,5}(?![\w%])"
)
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"  # 2031-05-01, 1.5.2031
)
_CALLING = re.compile(r"phone|call|tel\b|mobile|cell|reach|text me|number|whatsapp", re.IGNORECASE)
_STREET = (
    r"street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl|square|sq"
    r"|terrace|crescent|close|parkway|pkwy|highway|hwy|circle|cir|trail|alley|row|quay|mews|gardens"
)
# "30 miles on the road" is no address: these words stand in no street's name.
_NO_NAME = (
    r"a|an|and|at|by|cm|day|days|dollars|each|feet|for|from|ft|hour|hours|in|inch|inches|is|it|kg|km"
    r"|lbs?|m|miles?|minutes?|mm|of|on|or|per|percent|person|the|this|to|week|weeks|with|years?"
)
_ADDRESS = (
    # 12 Sample Street, Apt 4, Springfield, IL 62704
    re.compile(
        rf"\b\d{{1,5}}[a-z]?\s+(?:(?!(?:{_NO_NAME})\b)[\w.'-]+\s+){{1,4}}?(?:{_STREET})\b\.?"
        r"(?:,?\s+(?:apt|apartment|suite|unit|flat|floor|#)\.?\s*\w+)?"
        r"(?:,\s*[^\W\d_][\w .'-]{1,40})?(?:,?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?)?",
        re.IGNORECASE,
    ),
    re.compile(r"\bp\.?\s?o\.?\s?box\s+\d+\b", re.IGNORECASE),
    # Springfield, IL 62704
    re.compile(r"\b[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){0,2},?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b"),
    # SW1A 1AA (British), K1A 0B1 (Canadian)
    re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s\d[A-Z]\d)\b"),
    # Musterstraße 12, 10115 Berlin; rue, via, calle
    re.compile(
        r"\b[^\W\d_][\w.'-]*(?:straße|strasse|str\.|weg|platz|gasse|allee|laan|straat)\s+\d{1,4}[a-z]?\b"
        r"(?:,?\s+\d{4,5}\s+[^\W\d_]+)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:\d{1,4}(?:\s?bis)?,?\s+)?(?:rue|via|calle|avenida|plaza)\s+(?:de(?:\s+la|l)?\s+)?[A-ZÀ-Ý][\w'-]+"
        r"(?:\s+\d{1,4})?(?:,?\s+\d{5}\s+[A-ZÀ-Ý]\w+)?"
    ),
)
# "5 day drive", "3 way", "2 row": figures of a shop, not a house.
_NOT_A_HOUSE = re.compile(
    r"\b\d+\s+(?:\w+\s+)?(?:way|row|circle|place|close|square|court|drive|trail|ct|pl|st|dr)\b",
    re.IGNORECASE,
)
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_LOCAL_DIGITS = 9  # fewer digits count as a phone number only beside a word such as "call"
_NEARBY = 40


def personal_data(text: str) -> tuple[str, ...]:
    """The kinds found in `text`: `e-mail`, `card`, `address`, `phone`, each at most once."""
    return tuple(dict.fromkeys(kind for _, _, kind in sorted(_spans(text))))


def contains_personal_data(text: str) -> bool:
    """Whether an e-mail, phone number, postal address or card number was found."""
    return bool(_spans(text))


def redact(text: str, how: str = "removed") -> str:
    """`text` with every find replaced by `[e-mail removed]`, `[phone removed]`, …."""
    return substitute(text, lambda kind: f"[{kind} {how}]")


def substitute(text: str, instead: Callable[[str], str]) -> str:
    """`text` with every find replaced by what `instead` says for its kind."""
    parts, end = [], 0
    for start, stop, kind in sorted(_spans(text)):
        parts += [text[end:start], instead(kind)]
        end = stop
    return "".join([*parts, text[end:]])


def _spans(text: str) -> list[Span]:
    """Finds that do not overlap; the surer kind wins."""
    taken: list[Span] = []
    for span in _candidates(text):
        if all(span[1] <= start or span[0] >= stop for start, stop, _ in taken):
            taken.append(span)
    return taken


def _candidates(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        yield (*match.span(), "e-mail")
    for match in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", match[0])):
            yield (*match.span(), "card")
    for pattern in _ADDRESS:
        for match in pattern.finditer(text):
            if not _NOT_A_HOUSE.fullmatch(match[0]) or match[0].istitle():
                yield (*match.span(), "address")
    for match in _PHONE.finditer(text):
        if _is_phone(match[0], text[max(0, match.start() - _NEARBY) : match.start()]):
            yield (*match.span(), "phone")


def _is_phone(found: str, before: str) -> bool:
    digits = re.sub(r"\D", "", found)
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS or _DATE.fullmatch(found.strip()):
        return False
    return (
        found.startswith(("+", "00", "("))
        or len(digits) >= _LOCAL_DIGITS
        or bool(_CALLING.search(before))
    )


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (
        sum(divmod(2 * int(digit), 10)) if place % 2 else int(digit)
        for place, digit in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0
