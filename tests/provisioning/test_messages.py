"""Adoption's messages without a network: order, damage, and that each of them matters."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provisioning.adoption import DeviceSide, Finish, OfficeSide, framed
from provisioning.codes import Codes
from provisioning.errors import ProvisioningError
from tests.provisioning.conftest import Refused
from tests.provisioning.people import TODAY, Office, Seconds

CODE = "042317"
DEVICE = "d" * 64


@pytest.fixture
def office(musterstadt: Office) -> OfficeSide:
    return OfficeSide(CODE, musterstadt.authority.fingerprint, musterstadt.control.key, DEVICE)


@pytest.fixture
def device() -> DeviceSide:
    return device_side()


def device_side(fingerprint: str = DEVICE, **options: Callable[[int], bytes]) -> DeviceSide:
    return DeviceSide(Codes(now=Seconds(), choose=lambda: CODE), fingerprint, **options)


def exchanged(office: OfficeSide, device: DeviceSide) -> str:
    """Both have proved the code; returns the signing request that the office believes."""
    return office.csr(device.prove(office.prove(device.start(office.start())), "the request"))


def test_both_ends_agree(office: OfficeSide, device: DeviceSide, musterstadt: Office) -> None:
    assert exchanged(office, device) == "the request"
    finish = Finish("certificate", musterstadt.authority.certificate_pem, {"name": "Bürgerbüro"}, TODAY)
    assert device.finish(office.finish(finish)) == finish


def test_a_device_key_seen_differently_is_noticed(office: OfficeSide, refused: Refused) -> None:
    with refused("intercepted"):
        exchanged(office, device_side("e" * 64))


def test_without_the_signature_the_secret_itself_differs(office: OfficeSide, musterstadt: Office) -> None:
    """The keys stand in SPAKE2's identities too: the signature of the control key is not all that protects."""
    device = device_side("e" * 64)
    office.prove(device.start(office.start()))
    assert office._exchange is not None
    assert office._exchange.secret != device._exchange.secret


def test_another_control_key_than_the_announced_one_is_refused(
    office: OfficeSide, device: DeviceSide, nachbarstadt: Office, refused: Refused
) -> None:
    start = office.start()
    office.control_key = nachbarstadt.control.key
    with refused("wrong_fingerprint"):
        device.prove(office.prove(device.start(start)), "csr")


def test_another_authority_than_the_announced_one_is_refused(
    office: OfficeSide, device: DeviceSide, nachbarstadt: Office, refused: Refused
) -> None:
    exchanged(office, device)
    with refused("wrong_fingerprint"):
        device.finish(office.finish(Finish("c", nachbarstadt.authority.certificate_pem, {}, TODAY)))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_a_code_that_is_not_six_digits_is_not_tried(office: OfficeSide, code: str, refused: Refused) -> None:
    office.code = code
    with refused("malformed"):
        office.start()


@pytest.mark.parametrize(
    "order", [("prove",), ("finish",), ("start", "start"), ("start", "finish"), ("start", "prove", "prove")]
)
def test_messages_out_of_their_order_end_the_exchange(
    office: OfficeSide, device: DeviceSide, order: tuple[str, ...], refused: Refused
) -> None:
    message = {"message": "", "proof": "", "sealed": "", "mac": ""}
    proof: dict[str, str] = {}
    for step in order[:-1]:
        if step == "start":
            proof = office.prove(device.start(office.start()))
        else:
            device.prove(proof, "csr")
    acts = {"start": device.start, "prove": lambda message: device.prove(message, "csr"), "finish": device.finish}
    with refused("out_of_order"):
        acts[order[-1]](message)
    for step in ("start", "prove", "finish"):
        with refused("out_of_order"):
            acts[step](message)


def test_an_office_that_reflects_the_devices_message_is_refused(
    office: OfficeSide, device: DeviceSide, refused: Refused
) -> None:
    start = office.start()
    with refused("malformed"):
        office.prove({"message": start["message"]})


def test_no_two_lists_of_parts_have_the_same_frame() -> None:
    assert framed(b"ab", b"c") != framed(b"a", b"bc") != framed(b"abc")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
NAMES = ("protocol", "message", "authority_fingerprint", "key_fingerprint", "proof", "control_key", "signature")


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), value=json_values)
def test_a_message_with_one_field_changed_never_adopts(musterstadt: Office, name: str, value: object) -> None:
    office, device = OfficeSide(CODE, musterstadt.authority.fingerprint, musterstadt.control.key, DEVICE), device_side()
    start = office.start()
    with pytest.raises(ProvisioningError) as caught:
        proof = office.prove(device.start({**start, name: value} if name in start else start))
        device.prove({**proof, name: value}, "csr")
    assert caught.value.code in ("malformed", "other_protocol", "wrong_code", "intercepted", "wrong_fingerprint")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(point=st.binary(min_size=32, max_size=32), side=st.sampled_from([b"A", b"B", b"S", b"\0"]))
def test_any_point_is_answered_in_words_and_proves_nothing(musterstadt: Office, point: bytes, side: bytes) -> None:
    """Points off the curve, of small order, of the wrong side."""
    office, device = OfficeSide(CODE, musterstadt.authority.fingerprint, musterstadt.control.key, DEVICE), device_side()
    start = {**office.start(), "message": (side + point).hex()}
    with pytest.raises(ProvisioningError) as caught:
        device.prove(office.prove(device.start(start)), "csr")
    assert caught.value.code in ("malformed", "intercepted")


@pytest.mark.parametrize(
    "point",
    [
        b"\x01" + bytes(31),  # the neutral element
        b"\xec" + b"\xff" * 30 + b"\x7f",  # order 2
        bytes(32),  # order 4
    ],
)
def test_points_of_small_order_are_refused(
    office: OfficeSide, device: DeviceSide, point: bytes, refused: Refused
) -> None:
    with refused("malformed"):
        device.start({**office.start(), "message": (b"A" + point).hex()})


def test_an_exchange_is_never_the_same_twice(musterstadt: Office) -> None:
    def start() -> str:
        office = OfficeSide(CODE, musterstadt.authority.fingerprint, musterstadt.control.key, DEVICE)
        return office.start()["message"]

    assert start() != start()
