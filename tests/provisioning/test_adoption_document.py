"""ADOPTION.md says what the two sides do: its numbers, its program and its exchanges are run."""

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.environment import CHECKOUT
from provisioning.adoption import DeviceSide, OfficeSide
from provisioning.codes import Codes
from provisioning.control.channel import Channel
from provisioning.control.server import CALLS
from provisioning.control.wire import decode
from tests.provisioning.people import LOOPBACK, Kiosk, Office

DOCUMENT = (CHECKOUT / "provisioning/ADOPTION.md").read_text()
SAID = re.compile(r"(?P<who>stranger|office)> (?P<method>GET|POST) (?P<path>\S+)(?: (?P<body>{.*}))?")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    return found


NUMBERS: dict[str, str] = json.loads(block("json"))


def test_the_numbers_are_those_of_our_two_sides() -> None:
    key = ec.derive_private_key(1, ec.SECP256R1())
    office = OfficeSide("042317", "a" * 64, key, "d" * 64, random_bytes=lambda count: b"\x01" * count)
    codes = Codes(choose=lambda: "042317")
    device = DeviceSide(codes, "d" * 64, random_bytes=lambda count: b"\x02" * count)

    start = office.start()
    answer = device.start(start)
    proof = office.prove(answer)
    exchange = device._exchange
    assert {
        "key_fingerprint": start["key_fingerprint"],
        "office_message": start["message"],
        "device_message": answer["message"],
        "K": exchange.secret.hex(),
        "sha256_of_transcript": hashlib.sha256(exchange.transcript).hexdigest(),
        "office_proof": proof["proof"],
        "device_proof_of_csr_csr": device.prove(proof, "csr")["proof"],
        "finish_mac_of_{}": exchange.mac("finish", b"{}"),
    } == NUMBERS


def test_the_program_computes_the_numbers() -> None:
    names: dict[str, object] = {**NUMBERS, "K": bytes.fromhex(NUMBERS["K"])}
    exec(compile(block("python"), "ADOPTION.md", "exec"), names)
    assert names["office_proof"] == NUMBERS["office_proof"]
    assert names["device_proof"] == NUMBERS["device_proof_of_csr_csr"]
    assert names["finish_mac"] == NUMBERS["finish_mac_of_{}"]


def test_each_exchange_goes_as_written(kiosk: Kiosk, musterstadt: Office) -> None:
    """Each speaker keeps one connection, until the kiosk's state changes."""
    channels: dict[str, Channel] = {}
    lines = iter(block("exchange").splitlines())
    for line in lines:
        if line == "(adopted)":
            musterstadt.adopt(kiosk.port, kiosk.code)
            channels.clear()
            continue
        said = SAID.fullmatch(line)
        assert said, line
        who = said["who"]
        if who not in channels:
            shown = musterstadt.control if who == "office" else None
            channels[who] = Channel(LOOPBACK, kiosk.port, 10, shown)
        status, _, expected = next(lines).partition(" ")
        assert_fits(answer_to(channels[who], said), (int(status), json.loads(expected)), line)


def answer_to(channel: Channel, said: re.Match[str]) -> tuple[int, object]:
    channel._http.request(said["method"], said["path"], said["body"])
    response = channel._http.getresponse()
    return response.status, decode(response.read())


def assert_fits(answer: object, expected: object, line: str) -> None:
    if expected == "...":
        return
    if isinstance(expected, dict):
        assert isinstance(answer, dict) and answer.keys() == expected.keys(), (line, answer)
        for name, value in expected.items():
            assert_fits(answer[name], value, line)
    elif isinstance(expected, list | tuple):
        assert isinstance(answer, list | tuple) and len(answer) == len(expected), (line, answer)
        for one, value in zip(answer, expected, strict=True):
            assert_fits(one, value, line)
    else:
        assert answer == expected, line


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_is_described(method: str, path: str) -> None:
    step = path.removeprefix("/adoption")
    assert f"{method} `{path}" in DOCUMENT or f"`{step}`" in DOCUMENT


def raised_codes() -> set[str]:
    """Every code with which a `ProvisioningError` is made in this package."""
    codes = set()
    for path in Path(CHECKOUT / "provisioning").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ProvisioningError" and node.args:
                codes |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
    return {code for code in codes if isinstance(code, str)}


def test_every_error_is_described() -> None:
    table = DOCUMENT.split("## Errors")[1]
    missing = {code for code in raised_codes() - {"code"} if f"`{code}`" not in table}
    assert missing == set()
