"""Where the vectors are: the `ChunkStore` port and its Chroma adapter.

Chroma never embeds here: vectors come with the chunks, and no embedding function is
attached to a collection. A passage is one value of its metadata beside the fields that a search
is restricted by: what is given to Chroma as a document it indexes by trigrams, which `lexical`
makes superfluous and which takes a third of the time. An embedded directory must be opened by
one process only, for another process's writes are not seen by an open client.
"""
# ruff: noqa: D102  the methods of an adapter are documented by their port

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

from knowledge.chunks import Chunk
from knowledge.errors import StoreUnavailable
from knowledge.validity import Validity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ANYWHERE", "ChromaStore", "ChunkStore", "Near", "Scope"]

PATIENCE_S = 20.0
"""How long a Chroma server may take for one request."""

_APART = frozenset({"id", "kind", "product_id", "valid_from", "valid_until"})
"""What of a chunk is not in its metadata's `chunk`."""

T = TypeVar("T")

FORMAT = "2"
"""Changes when chunks are stored in another way: the next ingest then stores all of them anew."""
BATCH = 1000
"""Chunks a request: below every limit Chroma has, and small enough to stream to a server."""


@dataclass(frozen=True)
class Scope:
    """Which chunks a search may return; None does not restrict.

    `products` holds product ids; the empty string in it stands for chunks about no product.
    `without` are validities (`Chunk.validity`) of versions that are not in force.
    """

    kinds: frozenset[str] | None = None
    products: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


ANYWHERE = Scope()


@dataclass(frozen=True)
class Near:
    """A chunk and the cosine similarity (-1 to 1) of its vector to the query's."""

    chunk: Chunk
    similarity: float


class ChunkStore(Protocol):
    """Chunks with their vectors. Every method may be called from any thread."""

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Store the chunks; one whose id is there already is replaced."""
        ...

    def remove(self, ids: Iterable[str]) -> None:
        """Remove the chunks; an unknown id is ignored."""
        ...

    def query(self, vector: NDArray[np.float32], limit: int, scope: Scope = ANYWHERE) -> list[Near]:
        """The nearest chunks in `scope`, nearest first."""
        ...

    def similarities(self, vector: NDArray[np.float32], ids: Collection[str]) -> list[Near]:
        """The chunks with these ids, in any order, with their similarity; unknown ids left out."""
        ...

    def get(self, ids: Collection[str]) -> list[Chunk]:
        """The chunks with these ids, in any order; unknown ones are left out."""
        ...

    def missing(self, ids: Collection[str]) -> set[str]:
        """Those of `ids` that are not stored."""
        ...

    def count(self) -> int:
        """How many chunks there are."""
        ...

    def close(self) -> None:
        """Let go of files and connections; calling it twice does nothing."""
        ...


class ChromaStore:
    """Chroma, embedded in this process or on a server, one collection a store and model."""

    def __init__(self, client: Any, *, store_id: str, embedder_name: str) -> None:
        """Open the collection of one store, whose vectors come from one embedder."""
        self._client = client
        prefix = f"tilly-{store_id}-"
        name = prefix + hashlib.sha256(f"{embedder_name} {FORMAT}".encode()).hexdigest()[:8]
        self._collection = client.get_or_create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            metadata={"embedder": embedder_name},
        )
        # Vectors of a model or format that is no longer used can never be compared again.
        for other in client.list_collections():
            if other.name.startswith(prefix) and other.name != name:
                client.delete_collection(other.name)

    @classmethod
    def embedded(cls, folder: Path, *, store_id: str, embedder_name: str) -> ChromaStore:
        """Open a directory; raises StoreUnavailable when it cannot be."""
        import chromadb  # takes a second, which whoever uses another store is spared

        folder.mkdir(parents=True, exist_ok=True)
        try:
            client = chromadb.PersistentClient(path=str(folder), settings=_settings())
            return cls(client, store_id=store_id, embedder_name=embedder_name)
        except Exception as error:  # chromadb raises many unrelated types
            raise StoreUnavailable(f"Chroma cannot open {folder}: {error}") from error

    @classmethod
    def server(cls, url: str, *, store_id: str, embedder_name: str) -> ChromaStore:
        """Connect to http(s)://host:port; raises StoreUnavailable when nobody answers."""
        import chromadb

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise StoreUnavailable(f"{url!r} is no address of a Chroma server (http://host:port).")
        secure = parts.scheme == "https"
        try:
            client = chromadb.HttpClient(
                host=parts.hostname,
                port=parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=_settings(),
            )
            for session in _sessions(client):
                session.timeout = PATIENCE_S
            return cls(client, store_id=store_id, embedder_name=embedder_name)
        except Exception as error:  # chromadb raises many unrelated types
            raise StoreUnavailable(f"No Chroma server answers at {url}: {error}") from error

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        for batch in _batched(zip(chunks, vectors, strict=True), BATCH):
            with _answering():
                self._collection.upsert(
                    ids=[chunk.id for chunk, _ in batch],
                    embeddings=[vector for _, vector in batch],
                    metadatas=[_to_metadata(chunk) for chunk, _ in batch],
                )

    def remove(self, ids: Iterable[str]) -> None:
        for batch in _batched(ids, BATCH):
            with _answering():
                self._collection.delete(ids=batch)

    def query(self, vector: NDArray[np.float32], limit: int, scope: Scope = ANYWHERE) -> list[Near]:
        with _answering():
            rows = self._collection.query(
                query_embeddings=[vector],
                n_results=limit,
                where=_where(scope),
                include=["metadatas", "distances"],
            )
        columns = (rows[name][0] for name in ("ids", "metadatas", "distances"))
        return [
            Near(_from_metadata(id_, metadata), 1.0 - float(distance))
            for id_, metadata, distance in zip(*columns, strict=True)
            if metadata is not None  # deleted while the query ran
        ]

    def similarities(self, vector: NDArray[np.float32], ids: Collection[str]) -> list[Near]:
        # A query restricted to ids fails when one of them is unknown; this does not.
        found: list[Near] = []
        for rows in self._rows(ids, "metadatas", "embeddings"):
            columns = (rows[name] for name in ("ids", "metadatas", "embeddings"))
            found.extend(
                Near(_from_metadata(id_, metadata), float(stored @ vector))
                for id_, metadata, stored in zip(*columns, strict=True)
            )
        return found

    def get(self, ids: Collection[str]) -> list[Chunk]:
        return [
            _from_metadata(*row)
            for rows in self._rows(ids, "metadatas")
            for row in zip(rows["ids"], rows["metadatas"], strict=True)
        ]

    def missing(self, ids: Collection[str]) -> set[str]:
        return set(ids).difference(*(rows["ids"] for rows in self._rows(ids)))

    def count(self) -> int:
        with _answering():
            return int(self._collection.count())

    def close(self) -> None:
        self._client.close()
        for session in _sessions(self._client):
            session.close()

    def _rows(self, ids: Collection[str], *include: str) -> Iterator[Any]:
        for batch in _batched(ids, BATCH):
            with _answering():
                yield self._collection.get(ids=batch, include=list(include))


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # chromadb raises many unrelated types
        raise StoreUnavailable(f"Chroma did not answer: {error}") from error


def _sessions(client: Any) -> Iterator[Any]:
    """The HTTP connections of a server's client, which Chroma neither bounds nor closes."""
    for part in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(part, "_server", None), "_session", None)
        if session is not None:
            yield session


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _where(scope: Scope) -> dict[str, Any] | None:
    conditions: list[dict[str, Any]] = []
    if scope.kinds is not None:
        conditions.append({"kind": {"$in": sorted(scope.kinds)}})
    if scope.products is not None:
        conditions.append({"product_id": {"$in": sorted(scope.products)}})
    if scope.without:  # what has no validity is not among them, and stays
        conditions.append({"validity": {"$nin": sorted(scope.without)}})
    return {"$and": conditions} if len(conditions) > 1 else next(iter(conditions), None)


def _to_metadata(chunk: Chunk) -> dict[str, str]:
    rest = {name: value for name, value in vars(chunk).items() if name not in _APART}
    told = json.dumps(rest, ensure_ascii=False, default=date.isoformat)
    metadata = {"kind": chunk.kind, "product_id": chunk.product_id or "", "chunk": told}
    return metadata | ({"validity": chunk.validity} if chunk.validity else {})


def _from_metadata(id_: str, metadata: dict[str, str]) -> Chunk:
    rest = json.loads(metadata["chunk"])
    rest["updated_at"] = date.fromisoformat(rest["updated_at"])
    product_id = metadata["product_id"] or None
    if key := metadata.get("validity"):
        dated = Validity.from_key(key)
        rest |= {"valid_from": dated.valid_from, "valid_until": dated.valid_until}
    return Chunk(id=id_, kind=metadata["kind"], product_id=product_id, **rest)
