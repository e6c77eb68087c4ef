"""The local page over HTTP: for the browser of this machine and this origin only, and what may be done there."""

import http.client
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from babel.messages.pofile import read_po

from appliance.device.page_texts import FACE, PLACE, catalogue, page
from appliance.domain.exit_code import hashed
from appliance.privileged.installation import Progress, Stage
from appliance.privileged.protocol import PrivilegedError
from tests.device.internal_disk import Copy
from tests.device.people import Hall, Office, RootHelper, Session, pushed
from tests.town_hall import wait_for

CODE = "48291357"


def ask(hall: Hall, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """As the page itself asks; a header that is given replaces the page's own, an empty one is left out."""
    connection = http.client.HTTPConnection("127.0.0.1", hall.device.page.port, timeout=10)
    own = {"Host": f"127.0.0.1:{hall.device.page.port}"}
    if method == "POST":
        own |= {"Origin": hall.device.page.origin, "X-Vorzimmer": "1", "Content-Type": "application/json"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in {**own, **given}.items() if value}
    connection.request(method, path, None if body is None else json.dumps(body), sent)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), content


def post(hall: Hall, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    status, _, content = ask(hall, "POST", path, body or {}, **headers)
    return status, json.loads(content)


def test_the_page_is_there_in_both_languages(hall: Hall) -> None:
    for query, words in (("", "wartet auf sein"), ("?lang=en", "waiting for its office"), ("?lang=xx", "wartet auf")):
        status, headers, content = ask(hall, "GET", f"/{query}")
        assert status == 200 and words in content.decode()
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:8080"])
def test_under_another_name_it_does_not_answer(host: str, hall: Hall) -> None:
    """A page elsewhere that names itself 127.0.0.1 in the DNS sees nothing of this device."""
    for path in ("/", "/state", "/qr.svg", "/static/css/base.css"):
        assert ask(hall, "GET", path, Host=host)[0] == 421
    assert post(hall, "/role", {"role": "kiosk"}, Host=host)[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://buergerbuero.test"},
        {"Origin": "null"},
        {"Origin": ""},
        {"X-Vorzimmer": ""},
    ],
    ids=str,
)
def test_other_pages_can_change_nothing(headers: dict[str, str], open_hall: Callable[..., Hall]) -> None:
    hall = open_hall(role="")
    assert post(hall, "/role", {"role": "kiosk"}, **headers) == (403, {"code": "foreign_origin"})
    assert hall.helper.was_asked("set_role") == []


@pytest.mark.parametrize(
    "path",
    ["/static/../locale/de/local.po", "/local/../__init__.py", "/static/%2e%2e/__init__.py", "/local/page.html",
     "/static/", "/local", "/static//etc/passwd", "/nothing", "/%00"],
)  # fmt: skip
def test_only_the_faces_files_are_served(path: str, hall: Hall) -> None:
    assert ask(hall, "GET", path)[0] == 404


def test_files_come_as_what_they_are(hall: Hall) -> None:
    kinds = {"/local/page.js": "text/javascript", "/local/page.css": "text/css",
             "/static/icons/sprite.svg": "image/svg+xml"}  # fmt: skip
    assert {path: ask(hall, "GET", path)[1]["Content-Type"] for path in kinds} == kinds


def test_everything_that_the_page_names_is_there(hall: Hall) -> None:
    named = re.findall(r'(?:href|src)="(/[^"#?]+)', page("de"))
    assert named and {path: ask(hall, "GET", path)[0] for path in named} == dict.fromkeys(named, 200)


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"{" * 5000])
def test_what_is_no_request_is_refused(body: bytes, open_hall: Callable[..., Hall]) -> None:
    hall = open_hall(role="")
    connection = http.client.HTTPConnection("127.0.0.1", hall.device.page.port, timeout=10)
    headers = {"Origin": hall.device.page.origin, "X-Vorzimmer": "1"}
    connection.request("POST", "/role", body, headers)
    assert json.loads(connection.getresponse().read())["code"] == "malformed"
    connection.close()


def test_a_page_that_waits_hears_of_the_next_change(hall: Hall) -> None:
    before = json.loads(ask(hall, "GET", "/state")[2])
    hall.addresses = ("192.0.2.7",)
    hall.device.rounds.go()
    after = json.loads(ask(hall, "GET", f"/state?after={before['revision']}")[2])
    assert after["revision"] > before["revision"] and after["device"]["addresses"] == ["192.0.2.7"]


def test_the_qr_code_goes_when_there_is_no_code(hall: Hall, musterstadt: Office) -> None:
    status, headers, drawing = ask(hall, "GET", "/qr.svg")
    assert (status, headers["Content-Type"]) == (200, "image/svg+xml") and drawing.startswith(b"<?xml")
    musterstadt.adopt(hall)
    assert ask(hall, "GET", "/qr.svg")[0] == 404


def test_the_role_is_chosen_once(open_hall: Callable[..., Hall]) -> None:
    hall = open_hall(role="")
    assert hall.shows()["view"] == "role"
    assert post(hall, "/role", {"role": "toaster"})[1]["code"] == "malformed"
    assert post(hall, "/role", {"role": "server"}) == (200, {})
    assert hall.helper.was_asked("set_role") == [{"role": "server"}]
    assert (hall.shows()["view"], hall.shows()["chosen"]) == ("role_chosen", "server")


def test_a_device_with_a_role_keeps_it(hall: Hall) -> None:
    assert post(hall, "/role", {"role": "server"}) == (403, {"code": "not_allowed"})


def test_what_root_refuses_is_said(open_hall: Callable[..., Hall]) -> None:
    hall = open_hall(role="")
    hall.helper.answers["set_role"] = PrivilegedError("role_already_set", "a factory reset comes first")
    status, answer = post(hall, "/role", {"role": "kiosk"})
    assert (status, answer["code"]) == (503, "role_already_set")
    assert hall.shows()["view"] == "role"


def test_the_service_page_needs_a_code_of_the_administration(adopted: Hall, musterstadt: Office) -> None:
    hashes = [hashed(CODE, b"s" * 16)]
    musterstadt.client(adopted).configure(pushed(revision=2, admin_code_hashes=hashes))
    for path in ("about", "leave", "reboot", "power-off", "reset"):
        assert post(adopted, f"/service/{path}") == (403, {"code": "not_allowed"})
    assert post(adopted, "/service/enter", {"code": "00000000"}) == (403, {"code": "wrong_code"})
    _, entered = post(adopted, "/service/enter", {"code": CODE})
    own = {"X-Service-Pass": entered["pass"]}
    assert "uptime_s" in post(adopted, "/service/about", **own)[1]["health"]
    assert post(adopted, "/service/reboot", **own) == (200, {})
    assert post(adopted, "/service/power-off", **own) == (200, {})
    assert post(adopted, "/service/reset", **own) == (200, {})
    asked = [name for name, _ in adopted.helper.asked]
    assert [name for name in asked if name in ("reboot", "power_off", "factory_reset")] == [
        "reboot", "power_off", "factory_reset",
    ]  # fmt: skip
    post(adopted, "/service/leave", **own)
    assert post(adopted, "/service/about", **own)[0] == 403


def test_every_text_has_its_german_and_babel_reads_the_same() -> None:
    """The catalogue is read without babel in operation."""
    template = (FACE / "local" / "page.html").read_text()
    used = {place["message"] for place in PLACE.finditer(template) if place["message"]}
    with (FACE / "locale" / "de" / "local.po").open("rb") as file:
        known = {message.id: message.string for message in read_po(file, locale="de") if message.id}
    assert catalogue("de") == known
    assert used == {text for text, german in known.items() if german}


def test_no_place_of_the_template_is_left_open() -> None:
    for language in ("de", "en"):
        assert "{{" not in page(language) and f'<html lang="{language}"' in page(language)


def test_anybody_in_front_of_a_new_device_may_install_it(open_hall: Callable[..., Hall], helper: RootHelper) -> None:
    copy, hall = Copy(helper), open_hall(role="")
    listed = post(hall, "/install/disks")[1]["disks"]
    assert [(one["path"], one["holds"], one["refusal"]) for one in listed] == [
        ("/dev/nvme0n1", "windows", ""), ("/dev/mmcblk0", "nothing", "too_small"),
    ]  # fmt: skip
    assert post(hall, "/install/reboot")[1]["code"] == "not_installed"
    assert post(hall, "/install/begin", {"disk": "/dev/nvme0n1", "confirm": "/dev/nvme0n1"}) == (200, {})
    wait_for(lambda: copy.asked, "the helper to be asked")
    copy.is_at(40)
    wait_for(lambda: hall.shows()["installation"]["percent"] == 40, "40 percent")
    assert hall.shows()["view"] == "installing"
    assert post(hall, "/install/reboot")[1]["code"] == "not_installed"
    copy.end()
    wait_for(lambda: hall.shows()["view"] == "installed", "the end")
    assert post(hall, "/install/reboot") == post(hall, "/install/power-off") == (200, {})
    assert helper.was_asked("reboot") == [{"reason": "installed to the internal disk"}]
    assert helper.was_asked("power_off") == [{}]


def test_a_device_of_an_office_is_installed_with_a_service_pass_only(adopted: Hall, musterstadt: Office) -> None:
    copy = Copy(adopted.helper)
    hashes = [hashed(CODE, b"s" * 16)]
    musterstadt.client(adopted).configure(pushed(revision=2, admin_code_hashes=hashes))
    for path in ("disks", "begin"):
        assert post(adopted, f"/install/{path}") == (403, {"code": "not_allowed"})
    own = {"X-Service-Pass": post(adopted, "/service/enter", {"code": CODE})[1]["pass"]}
    assert len(post(adopted, "/install/disks", **own)[1]["disks"]) == 2
    post(adopted, "/install/begin", {"disk": "/dev/nvme0n1", "confirm": "/dev/nvme0n1"}, **own)
    wait_for(lambda: copy.asked, "the helper to be asked")
    assert adopted.shows()["view"] == "installing"
    copy.end()
    wait_for(lambda: adopted.shows()["view"] == "installed", "the end")


def test_a_copy_takes_the_screen_from_the_office(adopted: Hall, session: Session) -> None:
    assert adopted.shows()["view"] == "office"
    adopted.device.situation.note(installation=Progress(Stage.RUNNING))
    adopted.tick()
    wait_for(lambda: session.waits_for("show")["show"] == f"{adopted.origin}/", "the local page")


def test_a_role_and_an_installation_exclude_each_other(open_hall: Callable[..., Hall], helper: RootHelper) -> None:
    copy = Copy(helper)
    disk = {"disk": "/dev/nvme0n1", "confirm": "/dev/nvme0n1"}
    installing = open_hall(role="")
    assert post(installing, "/install/begin", disk) == (200, {})
    assert post(installing, "/role", {"role": "server"}) == (403, {"code": "busy"})
    assert helper.was_asked("set_role") == []
    wait_for(lambda: copy.asked, "the helper to be asked")
    copy.end(PrivilegedError("disk_differs", "a broken disk"))
    wait_for(lambda: installing.shows()["installation"]["stage"] == "failed", "the end")
    assert post(installing, "/role", {"role": "server"}) == (200, {})
    assert post(installing, "/install/begin", disk) == (403, {"code": "busy"})
    assert len(copy.asked) == 1
