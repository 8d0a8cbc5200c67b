"""An image is found where site generators look for it, and never outside the site."""

import os
from pathlib import Path

import pytest

from nowsync.images import Unfit
from nowsync.images.places import LARGEST, content, find

ENTRY = "src/content/now/2026-11.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site beside things that are none of its business."""
    (tmp_path / "key.png").write_bytes(b"secret")
    site = tmp_path / "site"
    (site / "src" / "content" / "now").mkdir(parents=True)
    return site


def put(site: Path, name: str) -> Path:
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"image")
    return path


@pytest.mark.parametrize(
    ("address", "name"),
    [
        pytest.param("kettle.png", "src/content/now/kettle.png", id="beside the entry"),
        pytest.param("./kettle.png", "src/content/now/kettle.png", id="with a dot before it"),
        pytest.param("../../assets/kettle.png", "src/assets/kettle.png", id="above the entry"),
        pytest.param("/images/kettle.png", "public/images/kettle.png", id="Astro and Next.js"),
        pytest.param("/images/kettle.png", "static/images/kettle.png", id="Hugo and Zola"),
        pytest.param("/images/kettle.png", "assets/images/kettle.png", id="Hugo's assets"),
        pytest.param("/images/kettle.png", "images/kettle.png", id="Jekyll"),
        pytest.param("/images/kettle.png", "src/images/kettle.png", id="Eleventy"),
        pytest.param("images/kettle.png", "content/images/kettle.png", id="Quartz"),
        pytest.param("images/kettle.png", "public/images/kettle.png", id="from the top"),
        pytest.param("the%20kettle.png", "src/content/now/the kettle.png", id="encoded"),
        pytest.param("kettle.png?width=8", "src/content/now/kettle.png", id="with a query"),
        pytest.param("kettle.png#top", "src/content/now/kettle.png", id="with a fragment"),
        pytest.param("tè.png", "src/content/now/tè.png", id="with an accent"),
        pytest.param("100%25.png", "src/content/now/100%.png", id="with a percent sign"),
    ],
)
def test_an_image_is_found_where_generators_look(site: Path, address: str, name: str) -> None:
    path = put(site, name)

    assert find(address, ENTRY, site) == path.resolve()


def test_an_image_beside_its_entry_goes_first(site: Path) -> None:
    put(site, "public/kettle.png")
    nearer = put(site, "src/content/now/kettle.png")

    assert find("kettle.png", ENTRY, site) == nearer.resolve()


def test_a_link_within_the_site_is_followed(site: Path) -> None:
    path = put(site, "assets/kettle.png")
    (site / "public").mkdir()
    (site / "public" / "link.png").symlink_to(path)

    assert find("/link.png", ENTRY, site) == path.resolve()


UP = "../../../.."
HOSTILE = [
    # Up and out, from the entry.
    *(f"{UP}/key.png", f"./{UP}/key.png", f"x/../{UP}/key.png", f"{UP}//key.png"),
    *(f"{UP}/./key.png", f"{UP}/x/../key.png", f"now/../{UP}/../key.png", f"{UP}/site/../key.png"),
    *(f"{UP}/{UP}/{UP}/etc/passwd", f"{UP}/key.png?x=1", f"{UP}/key.png#x", f" {UP}/key.png"),
    # Up and out, from the root of the site.
    *("/../../key.png", "/../../../etc/passwd", "/images/../../../key.png", "/./../../key.png"),
    *("/a/b/../../../../key.png", "/..//../key.png", "/../../site/../key.png", "/..%2f../key.png"),
    # The same, encoded.
    *("%2e%2e/%2e%2e/%2e%2e/%2e%2e/key.png", "%2E%2E/%2E%2E/%2E%2E/%2E%2E/key.png"),
    *("..%2f..%2f..%2f..%2fkey.png", "..%2F..%2F..%2F..%2Fkey.png", ".%2e/.%2e/.%2e/.%2e/key.png"),
    *("%2e./%2e./%2e./%2e./key.png", "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fkey.png"),
    *("%252e%252e/%252e%252e/key.png", "..%252f..%252f..%252f..%252fkey.png"),
    *("/%2e%2e/%2e%2e/key.png",),
    *("%c0%ae%c0%ae/%c0%ae%c0%ae/key.png", "..%c0%af..%c0%af..%c0%afkey.png"),
    *("..%u2215..%u2215key.png",),
    *("\N{FULLWIDTH FULL STOP}\N{FULLWIDTH FULL STOP}/key.png"),
    *("..\N{DIVISION SLASH}..\N{DIVISION SLASH}key.png",),
    # Absolute.
    *("/etc/passwd", "/etc/shadow", "//etc/passwd", "///etc/passwd", "/proc/self/environ"),
    *("/proc/self/cwd/../key.png", "/dev/zero", "/dev/stdin"),
    *("%2fetc%2fpasswd", "/home/ada/.ssh/id_rsa"),
    # Somebody's home.
    *("~/key.png", "~root/key.png", "~", "~/.ssh/id_rsa", "%7e/key.png", "%7Eroot/.ssh/id_rsa"),
    # Windows.
    *("..\\..\\..\\..\\key.png", "\\\\server\\share\\key.png", "C:\\key.png", "C:/key.png"),
    *("//server/share/key.png", "\\\\?\\C:\\key.png"),
    *("..%5c..%5c..%5ckey.png", "%5c%5cserver%5ckey.png"),
    *("c:key.png", "/\\server/key.png", "\\\\.\\pipe\\key"),
    # Other schemes.
    *("file:///etc/passwd", "file:/etc/passwd", "FILE:///etc/passwd"),
    *("file:key.png", "file%3a///etc/passwd"),
    *("data:image/png;base64,iVBORw0KGgo=", "javascript:alert(1)", "ftp://server/key.png"),
    *("jar:file:///key.png", "php://filter/key.png", "gopher://127.0.0.1/key.png", "blob:key.png"),
    # Servers.
    *("http://169.254.169.254/latest", "https://127.1/key.png", "HTTP://0x7f.1/key.png"),
    *("https://[::ffff:127.0.0.1]/key.png", "https://ada.example/key.png"),
    # What no file is called.
    *("", " ", "\0", "key.png\0.jpg", "%00"),
    *("key.png%00.jpg", "key\n.png", "key%0a.png", "\x1b[2Jkey.png"),
    *("\ud800.png", ".", "..", "/", "key\u202e.png", "x" * 5000, "x/" * 3000, "?", "#"),
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: ascii(address)[:40])
def test_an_address_that_leads_out_of_the_site_is_refused(site: Path, address: str) -> None:
    with pytest.raises(Unfit):
        find(address, ENTRY, site)


def test_there_are_at_least_eighty_of_them() -> None:
    assert len(set(HOSTILE)) >= 80


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param(f"{UP}/key.png", "it is outside the site's folder", id="up"),
        pytest.param("/../../key.png", "it is outside the site's folder", id="up from the root"),
        pytest.param("https://ada.example/a.png", "it is on a server, and nowsync", id="remote"),
        pytest.param("file:///a.png", "not that of a file in the site", id="file"),
        pytest.param("~/a.png", "write a plain path with /", id="home"),
        pytest.param("a%00.png", "holds control characters", id="NUL"),
        pytest.param("none.png", "there is no such file in the site", id="missing"),
        pytest.param("x" * 5000, "its file cannot be read: File name too long", id="too long"),
    ],
)
def test_the_reason_is_said(site: Path, address: str, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        find(address, ENTRY, site)


@pytest.mark.parametrize("links", [1, 2])
def test_a_link_that_leads_out_of_the_site_is_refused(site: Path, links: int) -> None:
    target = site.parent / "key.png"
    for number in range(links):
        link = site / f"link{number}.png"
        link.symlink_to(target)
        target = link

    with pytest.raises(Unfit, match="a link to a place outside"):
        find(f"/{target.name}", ENTRY, site)


def test_a_folder_that_is_a_link_out_of_the_site_is_refused(site: Path) -> None:
    (site / "public").symlink_to(site.parent)

    with pytest.raises(Unfit, match="a link to a place outside"):
        find("/key.png", ENTRY, site)


def test_a_link_to_itself_is_no_image(site: Path) -> None:
    (site / "loop.png").symlink_to(site / "loop.png")

    with pytest.raises(Unfit, match="no such file"):
        find("/loop.png", ENTRY, site)


def test_a_site_that_is_reached_by_a_link_is_itself(site: Path) -> None:
    path = put(site, "kettle.png")
    link = site.parent / "link"
    link.symlink_to(site)

    assert find("/kettle.png", ENTRY, link) == path.resolve()


def test_an_entry_outside_the_site_has_no_images_beside_it(site: Path) -> None:
    with pytest.raises(Unfit, match="outside the site's folder"):
        find("key.png", f"{site.parent}/2026-11.md", site)


def test_a_pipe_is_no_image(site: Path) -> None:
    os.mkfifo(site / "pipe.png")

    with pytest.raises(Unfit, match="no such file"):
        find("/pipe.png", ENTRY, site)


def test_a_pipe_that_took_an_images_place_is_not_waited_for(site: Path) -> None:
    os.mkfifo(site / "pipe.png")

    with pytest.raises(Unfit, match="not a regular file"):
        content(site / "pipe.png")


def test_a_link_that_took_an_images_place_is_not_followed(site: Path) -> None:
    (site / "kettle.png").symlink_to(site.parent / "key.png")

    with pytest.raises(Unfit, match="cannot be read"):
        content(site / "kettle.png")


def test_a_file_that_is_too_large_is_not_read(site: Path) -> None:
    with (site / "huge.png").open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(Unfit, match="larger than 32 MiB"):
        content(site / "huge.png")
