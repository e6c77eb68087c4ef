"""One clerk over HTTP, a process of its own with one kept connection.

    python3 -m tests.bench.calls_http_clerk PORT SERVICE_ID COUNTER_ID SESSION COUNT SECONDS

Says `ready`, then does what is asked for, line by line, and answers each with one line of JSON: `take` takes COUNT
tickets; `call` calls and marks no-shows until nobody waits. Both stop after SECONDS. Times are of the machine's
monotonic clock.
"""

import http.client
import json
import sys
import time
import uuid
from typing import Any


class Clerk:
    def __init__(self, port: str, service: str, counter: str, session: str, count: str, phase: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=120)
        self._order = {"service_id": int(service), "channel": "on_site"}
        self._counter, self._count, self._phase = f"/api/counters/{counter}", int(count), float(phase)
        self._headers = {"X-Vorzimmer": "1", "Content-Type": "application/json", "Prefer": "return=minimal",
                         "Cookie": f"vorzimmer={session}"}  # fmt: skip
        self._connection.connect()

    def take(self) -> dict[str, Any]:
        deadline, taken = time.monotonic() + self._phase, 0
        while taken < self._count and time.monotonic() < deadline:
            status, answer = self._post("/api/tickets", self._order)
            assert status == 201, answer
            taken += 1
        return {"taken": taken}

    def call(self) -> dict[str, Any]:
        seconds, called, called_at = [], [], []
        deadline = time.monotonic() + self._phase
        while (began := time.monotonic()) < deadline:
            status, answer = self._post(f"{self._counter}/call-next", {})
            at = time.monotonic()
            if status == 409 and answer["code"] == "nobody_waiting":
                break
            assert status == 200, answer
            status, refusal = self._post(f"{self._counter}/no-show", {"ticket_id": answer["ticket_id"]})
            assert status == 200, refusal
            called.append(answer["number"])
            called_at.append(at)
            seconds += (at - began, time.monotonic() - at)
        return {"seconds": seconds, "called": called, "called_at": called_at, "ended": time.monotonic()}

    def _post(self, path: str, body: Any) -> tuple[int, Any]:
        headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        self._connection.request("POST", path, json.dumps(body), headers)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())


def main() -> None:
    clerk = Clerk(*sys.argv[1:])
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps({"take": clerk.take, "call": clerk.call}[line.strip()]()), flush=True)


if __name__ == "__main__":
    main()
