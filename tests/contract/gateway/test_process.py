"""`python -m gateway` as the supervisor starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

import migrations

ROOT = Path(__file__).parents[3]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
async def launch(tmp_path):
    children = []

    async def launch(**variables):
        environment = {name: value for name, value in os.environ.items() if "TILLY" not in name}
        environment |= {"TILLY_DATA_DIR": str(tmp_path), "TILLY_PORT": str(free_port())}
        environment |= {f"TILLY_{name.upper()}": value for name, value in variables.items()}
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "gateway"),
            cwd=ROOT,
            env=environment,
            stderr=asyncio.subprocess.PIPE,
        )
        children.append(child)
        return child, f"http://127.0.0.1:{environment['TILLY_PORT']}"

    yield launch
    for child in children:
        if child.returncode is None:
            child.kill()
        await child.wait()
        child._transport.close()


async def healthy(url):
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            try:
                async with session.get(url + "/healthz") as response:
                    return response.status == 200
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
    return False


async def last_words(child):
    words = await child.stderr.read()
    return await child.wait(), words.decode().strip().splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_serves_until_it_is_told_to_stop(launch, tmp_path, number):
    """A signal ends it cleanly, with nothing to say."""
    migrations.upgrade(f"sqlite:///{tmp_path / 'tilly.db'}")
    child, url = await launch()
    assert await healthy(url)
    child.send_signal(number)
    assert 0 == await asyncio.wait_for(child.wait(), 10)


async def test_a_database_that_was_not_set_up_ends_it_with_a_sentence(launch):
    """Without tables it says so, instead of a traceback."""
    child, _url = await launch()
    status, words = await last_words(child)
    assert (1, True) == (status, words.startswith("The database cannot be used; was it set up?"))


async def test_a_port_in_use_ends_it_with_a_sentence(launch, tmp_path):
    """Another program's port is named, and nothing else is left running."""
    migrations.upgrade(f"sqlite:///{tmp_path / 'tilly.db'}")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        child, _url = await launch(port=str(other.getsockname()[1]))
        status, words = await last_words(child)
    assert (1, True) == (status, words.startswith("The gateway cannot listen"))


async def test_a_secret_that_could_be_guessed_ends_it_with_a_sentence(launch):
    """A short signing secret is refused before anything is signed with it."""
    child, _url = await launch(customer_secret="guess")
    status, words = await last_words(child)
    assert 1 == status
    assert words.startswith("TILLY_CUSTOMER_SECRET must have at least 32 characters")
