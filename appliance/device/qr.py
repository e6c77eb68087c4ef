"""What the QR code before adoption says, and how it is drawn."""

import io

import segno

QUIET_ZONE = 2  # modules; the page's paper around it is the rest


def adoption_text(device_id: str, code: str, server_url: str, address: str) -> str:
    """The administration of the server that was found, with this device chosen; without one, words for a person."""
    if server_url:
        return f"{server_url.rstrip('/')}/admin/#adopt={device_id}:{code}"
    return f"Vorzimmer {device_id} {address} Code {code}"


def drawn(text: str) -> bytes:
    """SVG. Its colours are attributes, so that the page's policy needs no exception for styles."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff"
    )
    return picture.getvalue()
