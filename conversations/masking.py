"""Payment card numbers are removed from text before anything stores, logs or forwards it."""

from __future__ import annotations

import re

__all__ = ["MASK", "luhn_valid", "mask_card_numbers"]

MASK = "[card number removed]"
SHORTEST, LONGEST = 13, 19  # digits of a card number, ISO/IEC 7812-1
SECURITY_CODE = 4

# Digits of any script, parted by at most three spaces, dashes, dots, slashes or invisible signs.
_SEPARATOR = r"[\s.\-/_·•*\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060\ufeff]{0,3}"
_RUN = re.compile(rf"\d(?:{_SEPARATOR}\d){{{SHORTEST - 1},}}")
_GROUP = re.compile(r"\d+")


def mask_card_numbers(text: str) -> str:
    """Replace every payment card number in `text` by `MASK`.

    A card number is 13 to 19 digits that pass the Luhn check and start and end where a
    group of digits does; one that is directly followed by its security code counts too.
    """
    return _RUN.sub(lambda run: _mask_run(run.group()), text)


def luhn_valid(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        digit = int(character)
        if place % 2:
            digit *= 2
            digit -= 9 * (digit > 9)  # noqa: PLR2004 - the formula's own figure
        total += digit
    return total % 10 == 0


def _mask_run(run: str) -> str:
    groups = list(_GROUP.finditer(run))
    masked, copied, first = [], 0, 0
    while first < len(groups):
        last = _card_from(groups, first)
        if last is None:
            first += 1
            continue
        masked += [run[copied : groups[first].start()], MASK]
        copied = groups[last].end()
        first = last + 1
    return "".join([*masked, run[copied:]])


def _card_from(groups: list[re.Match[str]], first: int) -> int | None:
    """The last group of the longest card number that starts at group `first`."""
    digits, found = "", None
    for last in range(first, len(groups)):
        digits += groups[last].group()
        if len(digits) > LONGEST + SECURITY_CODE:
            break
        if _is_card(digits) or (last == first and _has_code(digits)):
            found = last
    return found


def _is_card(digits: str) -> bool:
    return SHORTEST <= len(digits) <= LONGEST and len(set(digits)) > 1 and luhn_valid(digits)


def _has_code(digits: str) -> bool:
    """Whether this is a card number that runs into its security code."""
    return any(
        len(digits) == length + code and int(digits[0]) in issuers and luhn_valid(digits[:length])
        for length, issuers in ((15, {3}), (16, {2, 4, 5, 6}))
        for code in (3, 4)
    )
