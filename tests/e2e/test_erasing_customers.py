"""Erasing a customer from a store as it runs: afterwards no byte of the data folder has them."""

from __future__ import annotations

import asyncio
import json
import subprocess

import pytest

import database
from tilly.chat_client import ChatClient, ChatRefused
from tilly.identity import customer_token
from tilly.personal import build_erasures
from tilly.subjects import find_subject

pytestmark = pytest.mark.e2e

ID, NAME, EMAIL = "C-907731", "Zenobia Quillfeather", "zenobia@quillfeather.example"
SAID = f"my zanzibarian quokka ate the guyline of my tent, please write to {EMAIL}"


def files_with(store, *words):
    """Which of the words are in which files of the running store.

    By another process: who opens a SQLite file here and closes it gives up its own locks on it.
    """
    return {
        (word, path)
        for word in words
        for path in subprocess.run(
            ["grep", "-rlF", "--binary-files=text", "--", word, "."],
            cwd=store.data_dir, capture_output=True, text=True, check=False,
        ).stdout.splitlines()
    }  # fmt: skip


async def test_a_customer_is_gone_to_the_last_byte(store, tmp_path):
    """What was said, by whom and where to write; the open chat is told that it is no more."""
    async with ChatClient(store.url) as shopper:
        await shopper.open(customer_token(store.settings, ID, NAME))
        await shopper.ask(SAID)
        await shopper.ask("how much is the alta 2 tent?")
        words = (ID, NAME, EMAIL, "quokka", shopper.conversation)
        assert set(words) == {word for word, _ in files_with(store, *words)}
        proof = tmp_path / "proof.json"
        done = await asyncio.to_thread(
            store.run, "customer", "erase", ID, "--yes", "--certificate", str(proof)
        )
        assert 0 == done.returncode, done.stderr
        assert set() == files_with(store, *words)
        found = {one["name"]: one for one in json.loads(proof.read_text())["stores"]}
        assert {0} == {one["remaining"] for one in found.values()}
        for name in ("conversations", "dialogue engine", "dialogue engine's events", "signals"):
            assert found[name]["found"] > 0, name
        with pytest.raises(ChatRefused, match="no longer exists"):
            await shopper.ask("are you still there?")


async def test_a_turn_under_way_writes_nothing_afterwards(store):
    """Rasa's lock is waited for: it would write the whole tracker again at the turn's end."""
    engine = database.connect(store.settings.sql_url)
    erasures = build_erasures(store.settings, engine)
    async with ChatClient(store.url) as guest:
        await guest.open()
        await guest.ask(SAID.replace("zanzibarian", "numidian"))
        talk = guest.conversation
        asked = [asyncio.ensure_future(guest.ask(f"{n} numidian quokka tents?")) for n in range(4)]
        await asyncio.sleep(0.1)
        erasure_id = await asyncio.to_thread(lambda: erasures.request(find_subject(engine, talk)))
        async with asyncio.timeout(60):
            while erasures.get(erasure_id).certificate is None:
                await asyncio.sleep(0.2)
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
    await asyncio.sleep(2)
    assert set() == files_with(store, "numidian", talk)
    engine.dispose()
