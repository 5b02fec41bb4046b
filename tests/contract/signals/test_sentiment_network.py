"""The network that tells how a text sounds: what it learns, explains, saves and refuses."""

from __future__ import annotations

import pytest

from signals import Feeling
from signals.errors import ModelUnusable
from signals.sentiment import NetworkSentiment
from signals.sentiment_texts import Example
from signals.sentiment_training import Recipe, temperature, train

pytestmark = pytest.mark.model

TEXTS = {
    Feeling.NEGATIVE: "this {} is terrible and I am furious",
    Feeling.NEUTRAL: "which size of the {} do I need",
    Feeling.POSITIVE: "I love the {}, it is wonderful",
}
THINGS = "tent lamp chair kettle jacket phone book rug bike watch pan mug bed desk hat saw bag"
EXAMPLES = [
    Example(said.format(thing), label) for label, said in TEXTS.items() for thing in THINGS.split()
]


@pytest.fixture(scope="module")
def network():
    return train(EXAMPLES, EXAMPLES[::7], list(Feeling), Recipe(layers=2, epochs=4, rate=3e-4))


def test_it_tells_apart_what_it_learnt(network):
    """Of a thing that it never read of."""
    model = NetworkSentiment(network, "test")
    found = model.score([said.format("sofa") for said in TEXTS.values()])
    assert list(Feeling) == [one.feeling for one in found]


def test_what_words_add_comes_to_the_logits(network):
    """One text alone, a batch, and the sum over its words agree."""
    text = "Terrible! The kettle (which I love) isn't here…"
    reading = network.read(text)
    assert ("terrible", "the", "kettle", "which", "i", "love", "isn't", "here") == reading.words
    sums = [base + sum(parts) for base, *parts in zip(reading.base, *reading.by_word, strict=True)]
    assert pytest.approx(reading.logits, abs=1e-4) == sums
    assert pytest.approx(reading.logits, abs=1e-3) == network.predict([text, "a"])[0].tolist()


def test_a_text_without_words_is_read(network):
    """Nothing carries the verdict then."""
    assert ((), ()) == (network.read("…").words, network.read("").by_word)


def test_emoji_are_read_by_their_names(network):
    """An angry face is as good as a word."""
    assert ("oh", "pouting", "face") == network.read("oh \N{POUTING FACE}").words


def test_it_is_the_same_after_it_was_saved(network, tmp_path):
    """To the last bit, with its temperature."""
    network.save(tmp_path)
    again = type(network).load(tmp_path)
    assert network.read("I love it") == again.read("I love it")


def test_another_folder_is_refused(network, tmp_path):
    """Nothing there, or weights of other layers."""
    with pytest.raises(ModelUnusable, match="no sentiment network"):
        type(network).load(tmp_path)
    network.save(tmp_path)
    described = (tmp_path / "network.json").read_text()
    (tmp_path / "network.json").write_text(described.replace('"layers": 2', '"layers": 3'))
    with pytest.raises(ModelUnusable, match="other layers"):
        type(network).load(tmp_path)


def test_a_sure_network_that_errs_is_cooled():
    """A temperature above 1 makes it less sure, one below 1 surer."""
    import torch

    logits = torch.tensor([[6.0, 0.0]] * 10)
    assert temperature(logits, torch.tensor([0] * 7 + [1] * 3)) > 2
    assert temperature(logits / 6, torch.tensor([0] * 10)) < 1
