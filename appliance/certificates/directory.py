"""An ACME directory (RFC 8555), by certbot's own library: the terms, and a certificate by the http-01 challenge.

Every refusal is an OfficeError whose code begins with `acme_`; `reason` are the directory's own words.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import josepy
import requests
from acme import challenges, crypto_util, errors, messages
from acme.client import ClientNetwork, ClientV2
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.certificates.challenges import Challenges
from appliance.certificates.kept import Settings, pem
from appliance.domain.errors import OfficeError

PATIENCE = timedelta(seconds=90)
"""For the check, and again for the certificate."""
REQUEST_SECONDS = 20
USER_AGENT = "vorzimmer"

CODES = {
    "dns": "acme_name_unknown", "unknownHost": "acme_name_unknown", "dnssec": "acme_name_unknown",
    "connection": "acme_port_closed",
    "unauthorized": "acme_another_answers", "incorrectResponse": "acme_another_answers",
    "tls": "acme_another_answers",
    "caa": "acme_name_refused", "rejectedIdentifier": "acme_name_refused",
    "rateLimited": "acme_rate_limited",
    "invalidContact": "acme_contact_refused", "invalidEmail": "acme_contact_refused",
    "unsupportedContact": "acme_contact_refused",
    "externalAccountRequired": "acme_account_required",
}  # fmt: skip
"""Error type of RFC 8555, 6.7 -> ours; everything else is acme_refused."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Pair:
    certificate_pem: str
    key_pem: str


def terms(address: str, ca_pem: str) -> str:
    """Where the directory's terms of service can be read; "" where it has none."""
    with _network(None, ca_pem) as network, _told(network):
        found = ClientV2.get_directory(address, network.net).meta.terms_of_service or ""
    return found if urlsplit(found).scheme in ("http", "https") else ""


def obtain(
    settings: Settings, account_key: ec.EllipticCurvePrivateKey, live: Challenges, progress: Progress,
    patience: timedelta = PATIENCE,
) -> Pair:  # fmt: skip
    """A certificate with a new key for the name. `progress` hears: ordered, checked, received."""
    key_pem = pem(ec.generate_private_key(ec.SECP256R1()))
    with _network(josepy.JWKEC(key=account_key), settings.ca_pem) as network, _told(network):
        client = ClientV2(ClientV2.get_directory(settings.directory, network.net), network.net)
        _sign_in(client, settings.email)
        order = client.new_order(crypto_util.make_csr(key_pem.encode(), [settings.name]))
        progress("ordered")
        order = _prove(client, order, live, patience)
        progress("checked")
        order = client.finalize_order(order, _until(patience))
        progress("received")
        return Pair(order.fullchain_pem, key_pem)


def _sign_in(client: ClientV2, email: str) -> None:
    """The account of our key, made if the directory does not know it. Its terms were agreed to beforehand."""
    wanted = messages.NewRegistration.from_data(email=email or None, terms_of_service_agreed=True)
    try:
        client.new_account(wanted)
    except errors.ConflictError as known:
        account = messages.RegistrationResource(body=messages.Registration(), uri=known.location)
        client.net.account = account
        if email:
            client.update_registration(account, messages.Registration.from_data(email=email))


def _prove(
    client: ClientV2, order: messages.OrderResource, live: Challenges, patience: timedelta
) -> messages.OrderResource:
    """Answer what the directory asks at port 80, for as long as it asks."""
    (authorization,) = order.authorizations
    if authorization.body.status == messages.STATUS_VALID:  # proved lately
        return order
    challenge = _http_challenge(authorization)
    response, answer = challenge.response_and_validation(client.net.key)
    with live.answering(challenge.chall.encode("token"), answer):
        client.answer_challenge(challenge, response)
        try:
            return client.poll_authorizations(order, _until(patience))
        except errors.TimeoutError:
            authorization, _ = client.poll(authorization)
            raise errors.ValidationError([authorization]) from None


def _http_challenge(authorization: messages.AuthorizationResource) -> messages.ChallengeBody:
    for challenge in authorization.body.challenges:
        if isinstance(challenge.chall, challenges.HTTP01):
            return challenge
    raise OfficeError("acme_refused", reason="no http-01")


def _until(patience: timedelta) -> datetime:
    """As the library compares it: local time without a zone."""
    return (datetime.now(UTC) + patience).astimezone().replace(tzinfo=None)


@dataclass
class _Network:
    """`retry_at`: when the directory said that it will listen again."""

    net: ClientNetwork
    retry_at: datetime | None = None

    def note(self, response: requests.Response, *_: Any, **__: Any) -> None:
        self.retry_at = _moment(response.headers.get("Retry-After", ""))


@contextmanager
def _network(key: josepy.JWK | None, ca_pem: str) -> Iterator[_Network]:
    net = ClientNetwork(key, alg=josepy.ES256, user_agent=USER_AGENT, timeout=REQUEST_SECONDS)
    network = _Network(net)
    net.session.hooks["response"].append(network.note)
    with NamedTemporaryFile("w") as authority:
        if ca_pem:
            authority.write(ca_pem)
            authority.flush()
            net.verify_ssl = str(Path(authority.name))  # type: ignore[assignment]  # as requests takes it
        yield network


def _moment(retry_after: str) -> datetime | None:
    """RFC 9110, 10.2.3: seconds from now, or a date."""
    if retry_after.isdigit():
        return datetime.now(UTC) + timedelta(seconds=int(retry_after))
    try:
        return parsedate_to_datetime(retry_after)
    except ValueError:
        return None


@contextmanager
def _told(network: _Network) -> Iterator[None]:
    """The library's many errors as our one family."""
    try:
        yield
    except messages.Error as error:
        raise _refusal(error, network.retry_at) from None
    except errors.IssuanceError as error:
        raise _refusal(error.error, network.retry_at) from None
    except errors.ValidationError as error:
        raise _failed_check(error) from None
    except errors.TimeoutError:
        raise OfficeError("acme_too_slow", reason="") from None
    except requests.exceptions.SSLError as error:
        raise OfficeError("acme_directory_untrusted", reason=_short(error)) from None
    except requests.RequestException as error:
        raise OfficeError("acme_directory_unreachable", reason=_short(error)) from None
    except (errors.Error, josepy.errors.Error, KeyError, ValueError) as error:
        raise OfficeError("acme_no_directory", reason=_short(error)) from None
    except OSError as error:
        raise OfficeError("acme_directory_untrusted", reason=_short(error)) from None


def _refusal(error: messages.Error, retry_at: datetime | None = None) -> OfficeError:
    code = CODES.get(error.code or "", "acme_refused")
    return OfficeError(code, reason=error.detail or str(error.typ), retry_at=retry_at)


def _failed_check(failed: errors.ValidationError) -> OfficeError:
    """The directory's reason; without one it never came to ask."""
    for authorization in failed.failed_authzrs:
        for challenge in authorization.body.challenges:
            if challenge.error is not None:
                return _refusal(challenge.error)
    return OfficeError("acme_too_slow", reason="")


def _short(error: Exception) -> str:
    return str(error)[:300] or type(error).__name__
