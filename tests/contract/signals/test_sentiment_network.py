"""The network that tells how a text sounds: what it learns, saves and refuses."""

from __future__ import annotations

import pytest
import torch

from embedding import packaged_model
from signals import Feeling
from signals.errors import ModelUnusable
from signals.sentiment import ExplainedSentiment, load_sentiment
from signals.sentiment_serving import served_network
from signals.sentiment_texts import Example
from signals.sentiment_training import Recipe, restraint, temperature, train

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
    model = ExplainedSentiment(network, "test")
    found = model.score([said.format("sofa") for said in TEXTS.values()])
    assert list(Feeling) == [one.feeling for one in found]


def test_a_text_reads_the_same_alone_and_in_a_batch(network):
    """Padding adds nothing; a text without words is read too."""
    texts = ["terrible", "I love the kettle, which is not here yet", "", "…"]
    alone = [network.logits([text])[0] for text in texts]
    for one, together in zip(alone, network.logits(texts), strict=True):
        assert pytest.approx(one, abs=1e-3) == together


def test_emoji_are_read_by_their_names(network):
    """An angry face is as good as words."""
    assert network.tokens(["oh pouting face"]) == network.tokens(["oh \N{POUTING FACE}"])


def test_shouting_is_heard(network):
    """Capitals, which the tokenizer lowers, are as good as marks; a word or two are no shouting."""
    assert network.tokens(["where is my tent !!!"]) == network.tokens(["WHERE IS MY TENT"])
    assert network.tokens(["size xl"]) == network.tokens(["Size XL"])
    assert network.tokens(["the usb cable"]) == network.tokens(["the USB cable"])


def test_what_is_dear_is_told_only_when_it_is_sure():
    """With its restraint no more of the other texts than allowed are told as that label."""
    random = torch.Generator().manual_seed(0)
    logits, truth = torch.randn(1000, 3, generator=random), torch.arange(1000) % 3
    taken = torch.tensor([restraint(logits, truth, 0, 0.02), 0.0, 0.0])
    told = (logits - taken).argmax(1)
    assert pytest.approx(0.02, abs=0.002) == float((told[truth != 0] == 0).float().mean())
    assert restraint(logits, truth, 0, 0.9) == 0.0


def test_it_is_the_same_after_it_was_saved(network, tmp_path, monkeypatch):
    """To the last bit, with its temperature and its restraint."""
    monkeypatch.setattr(network, "restraint", [0.5, 0.0, 0.0])
    network.save(tmp_path)
    again = type(network).load(tmp_path)
    assert network.logits(["I love it"]) == again.logits(["I love it"])


def test_what_a_store_uses_tells_the_same(network, tmp_path):
    """Whatever this processor computes in: the same feelings, and nearly the same probabilities."""
    network.save(tmp_path)
    texts = [said.format("sofa") for said in TEXTS.values()]
    likely = network.predict(texts).softmax(1)
    served = served_network(tmp_path).predict(texts).softmax(1)
    assert likely.argmax(1).tolist() == served.argmax(1).tolist()
    assert pytest.approx(likely.flatten().tolist(), abs=0.03) == served.flatten().tolist()


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


def test_a_transformers_classifier_of_the_shops_choice_tells_feelings(tmp_path):
    """From a folder, by the names of its labels; a folder without one is refused."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    labels = {0: "POSITIVE", 1: "NEGATIVE"}
    config = BertConfig(
        hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
        id2label=labels,
    )  # fmt: skip
    with pytest.raises(ModelUnusable, match="TILLY_SENTIMENT_MODEL"):
        load_sentiment(str(tmp_path), tmp_path).score(["awful"])
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(packaged_model()).save_pretrained(tmp_path)
    (found,) = load_sentiment(str(tmp_path), tmp_path).score(["awful"])
    assert pytest.approx(1) == found.negative + found.neutral + found.positive
    assert str(tmp_path) == found.evidence.model
