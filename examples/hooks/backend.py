#!/usr/bin/env python3
"""The rules of a chat room, behind Weir's hooks (examples/hooks.conf). Python's standard library is enough.

usage: backend.py [port [push-port]]
"""
import http.client
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
PUSH_PORT = int(sys.argv[2]) if len(sys.argv) > 2 else 8081
names = {}
lock = threading.Lock()


def tell_all(text):
    """Reaches everyone in the channel "room" with one POST."""
    weir = http.client.HTTPConnection("127.0.0.1", PUSH_PORT, timeout=5)
    weir.request("POST", "/push?channel=room", text.encode())
    weir.getresponse().read()
    weir.close()


class Hooks(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections open

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        client = self.headers["X-Weir-Id"]
        event = self.headers["X-Weir-Event"]
        if event == "connect":
            self.connect(client)
        elif event == "message":
            self.message(client, body.decode())
        elif event == "disconnect":
            self.disconnect(client, json.loads(body))
        else:
            self.answer(404)

    def connect(self, client):
        arguments = parse_qs(urlsplit(self.headers["X-Original-URI"]).query)
        name = arguments.get("name", [""])[0]
        with lock:
            refused = not name or name in names.values()
            if not refused:
                names[client] = name
        if refused:
            self.answer(403, "say ?name= with a name that nobody has\n")
        else:
            self.answer(204, channel="room")

    def message(self, client, text):
        if text == "/who":
            with lock:
                self.answer(200, ", ".join(sorted(names.values())))
        else:
            tell_all(names[client] + ": " + text)
            self.answer(204)

    def disconnect(self, client, end):
        with lock:
            name = names.pop(client)
        tell_all("%s left after %.0f s (%s)" % (name, end["age"], end["cause"]))
        self.answer(204)

    def answer(self, status, text="", channel=None):
        content = text.encode()
        self.send_response(status)
        if channel:
            self.send_header("X-Weir-Channel", channel)
        if status != 204:
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


ThreadingHTTPServer(("127.0.0.1", PORT), Hooks).serve_forever()
