"""The product search's own understanding, over the words of a small made-up catalogue."""

from __future__ import annotations

from knowledge.constraints import Vocabulary, understand
from tilly.wishes import wish_reader

VOCABULARY = Vocabulary(
    kinds=frozenset({"jacket", "boot", "tent", "puzzle", "shoe", "mug"}),
    phrases=frozenset({("rain", "jacket")}),
    labels=frozenset({"jacket", "boot", "tent", "rain", "puzzle", "shoe", "mug"}),
    features={("hood",): "Hood"},
    brands={("nordly",): "Nordlys"},
    colours=frozenset({"teal"}),
    sizes=frozenset({"s", "m", "l"}),
)
DESCRIBED_BY = frozenset({"leather", "wool", "synthetic", "fleece", "garden", "zip"})


class SmallSearch:
    vocabulary = VOCABULARY

    def understood(self, text):
        return understand(text, VOCABULARY)

    def described_by(self, words):
        return DESCRIBED_BY.intersection(words)


read = wish_reader(SmallSearch())
