from __future__ import annotations

import hashlib

import numpy as np
import pytest

from embedding import WeightsTampered
from embedding.sentence import verify
from embedding.testing import HashingEmbedder


def test_the_double_gives_unit_vectors_that_share_words():
    """The same text has the same vector, a shared word brings two nearer, none is empty."""
    embedder = HashingEmbedder(64)
    same, near, far, empty = embedder.embed(["blue tent", "blue tarp", "gift card", ""])
    assert (4, 64) == embedder.embed(["blue tent"] * 4).shape
    assert np.allclose(1, [np.linalg.norm(vector) for vector in (same, near, far, empty)])
    assert same @ near > same @ far
    assert np.array_equal(same, HashingEmbedder(64).embed(["blue tent"])[0])


def test_weights_that_were_changed_or_lost_are_refused(tmp_path):
    """The message names the file and what to do."""
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"weights")
    pinned = {"model.safetensors": hashlib.sha256(b"weights").hexdigest()}
    verify(tmp_path, pinned)
    weights.write_bytes(b"weightS")
    with pytest.raises(WeightsTampered, match="not the pinned"):
        verify(tmp_path, pinned)
    weights.unlink()
    with pytest.raises(WeightsTampered, match="missing"):
        verify(tmp_path, pinned)


def test_the_double_gives_each_word_a_vector():
    """In lower case and in order, each of length 1; a text without words has none."""
    some, none = HashingEmbedder(64).words(["Don't iron it", "…"])
    assert some.words == ("don't", "iron", "it")
    assert np.allclose(1, np.linalg.norm(some.vectors, axis=1))
    assert (0, 64) == none.vectors.shape
