"""The sentence embedder, shared by every package that compares texts by meaning."""

from embedding.embedder import Embedder
from embedding.errors import EmbedderNotFound, EmbeddingError, WeightsTampered
from embedding.sentence import PINNED, load_embedder, packaged_model
from embedding.words import WordVectors

__all__ = [
    "PINNED",
    "Embedder",
    "EmbedderNotFound",
    "EmbeddingError",
    "WeightsTampered",
    "WordVectors",
    "load_embedder",
    "packaged_model",
]
