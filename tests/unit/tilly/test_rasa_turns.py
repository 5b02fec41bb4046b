from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from privacy import ErasureUnfinished
from tilly.rasa_turns import RasaTurns
from tilly.settings import Settings


@pytest.fixture
def rasa():
    """Holds every request back until its lock is free, and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((self.path, body))
            server.free.wait(5)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.free = [], threading.Event()
    server.free.set()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.free.set()
    server.shutdown()
    thread.join()
    server.server_close()


def turns_of(tmp_path, port):
    settings = Settings(data_dir=tmp_path, rasa_port=port, service_token="s", turn_budget=0.05)
    return RasaTurns(settings)


def test_a_conversation_is_settled_when_its_lock_was_free(tmp_path, rasa):
    """Rasa is asked to replace its events by none, under the conversation's own name."""
    turns_of(tmp_path, rasa.server_port).settle("a/b")
    assert [("/conversations/a%2Fb/tracker/events?token=s", b"[]")] == rasa.asked


def test_a_turn_that_does_not_end_leaves_it_for_later(tmp_path, rasa):
    """Nothing is erased beneath a turn that would write it again."""
    rasa.free.clear()
    with pytest.raises(ErasureUnfinished, match="does not end"):
        turns_of(tmp_path, rasa.server_port).settle("a")


def test_a_rasa_that_does_not_run_has_no_turn(tmp_path, rasa):
    """Neither one that was never started nor one that is down."""
    turns_of(tmp_path, 0).settle("a")
    assert not turns_of(tmp_path, 0).running()
    turns = turns_of(tmp_path, rasa.server_port)
    assert turns.running()
    assert [] == rasa.asked
    rasa.shutdown()
    rasa.server_close()
    turns.settle("a")
    assert not turns.running()
