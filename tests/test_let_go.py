"""What was read goes with its last user: a served preview reads all of it at each save."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cached_site import CachedSite, rest
from tests.site import Site, feed, mastodon_at

pytestmark = pytest.mark.usefixtures("uncollected")


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Have only that freed which nobody holds."""
    gc.disable()
    yield
    gc.enable()


def opened(path: Path) -> int:
    """Count how often this process has a file open."""
    return sum(each.samefile(path) for each in Path("/proc/self/fd").iterdir() if each.exists())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux alone tells what is open")
def test_a_cache_is_closed_by_the_last_who_uses_it(tmp_path: Path) -> None:
    site = CachedSite.of(tmp_path / "site")
    rest(site, 0)
    site.cached()
    entries = site.cached().entries
    bodies = [each.body for each in entries]
    while_used = opened(site.cache)
    del entries

    assert len(bodies) == 6
    assert (while_used, opened(site.cache)) == (1, 0)


def test_what_was_read_for_a_preview_goes_with_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.configure(feed(), mastodon_at("https://mastodon.example"))
    site.write("2026-11")
    app = site.app()
    with app.reading() as records:
        plan = app.prepare(records)
    held = weakref.ref(app.places.connections)
    del app, records

    assert plan.actions
    assert held() is None
