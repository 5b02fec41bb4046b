"""Which variant each chosen thing shall become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from actions.requests.case import line_title
from actions.requests.field import Field, Found, Narrowed, Question
from actions.requests.utterance import Option, Utterance
from actions.requests.variant_fit import fit, has_all
from actions.understanding.spelling import put_right
from actions.understanding.things import mentions
from actions.understanding.variants import VariantWish, variant_wish
from actions.wording import plain
from commerce import NotAllowed, money
from commerce.commands import ItemChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.requests.case import Case
    from actions.requests.field import Reading
    from actions.requests.variant_fit import Fit
    from commerce import OrderLine, Variant

__all__ = ["WantedField", "item_changes"]

MOST_CHOICES = 6
SO_FAR = "wanted_so_far"
"""The variants of some of the chosen lines, until all have one."""
WISHES = "wishes_so_far"
"""The option values that were wished for each line, so that "in charcoal then" keeps the size."""
_OPENING = re.compile(
    r"^(?:\W*\b(?:no|actually|oh|hm+|sorry|wait|rather|better|then|please|make it|it should be|"
    r"i(?:'d| would)? (?:need|want|like|prefer|take)|an?)\b)+\W*",
    re.IGNORECASE,
)
_DISLIKES = re.compile(r"\btoo \w+", re.IGNORECASE)


class WantedField(Field):
    """A SKU for each chosen line, as {"position": sku}; unchanged options are kept."""

    name = "wanted"
    depends_on = ("items",)

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """What the text wants of each line: what stands behind its name, or all of the text."""
        wanted = dict(case.facts.get(self.name) or case.facts.get(SO_FAR) or {})
        before = dict(wanted)
        asked_of = self._open(case)[:1] if asked else []
        note = None
        narrowed: tuple[Option, ...] = ()
        for position, words in self._words_for(text, case, asked_of):
            line, variants = self._line(case, position)
            # Nothing but the answer: a bare "M" counts.
            bare = _OPENING.sub("", put_right(words))
            whole = len(bare.split()) <= (4 if asked else 2)
            wish = variant_wish(bare, variants, line.options, whole=whole)
            # "It's too small" is why, where it is settled what shall come instead.
            if not wish or (str(position) in before and not asked and _DISLIKES.search(words)):
                continue
            found = self._fit(wish, position, case)
            if found.variant is not None:
                wanted[str(position)] = found.variant.sku
                continue
            wanted.pop(str(position), None)
            if found.sold_out is not None:
                note = Utterance("utter_request_sold_out", _facts(line, found.sold_out))
            narrowed = _options(position, found.near, case)
        case.facts[SO_FAR] = wanted
        if narrowed:
            case.facts.pop(self.name, None)
            return Narrowed(narrowed, note)
        if wanted == before:
            return None
        complete = not self._open(case)
        return Found(wanted) if complete else Narrowed((), note)

    def void(self, case: Case) -> None:
        """What was wanted for a line stands as long as the order does."""
        super().void(case)
        if "items" not in case.facts:
            case.facts.pop(SO_FAR, None)
            case.facts.pop(WISHES, None)

    def default(self, case: Case) -> Any:
        """All that was told piece by piece; a product's only other variant is no default."""
        return dict(case.facts[SO_FAR]) if not self._open(case) else None

    def question(self, case: Case) -> Question:
        """For the first line that is still open: its variants in stock."""
        position = self._open(case)[0]
        line, variants = self._line(case, position)
        others = [one for one in variants if one.in_stock and one.sku != line.sku]
        if not others:
            raise NotAllowed("variant_unavailable", title=line.title, options="", available=())
        others.sort(key=lambda one: -_kept(one, line))
        facts = {"item": plain(line_title(line)), "choices": _choices(variants)}
        return Question(
            Utterance("utter_request_which_variant", facts), _options(position, others, case)
        )

    def chosen(self, keys: Sequence[str], case: Case) -> Any:
        """A variant of the line's own product."""
        position, _, sku = keys[0].partition(":")
        if not position.isdigit() or int(position) not in self._positions(case):
            return None
        _, variants = self._line(case, int(position))
        if sku not in {variant.sku for variant in variants}:
            return None
        wanted = dict(case.facts.get(self.name) or case.facts.get(SO_FAR) or {})
        wanted[position] = sku
        case.facts[SO_FAR] = wanted
        return wanted

    def check(self, case: Case) -> Utterance | None:
        """A fact that does not speak of every chosen line is none yet."""
        if self._open(case):
            case.facts[SO_FAR] = case.facts.pop(self.name)
        return None

    def can_be_other(self, refused: NotAllowed, case: Case) -> bool:
        """Forget what was wanted; there may be another variant."""
        case.facts.pop(SO_FAR, None)
        case.facts.pop(self.name, None)
        try:
            self.question(case)
        except NotAllowed:
            return False
        return True

    def _fit(self, wish: VariantWish, position: int, case: Case) -> Fit:
        """What fits all that was wished for the line so far, or else what is wished now."""
        line, variants = self._line(case, position)
        wishes = case.facts.setdefault(WISHES, {})
        earlier = {name: tuple(told) for name, told in wishes.get(str(position), {}).items()}
        whole = VariantWish({**earlier, **wish.options}, wish.price)
        if earlier and not wish.same:
            found = fit(whole, variants, line.options, line.sku)
            if found.variant is not None or any(has_all(one, whole) for one in found.near):
                wishes[str(position)] = {name: list(told) for name, told in whole.options.items()}
                return found
        wishes[str(position)] = {name: list(told) for name, told in wish.options.items()}
        return fit(wish, variants, line.options, line.sku)

    def _words_for(self, text: str, case: Case, asked_of: Sequence[int]) -> list[tuple[int, str]]:
        """The part of the text that speaks of each chosen line."""
        order = case.order
        positions = self._positions(case)
        if order is None or not positions:
            return []
        spots = [
            (mention.start, mention.end, _position(mention.ids[0]))
            for mention in mentions(text, case.things([order]))
            if len(mention.ids) == 1 and _position(mention.ids[0]) in positions
            and mention.end - mention.start < len(text)
        ]  # fmt: skip
        if not spots:
            alone = positions if len(positions) == 1 else list(asked_of)
            return [(position, text) for position in alone]
        if len({position for _, _, position in spots}) == 1 and len(positions) == 1:
            start, end, position = spots[0]
            return [(position, _masked(text, start, end))]
        words: dict[int, str] = {}
        for number, (_, end, position) in enumerate(spots):
            until = spots[number + 1][0] if number + 1 < len(spots) else len(text)
            words[position] = f"{words.get(position, '')} {text[end:until]}"
        return list(words.items())

    def _positions(self, case: Case) -> list[int]:
        return [item["position"] for item in case.facts.get("items", [])]

    def _open(self, case: Case) -> list[int]:
        """The chosen lines without a variant."""
        told = case.facts.get(self.name) or case.facts.get(SO_FAR) or {}
        return [position for position in self._positions(case) if str(position) not in told]

    def _line(self, case: Case, position: int) -> tuple[OrderLine, tuple[Variant, ...]]:
        order = case.order
        assert order is not None
        line = order.lines[position]
        product = case.product(line)
        return line, product.variants if product else ()


def item_changes(case: Case) -> tuple[ItemChange, ...]:
    """The chosen lines and what each becomes, as a command takes them."""
    wanted = case.facts["wanted"]
    offers = case.offers()
    return tuple(
        ItemChange(
            item["position"],
            wanted[str(item["position"])],
            None if item["quantity"] >= offers[item["position"]].left else item["quantity"],
        )
        for item in case.facts["items"]
    )


def _masked(text: str, start: int, end: int) -> str:
    """The text without the thing's name, and without the words that only say which it is."""
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def _options(position: int, variants: Sequence[Variant], case: Case) -> tuple[Option, ...]:
    order = case.order
    assert order is not None
    line = order.lines[position]
    return tuple(
        Option(f"{position}:{variant.sku}", _variant_title(variant, line, order.currency))
        for variant in variants[:MOST_CHOICES]
    )


def _variant_title(variant: Variant, line: OrderLine, currency: str) -> str:
    told = ", ".join(variant.options.values()) or line.title
    price = "" if variant.price == line.unit_price else f" ({money(variant.price, currency)})"
    return plain(told) + price


def _facts(line: OrderLine, variant: Variant) -> dict[str, str]:
    return {"item": plain(line.title), "options": plain(", ".join(variant.options.values()))}


def _choices(variants: Sequence[Variant]) -> str:
    """The values in stock of each option, such as "Size: 8, 9; Colour: Walnut"."""
    values: dict[str, list[str]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            if variant.in_stock and value not in values.setdefault(name, []):
                values[name].append(value)
    return plain("; ".join(f"{name}: {', '.join(told)}" for name, told in values.items()))


def _kept(variant: Variant, line: OrderLine) -> int:
    return sum(variant.options.get(name) == value for name, value in line.options.items())


def _position(id_: str) -> int:
    return int(id_.rsplit("/", 1)[1])
