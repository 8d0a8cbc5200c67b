"""Hold the registry to finding platforms here and in other packages, and to naming them."""

import re
import sys
from pathlib import Path

import pytest

from nowsync.adapters.registry import UnknownPlatform, find_platform, known_platforms


def test_an_unknown_platform_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownPlatform, match="'mastodno'; did you mean 'mastodon'"):
        find_platform("mastodno")


@pytest.mark.parametrize("name", ["base", "registry", "_private", "../atom", "base.x", "", "42"])
def test_what_is_no_platform_is_unknown(name: str) -> None:
    with pytest.raises(UnknownPlatform, match=f"no platform is called '{re.escape(name)}'"):
        find_platform(name)


def test_the_packaged_platforms_are_known() -> None:
    assert known_platforms() == ("atom", "devto", "mastodon", "sidecar")


def package(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Install another package that offers the platform `crow`."""
    (folder / "crow_platform.py").write_text(source)
    (folder / "crow-1.dist-info").mkdir()
    (folder / "crow-1.dist-info" / "METADATA").write_text("Name: crow\nVersion: 1\n")
    points = "[nowsync.adapters]\ncrow = crow_platform\n"
    (folder / "crow-1.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "crow_platform", raising=False)


def test_another_package_may_bring_a_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path, monkeypatch, "class Settings: ...\nadapter = len\n")

    assert find_platform("crow").settings.__module__ == "crow_platform"
    assert "crow" in known_platforms()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", "'crow' is not an adapter", id="no adapter"),
        pytest.param("import n0where", "crow_platform, which cannot be loaded", id="broken"),
    ],
)
def test_a_package_that_brings_no_platform_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, expected: str
) -> None:
    package(tmp_path, monkeypatch, source)

    with pytest.raises(UnknownPlatform, match=expected):
        find_platform("crow")
