"""A cross-encoder with random weights: what it says means nothing, how it serves does."""

from __future__ import annotations

import logging

import pytest

from knowledge.reranker import PAIRS, CrossEncoderReranker

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "is", "the", "tent", "dry", "warm"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    path = tmp_path_factory.mktemp("model")
    (path / "vocab.txt").write_text("\n".join(WORDS))
    config = BertConfig(vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1,
                        num_attention_heads=2, intermediate_size=16, num_labels=1)  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(path)
    BertTokenizerFast(str(path / "vocab.txt")).save_pretrained(path)
    return path


def test_each_passage_is_judged(folder):
    """One figure a passage, the same each time."""
    reranker = CrossEncoderReranker(str(folder), budget=60.0)
    assert reranker.ready()
    texts = ["the tent is dry", "warm", "is the tent warm"] * 3
    scores = reranker.rerank("is the tent dry", texts)
    assert len(texts) == len(scores)
    assert scores[:3] == pytest.approx(scores[3:6], abs=1e-5)


def test_time_that_is_up_leaves_the_rest(folder, monkeypatch):
    """What was judged counts, and the rest is not."""
    reranker = CrossEncoderReranker(str(folder), budget=2.5)
    assert reranker.ready()
    clock = iter(range(100))
    monkeypatch.setattr("knowledge.reranker.time.monotonic", lambda: float(next(clock)))
    assert 2 * PAIRS == len(reranker.rerank("is the tent dry", ["the tent is dry"] * 20))


def test_a_model_that_is_not_there_is_said_and_missed_by_nobody(tmp_path, caplog):
    """One warning that names the setting; no passage is judged."""
    with caplog.at_level(logging.WARNING):
        reranker = CrossEncoderReranker(str(tmp_path / "none"))
        assert not reranker.ready()
    assert "TILLY_RERANKER" in caplog.text
    assert [] == reranker.rerank("is the tent dry", ["the tent is dry"])
