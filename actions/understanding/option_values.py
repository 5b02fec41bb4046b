"""How an option's value is said: "128GB" as "128 gb", "M" as "medium", "no" as "without"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from actions.understanding.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["forms", "measure"]

_LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_LETTER_WORDS = {
    "xxs": r"xx[\s-]?small|double extra small",
    "xs": r"x[\s-]?small|extra[\s-]small",
    "s": r"(?<!too )(?<!x )(?<!x-)(?<!extra )(?<!extra-)small",
    "m": r"medium|mid[\s-]?size",
    "l": r"(?<!too )(?<!x )(?<!x-)(?<!extra )(?<!extra-)large",
    "xl": r"(?<!x )(?<!x-)(?<!double )x[\s-]?large|(?<!double )extra[\s-]large",
    "xxl": r"xx[\s-]?large|2xl|double (?:xl|extra[\s-]large)",
    "xxxl": r"xxx[\s-]?large|3xl",
}
_LEVELS = ("very low", "low", "beginner", "intermediate", "medium", "high", "expert", "very high")
_UNITS = {
    "gb": r"(?:gb|gigs?|gigabytes?)", "tb": r"(?:tb|terabytes?)",
    "l": r"(?:l|lit(?:er|re)s?)", "ml": r"(?:ml|millilit(?:er|re)s?)",
    "ft": r"(?:ft|foot|feet|')", "inch": r"(?:inch(?:es)?|in\b|\"|'')",
    "in": r"(?:inch(?:es)?|in\b|\")", "lbs": r"(?:lbs?|pounds?)", "mm": r"(?:mm|millimet(?:er|"
    r"re)s?)",
    "hour": r"(?:hours?|hrs?|h)", "mp": r"(?:mp|megapixels?)", "w": r"(?:w|watts?)",
    "piece": r"(?:pieces?|pcs?)", "cup": r"cups?", "bar": r"bars?", "x": r"(?:x|times)",
    "mah": r"mah", "k": r"k", "p": r"p", "degree": r"(?:degrees?|°)", "year": r"(?:years?|yrs?)",
    "month": r"(?:months?|mos?)",
}  # fmt: skip
_FIGURE = re.compile(r"^\W*(?P<number>\d+(?:\.\d+)?)[\s-]*(?P<unit>[a-z]*)\b", re.IGNORECASE)
_NO = frozenset({"no", "none", "non", "not included", "without"})
_YES = frozenset({"yes", "with", "included"})


@lru_cache(maxsize=4096)
def measure(value: str) -> float | None:
    """A value's place on a scale: a figure, a letter size, a level; None when it has none."""
    said = value.strip().lower()
    if said in _LETTERS:
        return float(_LETTERS.index(said))
    sizes = ("portable", "extra small", "small", "medium", "large", "extra large")
    if said in sizes:
        return float(sizes.index(said))
    if said in _LEVELS:
        return float(_LEVELS.index(said))
    figure = re.search(r"\d+(?:\.\d+)?", said)
    if figure is None:
        return None
    scale = 1000.0 if re.search(r"\d\s*(?:tb|l\b|liter|k\b)", said) else 1.0
    return float(figure[0]) * scale


def forms(name: str, value: str, values: Sequence[str], *, whole: bool) -> list[re.Pattern[str]]:
    """Patterns for the ways in which a value of option `name` is said, in lower case."""
    return _forms(name.lower(), value.strip().lower(), tuple(values), whole=whole)


@lru_cache(maxsize=4096)
def _forms(name: str, value: str, values: tuple[str, ...], *, whole: bool) -> list[re.Pattern[str]]:
    option = re.escape(name)
    head = re.escape(stem(name.rsplit(maxsplit=1)[-1])) if name.split() else option
    if value in _LETTERS:
        letter = re.escape(value)
        spoken = [
            rf"\b(?:{_LETTER_WORDS[value]})\b",
            (
                r"\b(?:size|sized|in an?|in|to an?|to|for an?|an?|the|rather|make (?:it|that|them))"
                rf"\s+{letter}\b(?!')"
            ),
            rf"\b{letter}[\s-]+(?:size|one|instead|version)\b",
        ]
        spoken += [rf"(?<![\w'-]){letter}(?![\w'-])"] if whole or len(value) > 1 else []
    elif value in _NO:
        spoken = [
            rf"\b(?:no|without|non|not|w/o)[\s-]+(?:a |an |any |the )?(?:\w+ )?{head}\w*",
            rf"\b{option}\s*:?\s*(?:no|none|off)\b",
        ]
    elif value in _YES:
        spoken = [rf"(?<!no )(?<!non-)(?<!not )(?<!non )(?<!without )(?<!without a )\b{option}\b"]
    elif re.fullmatch(r"\d+(?:\.\d+)?", value):
        number = re.escape(value)
        spoken = [
            (
                rf"\b(?:{option}|{head}s?|size|number|no\.)\s*:?\s*"
                rf"(?:is |to |of |a |in )?{number}\b(?![\d.%])"
            ),
            rf"\b{number}[\s-]*(?:{head}|size)\w*",
            (
                rf"\b(?:to|for|in|into|an?|us|uk|the)\s+(?:an? |size )?{number}(?:'s)?\b"
                rf"(?![\d.%$-]|\s*(?:day|week|month|hour|%|usd|dollar|st |avenue))"
            ),
        ]
        spoken += [rf"(?<![\w.#$-]){number}(?![\w.%-])"] if whole else []
    elif figure := _FIGURE.match(value):
        spoken = [_measured(figure, value, head, sole=_sole_figure(figure["number"], values))]
    else:
        words = [re.escape(word) for word in re.findall(r"[^\W_]+", value)]
        spoken = [r"\b" + r"[\s-]*".join(words) + r"s?\b"] if words else []
    return [re.compile(pattern) for pattern in spoken]


def _measured(figure: re.Match[str], value: str, head: str, *, sole: bool) -> str:
    """A figure with its unit; where only one value has the figure, the option's name will do."""
    number = re.escape(figure["number"])
    unit = stem(figure["unit"].lower())
    said = _UNITS.get(unit, re.escape(unit) + "s?" if unit else "")
    rest = value[figure.end() :].strip()
    if unit == "ml" and float(figure["number"]) % 1000 == 0:
        litres = str(int(float(figure["number"])) // 1000)
        litres = r"(?:1|one|an?)" if litres == "1" else litres
        return (
            rf"(?<![\w.]){number}[\s-]*{said}(?![a-z])|"
            rf"(?<![\w.]){litres}[\s-]*{_UNITS['l']}(?![a-z])"
        )
    units = f"(?:{said}|{head}s?)" if sole and said else said
    pattern = (
        rf"(?<![\w.#$]){number}[\s-]*{units}(?![a-z])" if units else rf"(?<!\w){re.escape(value)}"
    )
    if rest and not sole:
        pattern += r"[\s-]*" + r"[\s-]*".join(re.escape(word) for word in rest.split())
    return pattern


def _sole_figure(number: str, values: Sequence[str]) -> bool:
    found = [figure for value in values if (figure := _FIGURE.match(value.lower()))]
    return [figure["number"] for figure in found].count(number) == 1
