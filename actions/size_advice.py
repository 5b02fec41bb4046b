"""Which size to take, from the store's own size chart."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from actions.review_summary import take_review_summary
from actions.shopping import Shopping
from actions.wording import phrase, plain
from commerce.cards import absolute
from knowledge.measurements import measured
from knowledge.size_charts import advise
from knowledge.variants import variants_meant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product
    from knowledge.size_charts import Advice, SizeChart

__all__ = ["ASKED_MEASUREMENTS", "ActionAdviseSize"]

ASKED_MEASUREMENTS = frozenset({"utter_ask_measurements"})
TOLD_FIT = ("fit", "sizing", "size advice")
MEASURES = {
    "chest": "utter_measure_chest",
    "waist": "utter_measure_waist",
    "hip": "utter_measure_hip",
    "foot": "utter_measure_foot",
    "hand": "utter_measure_hand",
    "head": "utter_measure_head",
    "height": "utter_measure_height",
    "weight": "utter_measure_weight",
    "age": "utter_measure_age",
}
"""What to call the columns of a chart; an inseam is told by none, for few know theirs."""


class ActionAdviseSize(Shopping):
    """Advises a size by measurements or by the size worn elsewhere; asks for them if need be."""

    name = "action_advise_size"

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """What fits is said with the chart that says so; what buyers say of the fit, by them."""
        if (taken := await take_review_summary(self, dispatcher, turn)) is not None:
            return taken
        meant = await self.meant(turn, turn.text)
        if len(meant.products) != 1:
            dispatcher.utter_message(response="utter_size_of_what")
            return []
        (product,) = meant.products
        if not sizes_of(product):
            self._say(dispatcher, turn, "utter_one_size", product)
            return self.remember_focus(turn, product)
        charts = self.services.knowledge.size_charts
        chart = await asyncio.to_thread(charts.for_product, product)
        if chart is None:
            self._say(dispatcher, turn, "utter_no_size_chart", product)
            return self.remember_focus(turn, product)
        advice = advise(chart, measured(turn.text))
        response = "utter_ask_measurements" if advice is None else response_for(advice)
        self._say(dispatcher, turn, response, product, chart, advice)
        if advice and advice.size and fit_of(product):
            self._say(dispatcher, turn, "utter_size_fit", product)
        return self.remember_focus(turn, product, option(product, advice))

    def _say(
        self,
        dispatcher: CollectingDispatcher,
        turn: AskedTurn,
        response: str,
        product: Product,
        chart: SizeChart | None = None,
        advice: Advice | None = None,
    ) -> None:
        measures = [MEASURES[part] for part in chart.parts if part in MEASURES] if chart else []
        if chart and any(row.systems for row in chart.rows):
            measures.append("utter_measure_usual_size")
        parts = [str(phrase(turn.domain, name, turn.turn_id)["text"]) for name in measures]
        size = advice.size if advice else ""
        dispatcher.utter_message(
            response=response,
            title=plain(product.title),
            parts=" or ".join(parts),
            size=size,
            also=advice.also if advice else "",
            sizes=", ".join(sizes_of(product)),
            fit=fit_of(product),
            buttons=add_button(turn, product, size) if size else None,
            json_message={"kind": "size", "citations": self._cited(product, chart)},
        )

    def _cited(self, product: Product, chart: SizeChart | None) -> list[dict[str, Any]]:
        if chart is None:
            return [self.citation(product)]
        shop, chunk = self.services.settings.shop_url, chart.chunk
        cited = {"title": chunk.title, "source": chunk.source, "section": chunk.section}
        return [cited | ({"url": link} if (link := absolute(chunk.url, shop)) else {})]


def response_for(advice: Advice) -> str:
    """The response for a size, two sizes, or none."""
    if not advice.size:
        return "utter_no_size_fits"
    return "utter_size_between" if advice.also else "utter_size_advice"


def option(product: Product, advice: Advice | None) -> Mapping[str, str]:
    """The advised size as an option of the product."""
    names = (name for one in product.variants for name in one.options if "size" in name.lower())
    name = next(names, "")
    return {name: advice.size} if name and advice and advice.size else {}


def sizes_of(product: Product) -> list[str]:
    """The sizes that the product comes in."""
    found = [
        value for variant in product.variants for name, value in variant.options.items()
        if "size" in name.lower()
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def fit_of(product: Product) -> str:
    """What the catalogue says of how it fits."""
    said = {name.lower(): value for name, value in product.attributes.items()}
    return plain(next((said[name] for name in TOLD_FIT if name in said), ""))


def add_button(turn: AskedTurn, product: Product, size: str) -> list[dict[str, str]] | None:
    """A button that puts the advised size in the cart, where one variant has it."""
    variants = [one for one in variants_meant(product, f"size {size}").variants if one.in_stock]
    if len(variants) != 1:
        return None
    (button,) = phrase(turn.domain, "utter_add_size", turn.turn_id)["buttons"]
    choice = f'{button["payload"]}{{"choice": "{variants[0].sku}"}}'
    return [{"title": button["title"].replace("{size}", plain(size)), "payload": choice}]
