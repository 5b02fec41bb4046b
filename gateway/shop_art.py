"""Pictures of products that have none: a symbol for the kind, in the product's own colour."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from gateway.widget import STATIC

if TYPE_CHECKING:
    from commerce import Product

# The first kind with a word that the product's title ends in, or else carries anywhere, is drawn.
_KINDS: Final = {
    "suitcase": "carry suitcase luggage",
    "onesie": "suit snowsuit sack",
    "vest": "vest gilet",
    "jacket": "jacket parka shell puffer coat",
    "hat": "beanie hat",
    "mitten": "gloves mittens",
    "socks": "socks",
    "boot": "boots boot",
    "shoe": "runners sneakers slippers shoes shoe sandals",
    "pants": "pants leggings trousers jeans shorts",
    "top": "fleece layer tee shirt sweater hoodie",
    "tent": "tent",
    "backpack": "backpack daypack",
    "roll": "bag:sleeping pad mat roller",
    "flame": "stove pit",
    "pot": "pot oven",
    "skillet": "skillet pan",
    "kettle": "kettle",
    "wateringcan": "watering",
    "bottle": "filter oil sunscreen bottle",
    "jar": "cream balm",
    "soap": "soap",
    "headlamp": "headlamp headlight light:bike",
    "lantern": "lantern",
    "lamp": "lamp",
    "poles": "poles",
    "grinder": "grinder",
    "mug": "mug cup",
    "plate": "dinner plates",
    "pillow": "pillow",
    "blanket": "duvet throw blanket",
    "knife": "knife",
    "shears": "shears",
    "razor": "razor",
    "toothbrush": "toothbrush",
    "jars": "glass storage",
    "box": "box",
    "earbuds": "earbuds",
    "headphones": "headphones",
    "reader": "reader",
    "charger": "charger plug bank charging",
    "speaker": "speaker",
    "watch": "watch",
    "doorbell": "doorbell",
    "camera": "camera",
    "blocks": "blocks",
    "cards": "game:card",
    "board": "game",
    "puzzle": "puzzle",
    "train": "train",
    "plush": "plush otter",
    "telescope": "telescope",
    "circuit": "circuit electronics",
    "marbles": "marble run",
    "duck": "bath",
    "helmet": "helmet",
    "bike": "bike bicycle",
    "lock": "lock",
    "dumbbell": "dumbbells weights",
    "pump": "pump",
    "plant": "herb plant seeds",
    "bed": "bed",
    "lights": "lights",
    "hammock": "hammock",
    "birdhouse": "bird feeder",
    "cubes": "cubes",
    "giftcard": "card:gift",
    "bag": "bag duffel",
}

_NAMED: Final = {
    "navy": "#2f4568",
    "blue": "#3f6fa3",
    "cobalt": "#2c55b0",
    "sky": "#6fa8d6",
    "glacier": "#8fbdd3",
    "lagoon": "#2f8f97",
    "sea": "#4f9a9a",
    "seafoam": "#7fc0ac",
    "teal": "#2f8080",
    "lake": "#3d7391",
    "moss": "#6d7f45",
    "olive": "#727344",
    "forest": "#2f5d46",
    "pine": "#2f5d4b",
    "green": "#3c7656",
    "spruce": "#35605a",
    "kelp": "#5b6b3f",
    "sage": "#93a78a",
    "lichen": "#98a86b",
    "ember": "#c8532f",
    "red": "#b93b35",
    "tomato": "#cf4a36",
    "coral": "#e0705c",
    "cranberry": "#8f2f45",
    "sunrise": "#e08a4a",
    "orange": "#e07a2f",
    "rust": "#ad5a34",
    "terracotta": "#bb6a48",
    "peach": "#e8a787",
    "pink": "#c98a97",
    "heather": "#8c7aa0",
    "indigo": "#464a8f",
    "dusk": "#5c5f86",
    "mustard": "#c79a35",
    "yellow": "#dcae35",
    "saffron": "#d79a2b",
    "ochre": "#bf8b3d",
    "sand": "#c4aa82",
    "oat": "#c9b695",
    "stone": "#a59c8c",
    "flax": "#c9ba97",
    "cream": "#d5c6a3",
    "ecru": "#cfc2a4",
    "natural": "#cbb892",
    "birch": "#cdbb99",
    "walnut": "#7a5640",
    "chestnut": "#8a5238",
    "brown": "#7b5a45",
    "peat": "#5f4a3c",
    "bracken": "#8f5f38",
    "black": "#4a4d50",
    "graphite": "#54595d",
    "charcoal": "#565b60",
    "slate": "#667382",
    "storm": "#6c7b87",
    "ink": "#3c4458",
    "grey": "#868d92",
    "fog": "#a3abaf",
    "zinc": "#8f999e",
    "steel": "#8d979c",
    "silver": "#a2abb0",
    "chrome": "#9aa5ab",
    "white": "#b9c2c4",
    "chalk": "#bfc3bd",
    "paper": "#c2bfb4",
}

_PLAIN: Final = ("pine", "slate", "lake", "walnut", "teal", "rust", "steel", "heather")

_FRAME: Final = """<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" \
viewBox="0 0 240 240">
<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{high}"/>\
<stop offset="1" stop-color="{low}"/></linearGradient></defs>
<rect width="240" height="240" fill="url(#g)"/>
<ellipse cx="120" cy="190" rx="74" ry="9" fill="{deep}" opacity=".12"/>
<g transform="translate(20 18)">{symbol}</g></svg>"""


def picture(product: Product) -> str:
    """An SVG document, 240 by 240, that holds no text of the product's."""
    colour = _colour(product)
    inks = {
        "#c": colour,
        "#d": _shade(colour, 0.68),
        "#l": _shade(colour, 1.0, mix=0.42),
        "#w": "#fbfaf6",
    }
    drawing = re.sub(
        r'"(#[cdlw])"', lambda match: f'"{inks[match[1]]}"', _symbols()[_kind(product)]
    )
    return _FRAME.format(
        high=_shade(colour, 1.0, mix=0.9),
        low=_shade(colour, 1.0, mix=0.76),
        deep=_shade(colour, 0.4),
        symbol=drawing,
    )


@cache
def _symbols() -> dict[str, str]:
    text = (STATIC / "shop" / "art.svg").read_text(encoding="utf-8")
    return dict(re.findall(r'<symbol id="([a-z]+)">(.*)</symbol>', text))


def _kind(product: Product) -> str:
    title = re.findall(r"[a-z]+", product.title.lower())
    words = {*title, *re.findall(r"[a-z]+", " ".join(product.tags).lower())}
    rules = [
        (kind, *word.partition(":")[::2])
        for kind, listed in _KINDS.items()
        for word in listed.split()
    ]
    for pool in (set(title[-1:]), set(title), words):
        for kind, word, also in rules:
            if word in pool and (not also or also in words):
                return kind
    return "parcel"


def _colour(product: Product) -> str:
    names = [name.lower() for v in product.variants for name in v.options.values()]
    for name in names:
        for word in reversed(name.split()):
            if word in _NAMED:
                return _NAMED[word]
    return _NAMED[_PLAIN[hashlib.sha256(product.id.encode()).digest()[0] % len(_PLAIN)]]


def _shade(colour: str, factor: float, *, mix: float = 0.0) -> str:
    """The colour times `factor`, then mixed with white by `mix` (0 to 1)."""
    channels = (int(colour[i : i + 2], 16) * factor for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (255 - c) * mix):02x}" for c in channels)
