from __future__ import annotations

import json
import threading

from commerce import Catalogue
from commerce.tables import metadata
from database import connect
from embedding.testing import HashingEmbedder
from knowledge.open import open_knowledge


def test_queries_go_on_while_sources_are_ingested(tmp_path):
    """No query fails or sees half a product, and the first one afterwards sees the change."""
    sources = tmp_path / "sources"
    sources.mkdir()
    engine = connect(f"sqlite:///{tmp_path}/tilly.db")
    metadata.create_all(engine)
    knowledge = open_knowledge(
        data_dir=tmp_path, catalogue=Catalogue(engine), embedder=HashingEmbedder()
    )

    def write(price, count):
        lines = [
            json.dumps({"id": f"t{n}", "title": f"Fell Tent {n}", "price": price})
            for n in range(count)
        ]
        (sources / "products.jsonl").write_text("\n".join(lines))

    def ask():
        hits = knowledge.retriever.retrieve("what does the Fell Tent 1 cost?").hits
        prices.append({word for hit in hits for word in hit.chunk.text.split() if "$" in word})

    prices: list[set[str]] = []
    failures = []
    done = threading.Event()

    def keep_asking():
        try:
            while not done.is_set():
                ask()
                knowledge.product_search.search("a tent under 50")
        except Exception as error:  # noqa: BLE001  reported by the assertion below
            failures.append(error)

    write("10.00", 200)
    knowledge.ingestor.ingest([sources])
    shoppers = [threading.Thread(target=keep_asking) for _ in range(3)]
    for shopper in shoppers:
        shopper.start()
    try:
        for price in ("20.00", "30.00", "40.00"):
            write(price, 200)
            knowledge.ingestor.ingest([sources])
            ask()
            assert {f"${price}."} == prices[-1]
    finally:
        done.set()
        for shopper in shoppers:
            shopper.join()
        knowledge.close()
        engine.dispose()
    assert [] == failures
    assert all(seen for seen in prices)
