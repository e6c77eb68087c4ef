"""What is in the image: Debian packages and Python wheels, as a plain list and as a bill of materials (SPDX 2.3)."""

import email.parser
import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAMESPACE = uuid.UUID("0ac0b1a5-2f4b-4d0b-9d53-40f7a0f4cbd1")
NOASSERTION = "NOASSERTION"


@dataclass(frozen=True)
class Part:
    ecosystem: str  # "deb" or "pypi", as in package URLs
    name: str
    version: str
    architecture: str  # Debian's name; empty for a wheel without machine code
    source: str  # the Debian source package; empty for a wheel
    source_version: str
    installed_bytes: int
    supplier: str
    homepage: str
    licence: str  # SPDX expression as the package itself declares it, or empty


def debian_packages(table: Path) -> list[Part]:
    """Reads the table that image/mkosi/mkosi.postinst writes: dpkg's records are not in the image any more."""
    return [debian_package(line.split("\t")) for line in table.read_text().splitlines()]


def debian_package(fields: list[str]) -> Part:
    name, version, architecture, source, source_version, kilobytes, maintainer, homepage = fields
    size = int(kilobytes or 0) * 1024
    return Part("deb", name, version, architecture, source, source_version, size, maintainer, homepage, "")


def wheels(tree: Path) -> list[Part]:
    """Everything that is installed in the product's virtual environment, the product included."""
    return [wheel(path) for path in sorted(tree.glob("lib/python3*/site-packages/*.dist-info"))]


def wheel(directory: Path) -> Part:
    metadata = email.parser.HeaderParser().parsestr((directory / "METADATA").read_text())
    links = [url.partition(",")[2].strip() for url in metadata.get_all("Project-URL") or []]
    return Part(
        ecosystem="pypi",
        name=metadata["Name"],
        version=metadata["Version"],
        architecture="" if "Root-Is-Purelib: true" in (directory / "WHEEL").read_text() else "amd64",
        source="",
        source_version="",
        installed_bytes=installed_size(directory),
        supplier=metadata.get("Author-email") or metadata.get("Author") or "",
        homepage=metadata.get("Home-page") or next(iter(links), ""),
        licence=metadata.get("License-Expression") or "",
    )


def installed_size(directory: Path) -> int:
    """Bytes of the files that the wheel's RECORD lists; `path,hash,size` a line."""
    sizes = (line.rpartition(",")[2] for line in (directory / "RECORD").read_text().splitlines())
    return sum(int(size) for size in sizes if size.isdigit())


def package_list(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [asdict(part) for part in parts]


def bill_of_materials(version: str, built_at: str, parts: Sequence[Part]) -> dict[str, Any]:
    """The SPDX document: one element that describes the image, and everything that it contains."""
    image = {
        "SPDXID": "SPDXRef-image",
        "name": "vorzimmer",
        "versionInfo": version,
        "downloadLocation": NOASSERTION,
        "filesAnalyzed": False,
        "primaryPackagePurpose": "OPERATING-SYSTEM",
    }
    elements = [spdx_package(part) for part in parts]
    contains = [relation("SPDXRef-image", "CONTAINS", element["SPDXID"]) for element in elements]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"vorzimmer-{version}",
        "documentNamespace": f"urn:uuid:{uuid.uuid5(NAMESPACE, document_identity(version, parts))}",
        "creationInfo": {"created": built_at.replace("+00:00", "Z"), "creators": ["Tool: vorzimmer-image"]},
        "packages": [image, *elements],
        "relationships": [relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image"), *contains],
    }


def spdx_package(part: Part) -> dict[str, Any]:
    return {
        "SPDXID": f"SPDXRef-{part.ecosystem}-{re.sub(r'[^A-Za-z0-9.-]', '-', part.name)}-{digest(part)}",
        "name": part.name,
        "versionInfo": part.version,
        "supplier": f"Person: {part.supplier}" if part.supplier else NOASSERTION,
        "downloadLocation": NOASSERTION,
        "filesAnalyzed": False,
        "homepage": part.homepage or NOASSERTION,
        "licenseConcluded": NOASSERTION,
        "licenseDeclared": part.licence or NOASSERTION,
        "copyrightText": NOASSERTION,
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": package_url(part),
            }
        ],
    }


def package_url(part: Part) -> str:
    """What scanners for known weaknesses look up (github.com/package-url/purl-spec)."""
    if part.ecosystem == "pypi":
        return f"pkg:pypi/{part.name.lower().replace('_', '-')}@{part.version}"
    version = part.version.replace("+", "%2B").replace(":", "%3A")
    return f"pkg:deb/debian/{part.name}@{version}?arch={part.architecture}&distro=debian-13"


def relation(element: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}


def document_identity(version: str, parts: Sequence[Part]) -> str:
    return " ".join([version, *(f"{part.name}={part.version}" for part in parts)])


def digest(part: Part) -> str:
    """Two packages may differ in nothing but a character that SPDX identifiers cannot have."""
    return hashlib.sha256(f"{part.name} {part.architecture}".encode()).hexdigest()[:8]
