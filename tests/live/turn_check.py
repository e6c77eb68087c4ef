"""What coturn computes for itself with `use-auth-secret`."""

import base64
import hashlib
import hmac

from tests.live.process import RELAY


def password_of(username: str) -> str:
    return base64.b64encode(hmac.digest(RELAY.secret.encode(), username.encode(), hashlib.sha1)).decode()
