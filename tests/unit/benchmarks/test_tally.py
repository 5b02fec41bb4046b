from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil

import pytest

import benchmarks
from benchmarks import __main__ as command
from benchmarks.shoppers import Tally, crowd, percentile, script
from tilly.chat_client import ChatClient


def accepted(client_id, seq, turn=None):
    return {"type": "accepted", "seq": seq, "id": client_id, "turn": turn or f"turn-{client_id}"}


def reply(client_id, seq, turn=None):
    return {
        "type": "reply",
        "seq": seq,
        "in_reply_to": client_id,
        "turn": turn or f"turn-{client_id}",
    }


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([accepted("a", 1), reply("a", 2), accepted("b", 3), reply("b", 4)], (2, 0, 0, 0)),
        ([accepted("a", 1), reply("a", 2), reply("a", 2), accepted("a", 1)], (1, 0, 0, 0)),
        ([accepted("a", 1), reply("a", 2), accepted("b", 3)], (2, 1, 0, 0)),
        ([accepted("a", 1), reply("a", 2), reply("a", 3)], (1, 0, 1, 0)),
        ([accepted("a", 1), accepted("a", 2), reply("a", 3)], (2, 0, 1, 0)),
        ([accepted("a", 1), reply("a", 2, "turn-x")], (1, 0, 0, 1)),
        ([accepted("a", 1), reply("a", 2), reply("x", 3)], (1, 0, 0, 1)),
        ([accepted("x", 1), reply("x", 2)], (1, 0, 0, 1)),
    ],
)
def test_what_became_of_every_message_is_counted(frames, expected):
    """Lost, duplicated and misrouted replies are told apart; a frame sent again is none."""
    client, tally = ChatClient("http://localhost"), Tally()
    client.frames = [{"type": "opened"}, *frames]
    tally.close(client, ["a", "b"])
    assert expected == (tally.accepted, tally.lost, tally.duplicated, tally.misrouted)


async def test_a_crowd_does_every_job_at_most_so_many_at_a_time():
    """Each job is done once, never more of them together than there are clients."""
    running, most, done = 0, 0, []

    def job(number):
        async def work():
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            done.append(number)

        return work

    assert await crowd(3, [job(number) for number in range(20)]) > 0
    assert list(range(20)) == sorted(done)
    assert 3 == most


def test_shoppers_begin_differently_and_repeat_themselves():
    """A script is the same every time, and no two neighbours start alike."""
    assert script(3, 5) == script(3, 5)
    assert script(3, 5)[0] != script(4, 5)[0]


def test_percentiles_of_few_values():
    """One value is every percentile; the median of two is between them."""
    assert 7.0 == percentile([7.0], 95)
    assert 1.5 == percentile([1.0, 2.0], 50)


@pytest.mark.parametrize("name", command.NAMES)
def test_every_benchmark_can_be_named(name):
    """Each has options and a run, and says what it is."""
    module = importlib.import_module(f"benchmarks.{name.replace('-', '_')}")
    assert module.__doc__
    assert callable(module.add_arguments)
    assert callable(module.run)


def test_no_benchmark_is_left_out():
    """Whatever has options and a run is among the names."""
    of_package = [one.name for one in pkgutil.iter_modules(benchmarks.__path__)]
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in of_package}
    runnable = {
        name.replace("_", "-")
        for name, module in modules.items()
        if hasattr(module, "add_arguments") and hasattr(module, "run")
    }
    assert runnable == set(command.NAMES)


def test_figures_are_printed_and_written(tmp_path, monkeypatch, capsys):
    """A run prints a table and writes the same figures as one flat object."""
    monkeypatch.setattr("benchmarks.chat.run", lambda _options: {"n": 1200, "p50_ms": 1.25})
    command.main(["chat", "--json", str(tmp_path / "chat.json")])
    assert {"n": 1200, "p50_ms": 1.25, "seconds": 0.0} == json.loads(
        (tmp_path / "chat.json").read_text()
    )
    assert "1,200" in capsys.readouterr().out
