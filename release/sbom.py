"""The list of ingredients of a release, from its pinned requirements: CycloneDX 1.6 as JSON.

The fields are those of its JSON schema, and purls those of the type pypi.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))?(?: \\)?$")
_HASH = re.compile(r"^\s+--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One requirement: exactly this version, and one of these files."""

    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its name among all packages of the world."""
        return f"pkg:pypi/{re.sub('[-_.]+', '-', self.name).lower()}@{self.version}"


def pinned(requirements: Path) -> Iterator[Pinned]:
    """Read what pip would install; raise ValueError for what no hash vouches for."""
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in requirements.read_text("utf-8").splitlines():
        if head := _PINNED.match(line):
            found.append((head, []))
        elif digest := _HASH.match(line):
            found[-1][1].append(digest[1])
        elif line.strip() and not line.strip().startswith("#"):
            raise ValueError(f"{requirements.name}: this is no pinned requirement: {line}")
    for head, hashes in found:
        if not hashes:
            raise ValueError(f"{requirements.name}: {head[1]} has no hash")
        yield Pinned(head[1], head[2], head[3], tuple(hashes))


def document(version: str, requirements: Path, moment: int) -> dict[str, Any]:
    """List everything that can be installed together with a version of nowsync.

    The same requirements at the same moment make the same list.
    """
    packages = sorted(pinned(requirements), key=lambda each: (each.name, each.version))
    ours = f"pkg:pypi/nowsync@{version}"
    content = "".join(digest for each in packages for digest in each.hashes)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ours + content)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(moment, UTC).isoformat(),
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "nowsync",
                "version": version,
                "purl": ours,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": [_component(each) for each in packages],
        "dependencies": [{"ref": ours, "dependsOn": [each.purl for each in packages]}],
    }


def write(version: str, requirements: Path, moment: int, into: Path) -> Path:
    """Write the list beside what it is of."""
    path = into / f"nowsync-{version}.cdx.json"
    text = json.dumps(document(version, requirements, moment), indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def _component(package: Pinned) -> dict[str, Any]:
    # A package has several files, and one of them is installed; a component's own hashes would
    # all have to be those of one file.
    files = [
        {"type": "distribution", "url": package.purl, "hashes": [_sha256(digest)]}
        for digest in package.hashes
    ]
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "externalReferences": files,
    }
    if package.marker:
        component["properties"] = [{"name": "nowsync:marker", "value": package.marker}]
    return component


def _sha256(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest}
