"""The backup key: the town hall keeps the secret half on paper or in its safe, the office server only the public one.

Both are keys of age (https://age-encryption.org), so that a backup can be opened without us, too:
`age --decrypt -i key.txt backup.vorzimmer | tar t`.
"""

from dataclasses import dataclass

import pyrage

from provisioning.errors import ProvisioningError


@dataclass(frozen=True)
class BackupKey:
    """`secret` is shown once and stored nowhere; `public` is what a backup is encrypted to."""

    secret: str
    public: str


def generate() -> BackupKey:
    identity = pyrage.x25519.Identity.generate()
    return BackupKey(str(identity), str(identity.to_public()))


def identity(secret: str) -> pyrage.x25519.Identity:
    """People type keys from paper: case and white space do not count.

    Raises bad_backup_key for what is no key (a letter left out, a public key).
    """
    try:
        return pyrage.x25519.Identity.from_str("".join(secret.split()).upper())
    except pyrage.IdentityError:
        raise ProvisioningError("bad_backup_key") from None


def recipient(public: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(public.strip())
    except pyrage.RecipientError:
        raise ProvisioningError("bad_backup_key") from None
