"""What Chromium may do on a kiosk: its enterprise policies, for the office's origin and the local page only.

Chromium reads /etc/chromium/policies/managed, which is a link to the session's own directory on the image. Debian's
Chromium follows changes of those files, but CACertificates only when it starts: the session starts it anew.
https://chromeenterprise.google/policies/
"""

import json
import os
import ssl
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FILE_NAME = "vorzimmer.json"
_END_OF_CERTIFICATE = "-----END CERTIFICATE-----"

BLOCKED = 2
"""Of the Default...Setting policies."""

OTHER_SCHEMES = ("chrome", "devtools", "view-source", "file", "javascript", "data", "blob")

CONSTANT: dict[str, Any] = {
    # Nowhere else. Pages of the browser itself and other schemes are no exception; the session leads by the pipe.
    "URLBlocklist": ["*", *(f"{scheme}:*" for scheme in OTHER_SCHEMES)],
    # With 2 ("disallowed") Chromium refuses the pipe too. DevTools stay shut: address and keys are blocked.
    "DeveloperToolsAvailability": 0,
    "IncognitoModeAvailability": 0,  # a citizen's context is off the record
    # Nothing leaves by the browser, and nothing comes in.
    "DownloadRestrictions": 3,
    "AllowFileSelectionDialogs": False,
    "PrintingEnabled": False,
    "DisableScreenshots": False,
    "ExtensionInstallBlocklist": ["*"],
    "BrowserSignin": 0,
    "SyncDisabled": True,
    "BookmarkBarEnabled": False,
    "EditBookmarksEnabled": False,
    "AllowDinosaurEasterEgg": False,
    # Nothing is remembered, offered or translated.
    "PasswordManagerEnabled": False,
    "AutofillAddressEnabled": False,
    "AutofillCreditCardEnabled": False,
    "SavingBrowserHistoryDisabled": True,
    "SearchSuggestEnabled": False,
    "DefaultSearchProviderEnabled": False,
    "TranslateEnabled": False,
    "SpellcheckEnabled": False,
    "ShoppingListEnabled": False,
    "GenAILocalFoundationalModelSettings": 1,  # no model is fetched
    # Nothing is asked of anybody else.
    "MetricsReportingEnabled": False,
    "SafeBrowsingProtectionLevel": 0,
    "ComponentUpdatesEnabled": False,
    "DnsOverHttpsMode": "off",
    "BuiltInDnsClientEnabled": False,
    "NetworkPredictionOptions": 2,
    "AlternateErrorPagesEnabled": False,
    "UrlKeyedAnonymizedDataCollectionEnabled": False,
    "BackgroundModeEnabled": False,
    "DomainReliabilityAllowed": False,
    "EnableMediaRouter": False,
    "PromotionsEnabled": False,
    # What a page may ask for is decided here, so nobody is asked.
    "DefaultPopupsSetting": BLOCKED,
    "DefaultNotificationsSetting": BLOCKED,
    "DefaultGeolocationSetting": BLOCKED,
    "DefaultWebUsbGuardSetting": BLOCKED,
    "DefaultSerialGuardSetting": BLOCKED,
    "DefaultWebBluetoothGuardSetting": BLOCKED,
    "DefaultWebHidGuardSetting": BLOCKED,
    "DefaultFileSystemReadGuardSetting": BLOCKED,
    "DefaultFileSystemWriteGuardSetting": BLOCKED,
    "DefaultClipboardSetting": BLOCKED,
    "DefaultSensorsSetting": BLOCKED,
    "DefaultWindowManagementSetting": BLOCKED,
    "DefaultLocalFontsSetting": BLOCKED,
    "PaymentMethodQueryEnabled": False,
    "ScreenCaptureAllowed": False,
    "VideoCaptureAllowed": False,
    "AudioCaptureAllowed": False,
    "AutoplayAllowed": True,
}


def managed(local: str, office: Sequence[str], ca_pem: str) -> dict[str, Any]:
    """`local`, `office`: origins; the office's may use camera and microphone. `ca_pem`: to be trusted, or empty."""
    return {
        **CONSTANT,
        "URLAllowlist": [local, *office],
        "VideoCaptureAllowedUrls": list(office),
        "AudioCaptureAllowedUrls": list(office),
        "LocalNetworkAccessAllowedForUrls": list(office),
        "CACertificates": [b64encode(certificate).decode() for certificate in certificates(ca_pem)],
    }


def certificates(pem: str) -> list[bytes]:
    """The certificates in a PEM text, as DER."""
    parts = (part.strip() for part in pem.split(_END_OF_CERTIFICATE))
    return [ssl.PEM_cert_to_DER_cert(f"{part}\n{_END_OF_CERTIFICATE}\n") for part in parts if part]


def write(directory: Path, policies: dict[str, Any]) -> None:
    """In one step, so that Chromium never reads half of it."""
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = directory.with_name(f"{directory.name}.new")  # beside it: Chromium reads every file that is in it
    unfinished.write_text(json.dumps(policies, indent=1))
    os.replace(unfinished, directory / FILE_NAME)
