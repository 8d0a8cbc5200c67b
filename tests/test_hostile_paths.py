"""No path that front matter names leads out of the site: neither to a file, nor to another host."""

import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from nowsync.core.image import ImageRoom
from nowsync.core.target import Site
from nowsync.entries import EntryRules, read_folder
from nowsync.images import Gallery, Store
from tests.images.test_places import HOSTILE

SITE = Site("https://ada.example")
ROOM = ImageRoom(most=4, size=10**7, pixels=10**7, alt=1500, without_alt=True)
# The smallest image there is: one that was read would be taken.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
IMAGE_KEYS = ("image", "cover", "cover_image", "ogImage", "heroImage")


@pytest.fixture
def rules(tmp_path: Path) -> EntryRules:
    """Lay out a site beside a file that is none of its business."""
    (tmp_path / "key.png").write_bytes(PIXEL)
    site = tmp_path / "site"
    (site / "src/content/now").mkdir(parents=True)
    return EntryRules(
        folder=site / "src/content/now", root=site, site=SITE, permalink="/now/{slug}/"
    )


def write(rules: EntryRules, key: str, value: str) -> None:
    path = rules.folder / "2026-11.md"
    path.write_text(f"---\ndate: 2026-11-01\n{key}: {json.dumps(value)}\n---\nHello.\n", "utf-8")


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: ascii(address)[:40])
def test_no_image_of_the_front_matter_is_read_from_elsewhere(
    rules: EntryRules, address: str
) -> None:
    keys = "\n".join(f"{key}: {json.dumps(address)}" for key in IMAGE_KEYS)
    write(rules, f"{keys}\ntitle", "November")
    gallery = Gallery(rules.root, Store(rules.root / "cache"))

    found = [gallery.images(entry, ROOM)[0] for entry in read_folder(rules).entries]

    assert [*filter(None, found)] == []


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: ascii(address)[:40])
def test_no_slug_makes_an_address_of_another_host(rules: EntryRules, address: str) -> None:
    write(rules, "slug", address)

    addresses = [entry.permalink or "" for entry in read_folder(rules).entries]

    hosts = {urlsplit(urljoin("https://ada.example/", each))[:2] for each in addresses}
    assert hosts <= {("https", "ada.example")}


def test_an_image_of_the_site_is_found(rules: EntryRules) -> None:
    """The same as above, but for an address that is good."""
    write(rules, "image", "/key.png")
    (rules.root / "public").mkdir()
    (rules.root / "public" / "key.png").write_bytes(PIXEL)
    gallery = Gallery(rules.root, Store(rules.root / "cache"))

    (entry,) = read_folder(rules).entries

    assert len(gallery.images(entry, ROOM)[0]) == 1
