"""A search that goes on over several turns: "cheaper", "in blue", "without a hood", "more".

What was wished before stays until it is changed, taken back ("any colour") or let go of for
another kind of thing.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from knowledge.constraints import Constraints, Measure, understand
from knowledge.measures import measure_of, telling
from knowledge.number_words import in_figures
from knowledge.search_talk import (
    CHATTER,
    CHEAPER,
    COMPARED,
    DEARER,
    LEANS,
    MORE,
    SORTED,
    TAKES_BACK,
)
from knowledge.shopping_words import stems
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commerce import Product
    from knowledge.constraints import Vocabulary

__all__ = ["Wish", "leans_on_search", "like", "of_something", "refined", "without"]

_FIELDS: Final = {
    "price": ("min_price", "max_price", "below"),
    "rating": ("min_rating",),
    "measure": ("measures",),
    "audience": ("audience", "ages"),
}
"""The fields of the constraints behind a name, where they are not called the same."""
_ASIDE: Final = re.compile(r"\b(?:for|with|without|in|of|on|at|like|to|when)\b")
_SOMETHING: Final = re.compile(r"\b(?:some|any)thing\b(?! (?:to|else)\b)", re.IGNORECASE)
_LETTERS: Final = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_FIGURE: Final = re.compile(r"\d{1,3}(?:\.5)?")


@dataclass(frozen=True)
class Wish:
    """What a search has come to: constraints, the words it is ranked by, what was shown already.

    `relative` names what a turn changed by comparison with what was shown: "cheaper", "dearer",
    "weight" or "size"; `further` is set when it only asked for more of the same.
    """

    constraints: Constraints
    said: str
    seen: tuple[str, ...] = ()
    relative: str = ""
    further: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a slot keeps it."""
        kept = {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(self.constraints).items()
            if value not in (None, "", (), False)
        }
        return {"constraints": kept, "said": self.said, "seen": list(self.seen)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Wish:
        """What `as_json` gave, after Rasa kept it."""
        known = {one.name for one in fields(Constraints)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in kept.get("constraints", {}).items()
            if name in known
        }
        for name in ("min_price", "max_price"):
            values |= {name: Decimal(values[name])} if name in values else {}
        if "measures" in values:
            values["measures"] = tuple(Measure(**one) for one in values["measures"])
        return cls(Constraints(**values), kept.get("said", ""), tuple(kept.get("seen", ())))


def leans_on_search(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a wish is about what was found before it rather than for a thing of its own."""
    return not understand(text, vocabulary).category and LEANS.search(text.lower()) is not None


def of_something(text: str, vocabulary: Vocabulary) -> frozenset[str] | None:
    """What is said of "something" that is not named, beside its price and the like.

    None where a kind of thing is named, or what it is to be used for: "something to cook with".
    """
    if not _SOMETHING.search(text):
        return None
    new = understand(in_figures(text), vocabulary)
    aside = [word for word in new.category.split() if word not in _kind_of(new, text)]
    if len(aside) < len(new.category.split()):
        return None
    return frozenset(word for word in (*aside, *new.words) if word not in CHATTER | STOP_WORDS)


def _kind_of(new: Constraints, text: str) -> frozenset[str]:
    """The kind of thing that is named: "for cold nights" is no night."""
    kind = set(new.category.split()) - CHATTER
    return frozenset(kind & set(stems(_ASIDE.split(text)[0])))


def without(wish: Wish, let_go: Sequence[str]) -> Wish:
    """The wish without what had to be let go of, which is not looked for again.

    `let_go` names it as `fitting.unmet` does: "price", "attributes:Hood".
    """
    nothing = Constraints()
    changed: dict[str, Any] = {}
    for name in let_go:
        field, _, value = name.partition(":")
        if value and field in {"attributes", "excluded"}:
            kept = changed.get(field, getattr(wish.constraints, field))
            changed[field] = tuple(one for one in kept if one != value)
        for each in _FIELDS.get(field, (field,) if not value else ()):
            changed[each] = getattr(nothing, each)
    return replace(wish, constraints=replace(wish.constraints, **changed))


def like(product: Product, vocabulary: Vocabulary, seen: Sequence[str] = ()) -> Wish:
    """The search for things like a product: of its kind, nearest in meaning to what it is."""
    kind = (understand(product.title, vocabulary).category.split() or [""])[-1]
    said = f"{product.title}. {product.category}. {', '.join(product.tags)}"
    return Wish(Constraints(category=kind), said, tuple(dict.fromkeys([*seen, product.id])))


def refined(
    before: Wish,
    text: str,
    vocabulary: Vocabulary,
    shown: Sequence[Product],
    features: frozenset[str] = frozenset(),
) -> Wish:
    """The wish after what was said of the products shown.

    `shown` are those that "cheaper" or "bigger" compares with: all that were listed, or the one
    that was pointed at. `features` are words that name an attribute of some product.
    """
    rest = in_figures(text)
    kept, rest = _taken_back(before.constraints, rest)
    kept, rest = _sorted(kept, rest)
    kept, rest, relative = _compared(kept, rest, shown)
    further = bool(MORE.search(rest))
    rest = MORE.sub(" ", rest)
    new = understand(rest, vocabulary)
    words = [word for word in new.words if word not in CHATTER | STOP_WORDS and len(word) > 1]
    named = bool(_kind_of(new, rest))
    words += [] if named else new.category.split()
    new = replace(
        new,
        category=new.category if named else "",
        attributes=(*new.attributes, *(word for word in words if word in features)),
        words=tuple(word for word in words if word not in features),
    )
    merged = _merged(kept, new)
    further = further and merged == before.constraints
    said = " ".join(filter(None, (before.said, *(new.category.split() or new.words))))
    return Wish(merged, said, before.seen, relative, further)


def _taken_back(kept: Constraints, rest: str) -> tuple[Constraints, str]:
    """Without what does not matter any more."""
    for field, pattern in TAKES_BACK.items():
        if not pattern.search(rest):
            continue
        rest = pattern.sub(" ", rest)
        match field:
            case "price":
                kept = replace(kept, min_price=None, max_price=None, below=False, order="")
            case "in_stock":
                kept = replace(kept, in_stock=False)
            case "rating":
                kept = replace(kept, min_rating=None)
            case "colour":
                kept = replace(kept, colour="")
            case "size":
                kept = replace(kept, size="")
            case _:
                kept = replace(kept, brand="")
    return kept, rest


def _sorted(kept: Constraints, rest: str) -> tuple[Constraints, str]:
    """In the order that was asked for."""
    for order, pattern in SORTED.items():
        if pattern.search(rest):
            return replace(kept, order=order), pattern.sub(" ", rest)
    return kept, rest


def _compared(
    kept: Constraints, rest: str, shown: Sequence[Product]
) -> tuple[Constraints, str, str]:
    """With the limits that "cheaper" or "bigger" than what was shown comes to."""
    relative = ""
    if shown and CHEAPER.search(rest):
        lowest = min(product.price for product in shown)
        rest, relative = CHEAPER.sub(" ", rest), "cheaper"
        kept = replace(kept, min_price=None, max_price=lowest, below=True)
    elif shown and DEARER.search(rest):
        highest = max(product.price for product in shown)
        rest, relative = DEARER.sub(" ", rest), "dearer"
        kept = replace(kept, min_price=highest + Decimal("0.01"), max_price=None, below=False)
    for (kind, bound), pattern in COMPARED.items():
        if not pattern.search(rest):
            continue
        rest, step = pattern.sub(" ", rest), 1 if bound == "least" else -1
        if kind == "size" and kept.size and (size := _next_size(kept.size, step)):
            return replace(kept, size=size), rest, relative
        if limit := _limit(kind, bound, shown):
            others = tuple(one for one in kept.measures if one.kind != kind)
            return replace(kept, measures=(*others, limit)), rest, kind
    return kept, rest, relative


def _limit(kind: str, bound: str, shown: Sequence[Product]) -> Measure | None:
    """Beyond all that was shown, as far as they tell it by the same attribute."""
    attribute = next((name for product in shown if (name := telling(product, kind))), None)
    if attribute is None:
        return None
    measured = [measure_of(product, attribute) for product in shown]
    known = [value for value in measured if value is not None]
    if not known:
        return None
    if bound == "least":
        return Measure(kind, attribute, least=max(known))
    return Measure(kind, attribute, most=min(known))


def _next_size(size: str, step: int) -> str:
    if size in _LETTERS and 0 <= _LETTERS.index(size) + step < len(_LETTERS):
        return _LETTERS[_LETTERS.index(size) + step]
    figure = _FIGURE.fullmatch(size)
    return f"{float(figure[0]) + step:g}" if figure else ""


def _merged(kept: Constraints, new: Constraints) -> Constraints:
    """What was wished before with what is wished now on top of it."""
    if _is_another_kind(kept, new):
        kept = replace(kept, size="", measures=(), words=())
    excluded = set(new.excluded)
    changed: dict[str, Any] = {
        name: getattr(new, name)
        for name in (
            "category",
            "audience",
            "colour",
            "size",
            "brand",
            "order",
            "min_rating",
            "measures",
        )
        if getattr(new, name)
    }
    if new.category and new.category in kept.category.split():
        del changed["category"]
    if new.audience or new.ages:
        changed |= {"audience": new.audience, "ages": new.ages}
    if new.min_price is not None or new.max_price is not None:
        changed |= {name: getattr(new, name) for name in ("min_price", "max_price", "below")}
    colour = changed.get("colour", kept.colour)
    return replace(
        kept,
        **changed | {"colour": "" if colour in excluded else colour},
        in_stock=kept.in_stock or new.in_stock,
        attributes=_joined([one for one in kept.attributes if one.lower() not in excluded],
                           new.attributes),
        excluded=_joined([one for one in kept.excluded if one not in _all_of(new)], new.excluded),
        words=_joined(kept.words, new.words),
    )  # fmt: skip


def _is_another_kind(kept: Constraints, new: Constraints) -> bool:
    """Boots after jackets; but a rain jacket after jackets is still a jacket."""
    return bool(new.category) and new.category.split()[-1] not in kept.category.split()


def _all_of(new: Constraints) -> frozenset[str]:
    said = " ".join((new.category, new.colour, new.brand, *new.attributes, *new.words))
    return frozenset(stems(said))


def _joined(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*before, *now]))
