"""What a sentence wants of a product's variants: "the same but in red", "one size up"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from actions.references import figures
from actions.understanding.option_values import forms, measure
from actions.understanding.tokens import stem, tokens
from knowledge.shopping_words import COLOURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commerce import Variant

__all__ = ["VariantWish", "variant_wish"]

_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|and not|but not|not (?:the|in|a)|as opposed to|over)\s+"
    r"(?P<what>(?:(?!\b(?:but|and|with|to|please)\b)[^,.;!?\n])+)",
    re.IGNORECASE,
)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|least expensive|lowest[- ]priced?|most affordable|cheaper|less expensive)\b"
)
_DEAREST = re.compile(r"\b(?:most expensive|priciest|dearest|highest[- ]priced?|most premium)\b")
_SAME = re.compile(
    r"\b(?:same (?:one|thing|item|product|version|model|specs?|options?|again)|identical|"
    r"just like it|exactly the same|(?:a )?new (?:one|pair|copy)|replacement|another one|"
    r"(?:one )?(?:more )?of the same|like for like)\b"
)
_UP = (
    r"(?:bigger|larger|longer|taller|wider|higher|thicker|brighter|heavier|stronger|more powerful)"
)
_DOWN = (
    r"(?:smaller|shorter|narrower|lower|thinner|less bright|dimmer|lighter|weaker|"
    r"less powerful|less)"
)
_STEP = re.compile(
    rf"\b(?:(?P<one>(?:1|one|a|half a|2|two) sizes? )?(?:(?P<up>{_UP}|up)|(?P<down>{_DOWN}|down))"
    r"\b|(?:too (?P<was_big>big|large|long|wide|loose|bright|heavy))|"
    r"(?:too (?P<was_small>small|short|narrow|tight|dim|light)))"
)
_UTMOST = re.compile(
    r"\b(?:(?P<most>biggest|largest|longest|tallest|highest|brightest|max(?:imum)?|most)|"
    r"(?P<least>smallest|shortest|lowest|lightest|min(?:imum)?|least|fewest|easiest))\b"
)
_BY_AMOUNT = re.compile(
    r"\b(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+)?\s+(?P<way>more|less|fewer|bigger|smaller|"
    r"longer|shorter|higher|lower)\b(?:\s+(?P<unit2>[a-z]+))?"
)


@dataclass(frozen=True)
class VariantWish:
    """What is said of the variant that is wanted.

    `options` holds the values that will do for each option named, the preferred first; `price`
    is "lowest", "highest" or empty; `same` asks for the very variant again.
    """

    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price: str = ""
    same: bool = False

    def __bool__(self) -> bool:
        return bool(self.options or self.price or self.same)


class _Spoken(NamedTuple):
    """Values of an option, and where in the text they are spoken of."""

    start: int
    end: int
    option: str
    values: tuple[str, ...]


def variant_wish(
    text: str, variants: Sequence[Variant], current: Mapping[str, str], *, whole: bool = False
) -> VariantWish:
    """What the text wants of a product's variants; `whole`: the text is nothing but the answer."""
    said = figures(text)
    spoken = said
    for pattern in (_INSTEAD, _BY_AMOUNT):
        spoken = pattern.sub(lambda found: " " * len(found[0]), spoken)
    values = _values(variants)
    options: dict[str, tuple[str, ...]] = {}
    claimed: list[tuple[int, int]] = []
    for start, end, name, fitting in _spoken(spoken, values, whole=whole):
        if any(start < other_end and other_start < end for other_start, other_end in claimed):
            continue
        claimed.append((start, end))
        known = options.get(name)
        # "A size M, XS is too tight" names what it is now, too.
        if known and fitting == (current.get(name),):
            continue
        alternative = known and re.search(r"\bor\W*$", spoken[:start])
        options[name] = (
            tuple(dict.fromkeys((*known, *fitting))) if known and alternative else fitting
        )
    options = {
        name: fitting for name, fitting in options.items()
        if fitting != (current.get(name),) or _insists(spoken, name)
    } if len(options) > 1 or not _only_current(options, current) else options  # fmt: skip
    for name, value in _moved(said, values, current).items():
        options.setdefault(name, value)
    price = "lowest" if _CHEAPEST.search(said) else "highest" if _DEAREST.search(said) else ""
    return VariantWish(options, price, bool(_SAME.search(said)) and not options and not price)


def _values(variants: Sequence[Variant]) -> dict[str, list[str]]:
    """The values of each option, in the order of the variants."""
    values: dict[str, list[str]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            of_name = values.setdefault(name, [])
            if value not in of_name:
                of_name.append(value)
    return values


def _spoken(said: str, values: Mapping[str, Sequence[str]], *, whole: bool) -> list[_Spoken]:
    """Where values are spoken of, the longer words first at a place.

    A value of two options belongs to the one whose name stands nearest.
    """
    found: list[_Spoken] = []
    for name, of_name in values.items():
        for value in of_name:
            for pattern in forms(name, value, of_name, whole=whole):
                found += [
                    _Spoken(match.start(), match.end(), name, (value,))
                    for match in pattern.finditer(said)
                ]
        found += _by_colour(said, name, of_name) + _by_one_word(said, name, of_name)
    found.sort(key=lambda one: (one.start - one.end, _distance(said, one), one.start))
    chosen: list[_Spoken] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in chosen):
            chosen.append(one)
    return sorted(chosen)


def _distance(said: str, spoken: _Spoken) -> int:
    """How far the option's own name stands from its value; far when it is not said."""
    start, end, name, _ = spoken
    own = {stem(word) for word in re.findall(r"[^\W_]+", name.lower())}
    spots = [token for token in tokens(said) if token.stem in own]
    return min(
        (max(token.start - end, start - token.end, 0) for token in spots), default=10 * len(said)
    )


def _by_colour(said: str, name: str, values: Sequence[str]) -> list[_Spoken]:
    """A basic colour means the shades of it: "blue" is "Navy" where there is no plain blue."""
    found = []
    plain = {value.lower() for value in values}
    for colour, shades in COLOURS.items():
        if colour in plain:
            continue
        words = {colour, *shades}
        fitting = [value for value in values if words & {token.stem for token in tokens(value)}]
        direct = [value for value in fitting if colour in value.lower().split()]
        pattern = rf"\b{colour}\b" if colour != "grey" else r"\bgr[ae]y\b"
        if fitting:
            found += [
                _Spoken(match.start(), match.end(), name, tuple(direct or fitting))
                for match in re.finditer(pattern, said)
            ]
    return found


def _by_one_word(said: str, name: str, values: Sequence[str]) -> list[_Spoken]:
    """A word that only some values have means those: "google" is "Google Assistant"."""
    found = []
    own_name = {stem(word) for word in re.findall(r"[^\W_]+", name.lower())}
    for token in tokens(said):
        if len(token.stem) < 4 or token.stem in own_name or token.stem.isdigit():  # noqa: PLR2004
            continue
        fitting = tuple(
            value for value in values
            if any(part.stem == token.stem
                   or (len(token.stem) >= 4 and part.stem.startswith(token.stem))  # noqa: PLR2004
                   for part in tokens(value))
        )  # fmt: skip
        if fitting and len(fitting) < len(values):
            found.append(_Spoken(token.start, token.end, name, fitting))
    return found


def _only_current(options: Mapping[str, tuple[str, ...]], current: Mapping[str, str]) -> bool:
    return all(values == (current.get(name),) for name, values in options.items())


def _insists(said: str, name: str) -> bool:
    """Whether the option is to stay as it is: "same size, size 9"."""
    return bool(re.search(rf"\bsame {re.escape(name.lower())}\b", said))


def _moved(
    said: str, values: Mapping[str, Sequence[str]], current: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Options whose value is told by comparison: "one size up", "500 pieces less"."""
    ordered = {
        name: sorted(of_name, key=lambda value: measure(value) or 0.0)
        for name, of_name in values.items()
        if len(of_name) > 1 and all(measure(value) is not None for value in of_name)
    }
    if not ordered:
        return {}
    by_amount = _BY_AMOUNT.search(said)
    step, utmost = _STEP.search(said), _UTMOST.search(said)
    heard = {token.stem for token in tokens(said)}
    named = [name for name in ordered if {stem(word) for word in name.lower().split()} & heard]
    name = (named or sorted(ordered, key=lambda one: "size" not in one.lower()))[0]
    ladder, now = ordered[name], current.get(name, "")
    if by_amount and now:
        sign = 1 if by_amount["way"] in {"more", "bigger", "longer", "higher"} else -1
        goal = (measure(now) or 0.0) + sign * float(by_amount["number"])
        hits = tuple(value for value in ladder if measure(value) == goal)
        return {name: hits} if hits else {}
    if step and now in ladder and (named or len(ordered) == 1 or "size" in name.lower()):
        up = bool(step["up"] or step["was_small"])
        at = ladder.index(now)
        beyond = ladder[at + 1 :] if up else ladder[:at][::-1]
        return {name: tuple(beyond)} if beyond else {}
    if utmost and (named or len(ordered) == 1):
        return {name: (ladder[-1] if utmost["most"] else ladder[0],)}
    return {}
