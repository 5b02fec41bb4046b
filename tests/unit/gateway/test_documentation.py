from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import types
from datetime import timedelta
from pathlib import Path

import pytest

from gateway import errors
from gateway.frames import _READERS, MAX_FRAME_CHARS, parse
from gateway.tokens import SHORTEST_SECRET, CustomerClaims, Tokens

SHARED = "the secret that the shop shares with its assistant"
PAGE = (Path(__file__).parents[3] / "docs" / "chat-api.md").read_text()
CLIENT = PAGE[PAGE.index("## Client → server") : PAGE.index("## Server → client, durable")]
SERVER = PAGE[PAGE.index("## Server → client, durable") : PAGE.index("## Order")]


def examples(text):
    """The JSON objects in the code blocks of a part of the page."""
    decoder = json.JSONDecoder()
    for block in re.findall(r"```json\n(.*?)```", text, flags=re.DOTALL):
        at = 0
        while at < len(block):
            example, at = decoder.raw_decode(block, at)
            yield example
            at += len(block[at:]) - len(block[at:].lstrip())


def test_every_frame_of_a_client_is_documented_by_a_right_example():
    """Each type has an example, and each example is accepted (ids are shortened on the page)."""
    seen = set()
    for example in examples(CLIENT):
        whole = json.loads(json.dumps(example, ensure_ascii=False).replace("…", ""))
        assert parse(json.dumps(whole), max_message_chars=2000) is not None
        seen.add(example["type"])
    assert set(_READERS) == seen


def test_every_frame_of_the_server_has_an_example():
    """What the server sends is on the page."""
    kinds = {
        *("opened", "accepted", "typing", "delta", "reply", "message", "answering"),
        *("identified", "pong", "nudge", "error"),
    }
    assert kinds == {example["type"] for example in examples(SERVER)}


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            kind.code
            for kind in vars(errors).values()
            if isinstance(kind, type) and issubclass(kind, errors.Refused) and "code" in vars(kind)
        }
    ),
)
def test_every_error_code_is_documented(code):
    """A client can look up what an error frame means."""
    assert f"| `{code}` |" in PAGE


def test_the_figures_on_the_page_are_the_codes():
    """Limits that the page names are those that hold."""
    assert f"{MAX_FRAME_CHARS:,} characters" in PAGE
    assert f"at least {SHORTEST_SECRET}\ncharacters" in PAGE


def sample(language):
    [code] = re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    return code


def run_sample(command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    environment = {**os.environ, "TILLY_CUSTOMER_SECRET": SHARED}
    return subprocess.run(
        command, env=environment, text=True, capture_output=True, check=True
    ).stdout


@pytest.mark.parametrize("language", ["python", "js", "php"])
def test_the_samples_sign_tokens_that_are_accepted(language, monkeypatch):
    """What the page tells a shop to write signs its customer in."""
    monkeypatch.setenv("TILLY_CUSTOMER_SECRET", SHARED)
    if language == "python":
        customer = types.SimpleNamespace(id="C-1001", first_name="Ada Ünal")
        names = {"customer": customer, "os": os}
        exec(sample("python"), names)
        token = names["token"]
    elif language == "js":
        show = "\nconsole.log(customerToken({ id: 'C-1001', firstName: 'Ada Ünal' }))"
        token = run_sample(["node", "-e", sample("js") + show]).strip()
    else:
        show = "\necho customer_token('C-1001', 'Ada Ünal');"
        token = run_sample(["php", "-r", sample("php") + show]).strip()
    tokens = Tokens(secret=SHARED, customer_secret=SHARED, lifetime=timedelta(days=1))
    assert CustomerClaims("C-1001", "Ada Ünal") == tokens.customer(token)
