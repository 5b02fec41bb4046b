"""A text of a report is embedded once."""

from __future__ import annotations

import numpy as np
import pytest

from embedding.testing import HashingEmbedder
from knowledge.kept_vectors import KeptVectors

TEXTS = ["do you rent kayaks", "spare poles", "where is the zip"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gaps.npz"


def run(file, texts, embedder=None):
    """One run over the texts: their vectors, and what had to be embedded."""
    embedder = embedder or HashingEmbedder()
    vectors = KeptVectors(embedder, file)
    found = vectors.embed(texts)
    vectors.keep()
    return found, embedder.embedded


def test_what_was_embedded_is_kept(file):
    """The next run has the same vectors, and embeds what is new alone."""
    first, _ = run(file, TEXTS[:2])
    again, embedded = run(file, TEXTS)
    assert TEXTS[2:] == list(embedded)
    assert np.array_equal(first, again[:2])
    assert np.allclose(HashingEmbedder().embed(TEXTS), again, atol=1e-3)


def test_what_is_no_longer_asked_for_is_forgotten(file):
    """A question that left the period leaves the file."""
    run(file, TEXTS)
    run(file, TEXTS[:1])
    _, embedded = run(file, TEXTS)
    assert TEXTS[1:] == list(embedded)


def test_another_model_embeds_anew(file):
    """Vectors of two models are never compared."""
    run(file, TEXTS)
    other = HashingEmbedder()
    other.name = "another"
    assert TEXTS == list(run(file, TEXTS, other)[1])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"no archive"])
def test_a_broken_file_is_made_anew(file, content, caplog):
    """It holds nothing that cannot be computed again."""
    file.write_bytes(content)
    assert TEXTS == list(run(file, TEXTS)[1])
    assert "made anew" in caplog.text
    assert [] == list(run(file, TEXTS)[1])


def test_nothing_asked_writes_nothing(file):
    """An empty report leaves what there is."""
    found, _ = run(file, [])
    assert (0, HashingEmbedder().dimensions) == found.shape
    assert not file.exists()
