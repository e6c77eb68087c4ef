"""The published description of the API is true."""

import re

from apiflask import APIFlask

from tests.web.conftest import Client


def test_every_route_of_the_api_is_described(app: APIFlask, citizen: Client):
    described = citizen.get("/api/openapi.json").json
    assert described["openapi"].startswith("3.1")
    paths = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    api = {path for path in paths if path.startswith("/api/") and path != "/api/openapi.json"}
    assert api | {"/healthz"} == set(described["paths"])


def test_every_operation_says_what_it_does_and_what_it_answers(citizen: Client):
    for path, operations in citizen.get("/api/openapi.json").json["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert operation["summary"], (method, path)
                assert any(status.startswith("2") for status in operation["responses"]), (method, path)


ASKED = {
    "/api/slots": "/api/slots?service=1&channel=on_site",
    "/api/public/offices/{office_id}": "/api/public/offices/1",
    "/api/texts/{name}/{language}": "/api/texts/imprint/de",
}
"""Paths that answer only to a whole question."""


def test_every_operation_says_who_may_ask(citizen: Client):
    paths = citizen.get("/api/openapi.json").json["paths"]
    assert paths["/api/console"]["get"]["security"] == [{"session": []}]
    assert paths["/api/ticket"]["get"]["security"] == [{"ticket": []}]
    assert paths["/api/offices"]["get"]["security"] == [{}]
    readable = {path: one["get"] for path, one in paths.items() if "get" in one}
    # nobody is signed in, and this application has no first run
    open_now = {path for path in readable if citizen.get(ASKED.get(path, path)).status_code == 200}
    for_everybody = {path for path, get in readable.items() if {} in get["security"]}
    assert open_now == for_everybody - {"/api/session", "/api/setup"}


def test_reading_changes_nothing(app: APIFlask, citizen: Client):
    """GET and HEAD exist for reading alone; whatever changes something is POST, PUT, PATCH or DELETE."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and "GET" in rule.methods:
            assert not rule.methods & {"POST", "PUT", "PATCH", "DELETE"}


def test_an_unknown_address_of_the_api_is_a_problem(citizen: Client, code_of):
    assert code_of(citizen.get("/api/nothing")) == "unknown_page"
    assert code_of(citizen.browser.delete("/api/offices")) == "method_not_allowed"


def test_a_request_that_is_no_json_or_too_large_is_a_problem(citizen: Client, code_of):
    assert code_of(citizen.browser.post("/api/tickets", data="{", content_type="application/json")) == "invalid_input"
    huge = {"service_id": 1, "channel": "video", "language": "x" * 100_000}
    assert code_of(citizen.post("/api/tickets", huge)) in ("too_large", "invalid_input")


def test_health_says_which_version(citizen: Client):
    assert citizen.get("/healthz").json["status"] == "ok"
