"""Two or three products side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from actions.shopping import Meant, Shopping, viewed_on
from actions.wording import plain
from commerce import money
from commerce.comparison import compare
from knowledge.search_talk import SUPERLATIVE
from knowledge.shopping_words import stems
from knowledge.standing import PRICE, RATING, asked_dimension, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from commerce.comparison import Comparison
    from knowledge.standing import Dimension, Standing

__all__ = ["COMPARED", "ActionCompareProducts"]

MOST = 3
MOST_ROWS = 6
COMPARED = frozenset(
    {"utter_comparison", "utter_comparison_alike", "utter_comparison_cheapest",
     "utter_comparison_one_best", "utter_standing", "utter_standing_equal",
     "utter_standing_unknown", "utter_standing_untold"}
)  # fmt: skip
"""What is said of products beside each other."""
_THIS = re.compile(r"\bthis\b", re.IGNORECASE)
_PARTS = re.compile(
    r"\b(?:and|or|with|to|vs\.?|versus|against|than|between)\b|[,;&/]|\bcompared\b", re.IGNORECASE
)


class ActionCompareProducts(Shopping):
    """Compares the products that were named, or those that were shown last."""

    name = "action_compare_products"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Two or three; of more, the first three."""
        if most := await self._the_most(turn):
            return self._say_which(dispatcher, turn, most)
        products = await self._compared(turn)
        if len(products) > 1 and (asked := asked_dimension(turn.text, products)):
            return self._say_how_they_stand(dispatcher, turn, products, asked)
        if len(products) < len("ab"):
            response = "utter_compare_with_what" if products else "utter_compare_what"
            title = plain(products[0].title) if products else ""
            dispatcher.utter_message(response=response, title=title)
            return self.remember_focus(turn, products[0]) if products else []
        told = compare(products[:MOST])
        dispatcher.utter_message(
            response=response_for(told),
            cheapest=plain(told.cheapest.title) if told.cheapest else "",
            best=plain(told.best_rated.title) if told.best_rated else "",
            price=money(min(one.price for one in told.products), self.services.settings.currency),
            table=table(told, self.services.settings.currency, frozenset(stems(turn.text))),
            json_message={
                "kind": "comparison",
                "citations": [self.citation(product) for product in told.products],
            },
        )
        return self.remember_shown(turn, told.products)

    async def named(self, turn: AskedTurn) -> list[Product]:
        """The products that are named, in the order of their names."""
        parts = [await self.meant(turn, part) for part in _PARTS.split(turn.text) if part.strip()]
        named = (part for part in parts if certain(part) and part.by in {"name", "title"})
        return unique(product for part in named for product in part.products)

    async def _the_most(self, turn: AskedTurn) -> Meant | None:
        """What "which one is the cheapest?" asks for, of what was shown."""
        if not SUPERLATIVE.search(turn.text.lower()) or len(await self.named(turn)) > 1:
            return None
        meant = await self.meant(turn, turn.text)
        shown = turn.slots.get("shown_products") or ()
        return meant if meant.by == "extreme" and meant.products and len(shown) > 1 else None

    def _say_which(
        self, dispatcher: CollectingDispatcher, turn: AskedTurn, most: Meant
    ) -> list[Event]:
        """One, or several that are alike in that; what was shown stays what is spoken of."""
        currency = self.services.settings.currency
        dispatcher.utter_message(
            response="utter_the_most_of_these",
            said=re.sub(r"^(?:the|that) | (?:ones?|of (?:them|these|those))$", "", most.said),
            title=" and ".join(plain(product.title) for product in most.products),
            price=money(most.products[0].price, currency),
            rating=rating(most.products[0]),
            json_message={
                "kind": "products",
                "products": [self.card(product) for product in most.products],
            },
        )
        alone = most.products[0] if len(most.products) == 1 else None
        return self.remember_focus(turn, alone) if alone else []

    def _say_how_they_stand(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        products: Sequence[Product],
        asked: Dimension,
    ) -> list[Event]:
        """Which is lighter, and by which figures; or that the catalogue does not say."""
        stand = standing(products, asked)
        response = "utter_standing_unknown"
        if stand is not None:
            equal = len(stand.leading) == len(products)
            response = "utter_standing" if len(stand.leading) == 1 else "utter_standing_untold"
            response = "utter_standing_equal" if equal else response
        leader = products[stand.leading[0]] if stand and response == "utter_standing" else None
        dispatcher.utter_message(
            response=response,
            said=plain(asked.said),
            matter=stand.attribute if stand else "",
            title=plain(leader.title) if leader else "",
            told=told_of(products, stand, self.services.settings.currency) if stand else "",
            json_message={
                "kind": "comparison",
                "citations": [self.citation(product) for product in products],
            },
        )
        if leader is None:
            return []
        return [*self.remember_shown(turn, products), *self.remember_focus(turn, leader)]

    async def _compared(self, turn: AskedTurn) -> list[Product]:
        """The products in the order in which they were named."""
        whole = await self.meant(turn, turn.text)
        if whole.by == "place" and len(whole.products) > 1:
            return list(whole.products)
        parts = [await self.meant(turn, part) for part in _PARTS.split(turn.text) if part.strip()]
        found = unique(product for part in parts if certain(part) for product in part.products)
        if len(found) < len("ab"):
            found = unique([*found, *(whole.products if certain(whole) else ())])
        shown = await self.known(turn.slots.get("shown_products") or ())
        if all(part.by in {"", "extreme"} for part in (*parts, whole)):
            found = []  # "which is cheaper?" asks about what was shown
            viewed = viewed_on(turn)
            if viewed and _THIS.search(turn.text):  # "compare this tent", on its page
                found = await self.known([viewed])
        if not found and len(shown) > 1:
            return shown[:MOST]
        if len(found) == 1:
            others = await self.meant(turn, "")  # what is spoken of or viewed
            found = unique([*found, *others.products])
        if len(found) == 1 and (viewed := viewed_on(turn)):
            found = unique([*found, *await self.known([viewed])])
        if len(found) == 1 and len(shown) == len("ab"):
            found = unique([*found, *shown])
        if len(found) == 1 and found[0].id == viewed_on(turn):
            found = unique([*found, *shown[:1]])  # "compare it with this one", after a search
        return found


def certain(meant: Meant) -> bool:
    """Whether a part of the sentence names one product, and not many by a common word."""
    return meant.by != "" and (len(meant.products) == 1 or meant.by == "place")


def unique(products: Iterable[Product]) -> list[Product]:
    """Each product once, in order."""
    return list({product.id: product for product in products}.values())


def response_for(told: Comparison) -> str:
    """The response that says which is cheapest and which is rated best."""
    if told.cheapest and told.best_rated:
        same = told.cheapest.id == told.best_rated.id
        return "utter_comparison_one_best" if same else "utter_comparison"
    return "utter_comparison_cheapest" if told.cheapest else "utter_comparison_alike"


def table(told: Comparison, currency: str, asked: frozenset[str] = frozenset()) -> str:
    """A Markdown table: what was asked about, then the differences."""
    differing = sorted(told.differing, key=lambda row: not asked.intersection(stems(row.name)))
    rows = [
        ("", [f"**{one.title}**" for one in told.products]),
        ("Price", [price(one, currency) for one in told.products]),
        ("Rating", [rating(one) for one in told.products]),
        ("Stock", ["in stock" if one.in_stock else "out of stock" for one in told.products]),
        *((row.name, list(row.values)) for row in differing[:MOST_ROWS]),
        *((row.name, list(row.values)) for row in told.alike[: MOST_ROWS - len(told.differing)]),
    ]
    lines = [line([name, *values]) for name, values in rows]
    return "\n".join([lines[0], line(["---"] * (len(told.products) + 1)), *lines[1:]])


def told_of(products: Sequence[Product], stand: Standing, currency: str) -> str:
    """What each says of the attribute: first the one that was asked for, then the others."""
    places = [*stand.ranked, *(at for at in range(len(products)) if at not in stand.ranked)]
    said = {at: plain(_figure(products[at], stand, at, currency)) for at in places}
    titles = {at: f"the {plain(products[at].title)}" for at in places}
    if len(stand.leading) != 1:
        return "; ".join(f"{titles[at]}: {said[at]}" for at in places)
    first, *rest = places
    if not any(stand.values[at] for at in rest):
        others = " or ".join(titles[at] for at in rest[: MOST - 1])
        return f"{stand.attribute} {said[first]}; none is stated for {others}"
    others = " and ".join(f"{said[at]} for {titles[at]}" for at in rest[: MOST - 1])
    return f"{stand.attribute} {said[first]}, against {others}"


def _figure(product: Product, stand: Standing, at: int, currency: str) -> str:
    if stand.attribute == PRICE:
        return price(product, currency)
    if stand.attribute == RATING:
        return rating(product)
    return stand.values[at] or "not stated"


def line(cells: Iterable[str]) -> str:
    """A row of the table; a bar within a cell would end it."""
    return "| " + " | ".join(plain(cell).replace("|", "/") for cell in cells) + " |"


def price(product: Product, currency: str) -> str:
    """The price, "from" where the variants differ."""
    several = len({variant.price for variant in product.variants}) > 1
    return f"{'from ' if several else ''}{money(product.price, currency)}"


def rating(product: Product) -> str:
    """The stars and how many gave them."""
    if product.rating is None:
        return "not rated yet"
    return f"{product.rating:g} of 5 ({product.rating_count})"
