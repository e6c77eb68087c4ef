"""The rivals over HTTP: a small Flask application under gunicorn with as many threads as ours has.

    python3 -m tests.bench.calls_http_rival WAY DATABASE SERVICE_ID PORT

It answers what the benchmark asks for and nothing else; the connection is opened and closed with each request, as
peewee's manual says.
"""

import sys
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from gunicorn.app.base import BaseApplication

from tests.bench.calls_town import Desk, Hall
from tests.bench.calls_ways import WAYS, Way

THREADS = 16


def application(way: Way) -> Flask:
    app = Flask(__name__)

    @app.post("/api/tickets")
    def take() -> Any:
        return {"ticket_id": way.take()}, 201

    @app.post("/api/counters/<int:counter_id>/call-next")
    def call_next(counter_id: int) -> Any:
        ticket = way.call_next(desk(counter_id))
        if ticket is None:
            return {"code": "nobody_waiting"}, 409
        return {"ticket_id": ticket[0], "number": ticket[1]}

    @app.post("/api/counters/<int:counter_id>/no-show")
    def no_show(counter_id: int) -> Any:
        way.no_show(desk(counter_id), request.get_json()["ticket_id"])
        return jsonify({})

    app.teardown_request(lambda error: way.leave())
    return app


def desk(counter_id: int) -> Desk:
    """In the benchmark's town the nth clerk sits at the nth counter."""
    return Desk(counter_id, counter_id, "")


class Server(BaseApplication):
    def __init__(self, way: str, hall: Hall, port: str) -> None:
        self._way, self._hall, self._port = way, hall, port
        super().__init__()

    def load_config(self) -> None:
        settings = {"bind": f"127.0.0.1:{self._port}", "workers": 1, "worker_class": "gthread", "threads": THREADS,
                    "keepalive": 75, "timeout": 120, "loglevel": "warning"}  # fmt: skip
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return application(WAYS[self._way](self._hall))


if __name__ == "__main__":
    way, path, service_id, port = sys.argv[1:]
    Server(way, Hall(Path(path), int(service_id), ()), port).run()
