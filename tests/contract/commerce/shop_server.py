"""A shop's own order system, as docs/order-system.md describes it: a real HTTP server."""

from __future__ import annotations

import hmac
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from commerce import OrderNotFound, codec
from commerce.shop_client import ShopClient, signature
from commerce.terms import agreed_from_json

SECRET = "between the shop and Tilly, long enough"


class ShopServer(ThreadingHTTPServer):
    """Serves `orders` (a SqlOrders of its own); `trouble` is what the next writes meet."""

    daemon_threads = True

    def __init__(self, orders):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.orders = orders
        self.trouble = []
        self.down = False
        self.written = []
        self.unsigned = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/tilly"


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self._expected(b""):
            return
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        orders = self.server.orders
        try:
            match parts.path.removeprefix("/tilly"):
                case "/order":
                    found = orders.access_order(query["customer_id"], query.get("reference", ""))
                    self._answer(200, {"order": codec.to_json(found)})
                case "/orders":
                    found = orders.orders_of(query.get("customer_id", ""), int(query["limit"]))
                    self._answer(200, {"orders": codec.to_json(found)})
                case "/guest-order":
                    told = (query.get(name, "") for name in ("number", "email", "postcode"))
                    self._answer(200, {"order": codec.to_json(orders.guest_order(*told))})
        except (OrderNotFound, KeyError):
            self._answer(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._expected(body):
            return
        trouble = self.server.trouble.pop(0) if self.server.trouble else None
        if trouble == "lost answer":
            self._do(body)
            self.connection.close()
        elif trouble == "slow":
            time.sleep(2.5)
            self._answer(200, self._do(body))
        elif isinstance(trouble, tuple):
            self._answer(*trouble)
        else:
            self._answer(200, self._do(body))

    def _do(self, body):
        agreed = agreed_from_json(json.loads(body))
        assert self.headers["Idempotency-Key"] == agreed.key
        self.server.written.append(agreed)
        return {"reference": self.server.orders.carry_out(agreed).reference}

    def _expected(self, body):
        if self.server.down:
            self._answer(503, {})
            return False
        at = self.headers.get("Tilly-Timestamp", "0")
        # The path is signed as it stands after the base address.
        target = self.path.removeprefix("/tilly")
        signed = signature(SECRET, at, self.command, target, body)
        fresh = abs(time.time() - int(at)) < 300
        if fresh and hmac.compare_digest(signed, self.headers.get("Tilly-Signature", "")):
            return True
        self.server.unsigned += 1
        self._answer(401, {})
        return False

    def _answer(self, status, data):
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(orders):
    """The server, up."""
    server = ShopServer(orders)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def client_of(server, secret=SECRET):
    """A client of the server that does not wait long."""
    client = ShopClient(server.url, secret, timeout_s=2.0)
    try:
        yield client
    finally:
        client.close()
