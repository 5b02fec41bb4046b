from __future__ import annotations

import shutil

import numpy as np
import pytest

from embedding import PINNED, EmbedderNotFound, WeightsTampered, load_embedder
from embedding import sentence as module

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def embedder():
    return load_embedder("minilm")


def test_the_packaged_weights_are_the_pinned_ones(embedder):
    """The name carries the digest, so that an index knows its vectors' origin."""
    assert PINNED["model.safetensors"][:12] in embedder.name
    assert 384 == embedder.dimensions


def test_vectors_are_units_that_know_what_is_alike(embedder):
    """Paraphrases are near, other topics are far; one text alone has the same vector."""
    texts = ["How do I send it back?", "How can I return an item?", "It rains in Boston."]
    ask, paraphrase, other = embedder.embed(texts)
    assert np.allclose(1, np.linalg.norm([ask, paraphrase, other], axis=1), atol=1e-5)
    assert ask @ paraphrase > 2 * abs(ask @ other)
    assert np.allclose(ask, embedder.embed([texts[0]])[0], atol=1e-5)
    assert (0, 384) == embedder.embed([]).shape


def test_tampered_weights_are_refused(tmp_path, monkeypatch):
    """One flipped bit in a copy of the package's folder, and nothing is loaded."""
    folder = tmp_path / "model"
    shutil.copytree(module.minilm_folder(), folder)
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    monkeypatch.setattr(module, "minilm_folder", lambda: folder)
    monkeypatch.setattr(module, "_load", lambda *_, **__: pytest.fail("it was loaded"))
    with pytest.raises(WeightsTampered, match="not the pinned"):
        load_embedder("minilm")


def test_a_folder_is_loaded_and_named_by_its_content(embedder):
    """The same files under another path have the same name and vectors."""
    other = load_embedder(str(module.minilm_folder()))
    assert other.name.startswith("model@")
    assert np.allclose(embedder.embed(["tent"]), other.embed(["tent"]), atol=1e-5)


def test_a_folder_that_is_no_model_is_said_so(tmp_path):
    """The message names the setting."""
    with pytest.raises(EmbedderNotFound, match="TILLY_EMBEDDER"):
        load_embedder(str(tmp_path))


def test_words_have_vectors_in_context(embedder):
    """A word is nearer to its synonym than to others, and every vector has length 1."""
    texts = ["How do I launder the jacket?", "Wash it cold by hand."]
    asked, line = embedder.words(texts)
    assert asked.words == ("how", "do", "i", "launder", "the", "jacket")
    assert np.allclose(np.linalg.norm(asked.vectors, axis=1), 1, atol=1e-4)
    near = line.vectors @ asked.vectors[asked.words.index("launder")]
    assert line.words[int(near.argmax())] == "wash"
