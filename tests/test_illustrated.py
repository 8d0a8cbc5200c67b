"""From the image in an entry's text to the image at its status: once, and as it was previewed."""

import hashlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from nowsync.cli import cli
from nowsync.core.action import Create, Hold, Skip, Update
from nowsync.core.publication import Outcome, Result
from tests.crash import Crash, publish_until, settle
from tests.images.painting import painted
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.site import Site, mastodon_at

MEDIA = "/api/v2/media"
TEXT = "The kettle is on. ![A kettle](kettle.jpg)"


@pytest.fixture
def site(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """Have an entry with an image, and a Mastodon that shows images."""
    site.configure(mastodon_at(mastodon.url, images="4"))
    site.write("2026-11", text=TEXT)
    (site.folder / "now" / "kettle.jpg").write_bytes(painted("JPEG", size=(64, 32)))
    return site


def shown(mastodon: Served[PretendMastodon]) -> list[list[str]]:
    """Read the alt texts at each status."""
    return [[media.description for media in each.now.media] for each in mastodon.pretend.alive()]


def results(*runs: Sequence[Outcome]) -> list[Result]:
    return [outcome.result for run in runs for outcome in run]


def run(site: Site, *words: str) -> str:
    configuration = ["--config", str(site.folder / "nowsync.toml")]
    return CliRunner().invoke(cli, [*configuration, *words], catch_exceptions=False).output


def test_what_is_previewed_is_what_is_sent(site: Site, mastodon: Served[PretendMastodon]) -> None:
    (action,) = site.preview("2026-11").actions
    assert isinstance(action, Create)
    file = action.work.steps[0].request.file
    site.publish("2026-11")

    (upload,) = mastodon.pretend.media.uploads
    assert file is not None
    assert file.sha256 == hashlib.sha256(upload.content).hexdigest()
    assert shown(mastodon) == [["A kettle"]]


def test_a_preview_shows_the_image_and_what_is_not_attached(site: Site) -> None:
    site.write("2026-11", text=f"{TEXT} ![A cat](https://a.example/cat.png)")

    said = run(site, "preview", "2026-11")

    assert "│ image 1 now/kettle.jpg: A kettle" in said
    assert "note: image https://a.example/cat.png is not attached: it is on a server" in said
    assert '{"description": "A kettle"}\n    with now/kettle.jpg as image/jpeg, ' in said
    assert '"media_ids": ["{id of step 1}"]' in said


def test_a_preview_shows_an_image_that_has_no_alt_text(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url, images="4", images_without_alt="true"))
    site.write("2026-11", text=TEXT.replace("A kettle", ""))

    assert "with now/kettle.jpg, which has no alt text" in run(site, "preview", "2026-11")


def test_a_preview_opens_no_connection(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.preview("2026-11")

    assert mastodon.requests == []


def test_a_preview_writes_nothing_on_a_site_without_a_ledger(site: Site) -> None:
    site.preview("2026-11")

    assert not (site.folder / ".nowsync").exists()


def test_images_are_attached_only_where_they_are_wanted(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.publish("2026-11")

    assert shown(mastodon) == [[]]


def test_without_images_nothing_reads_them(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.configure(mastodon_at(mastodon.url))
    site.publish("2026-11")

    assert not (site.folder / ".nowsync" / "cache" / "images").exists()


def test_a_cover_goes_before_the_images_of_the_text(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    path = site.write("2026-11", text=TEXT)
    (site.folder / "public").mkdir()
    (site.folder / "public" / "cover.png").write_bytes(painted())
    cover = "cover: /cover.png\ncoverAlt: A harbour\n"
    path.write_text(path.read_text().replace("date:", f"{cover}date:"), encoding="utf-8")
    site.publish("2026-11")

    assert shown(mastodon) == [["A harbour", "A kettle"]]


def test_without_pillow_the_entry_is_held_with_a_sentence(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)

    (action,) = site.preview("2026-11").actions

    assert isinstance(action, Hold)
    assert "pip install 'nowsync[images]'" in action.reason


def test_an_edit_needs_no_image_any_more(site: Site, mastodon: Served[PretendMastodon]) -> None:
    site.publish("2026-11")
    (site.folder / "now" / "kettle.jpg").unlink()
    site.write("2026-11", text=TEXT.replace("on", "off"))
    site.pass_time(minutes=1)

    (action,) = site.preview().actions
    assert isinstance(action, Update)
    assert action.work.summary.notes == ()
    assert results(site.publish()) == [Result.DONE]
    assert shown(mastodon) == [["A kettle"]]


def test_another_image_in_the_text_changes_nothing_that_is_shown_there(site: Site) -> None:
    site.publish("2026-11")
    site.write("2026-11", text=TEXT.replace("kettle.jpg", "teapot.jpg"))
    site.pass_time(minutes=1)

    (action,) = site.preview().actions

    assert isinstance(action, Skip)
    assert "nothing that is shown there" in action.reason


# Meeting, recognising, beginning, uploading, confirming, sending, posting, confirming: each before
# and after.
INSTANTS = 16


@pytest.mark.parametrize("at", range(1, INSTANTS + 1))
def test_an_illustrated_status_survives_the_end_of_the_process_at_every_instant(
    site: Site, mastodon: Served[PretendMastodon], at: int
) -> None:
    with pytest.raises(Crash):
        publish_until(site, at, "2026-11")
    site.publish("2026-11")
    settle(site)

    assert shown(mastodon) == [["A kettle"]]
    assert site.publish("2026-11") == ()


def test_there_are_no_more_instants(site: Site) -> None:
    assert publish_until(site, 0, "2026-11").passed == INSTANTS


@pytest.mark.parametrize("path", [MEDIA, "/api/v1/statuses"])
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "garbage", "truncate"])
def test_an_illustrated_status_survives_a_lost_answer(
    site: Site, mastodon: Served[PretendMastodon], path: str, kind: str
) -> None:
    mastodon.fault(Fault("POST", path, kind))  # type: ignore[arg-type]  # a Kind
    site.publish("2026-11")
    settle(site)

    assert shown(mastodon) == [["A kettle"]]


def interrupted(site: Site, mastodon: Served[PretendMastodon]) -> Path:
    """Let the first upload be put off, so that it is still to be made; give the images' cache."""
    mastodon.fault(Fault("POST", MEDIA, "drop_before"))
    assert results(site.publish("2026-11")) == [Result.UNKNOWN]
    return site.folder / ".nowsync" / "cache" / "images"


def test_what_was_frozen_is_sent_though_its_file_has_changed(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    kept = next(each for each in interrupted(site, mastodon).iterdir() if not each.suffix)
    (site.folder / "now" / "kettle.jpg").write_bytes(b"another")
    site.publish()

    (upload,) = mastodon.pretend.media.uploads
    assert hashlib.sha256(upload.content).hexdigest() == kept.name


def test_an_image_that_cannot_be_had_any_more_is_refused_with_a_sentence(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    shutil.rmtree(interrupted(site, mastodon))

    (outcome,) = site.publish()

    assert outcome.result is Result.REFUSED
    assert "no longer in the cache" in outcome.message
    assert mastodon.pretend.alive() == []


def test_it_is_made_again_for_whoever_names_the_entry(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    shutil.rmtree(interrupted(site, mastodon))
    site.publish()

    assert results(site.publish("2026-11")) == [Result.DONE]
    assert shown(mastodon) == [["A kettle"]]


@pytest.mark.parametrize("limit", ["most", "size_limit", "description_limit"])
def test_a_server_that_takes_less_than_was_thought_is_planned_for_the_next_time(
    site: Site, mastodon: Served[PretendMastodon], limit: str
) -> None:
    site.write("2026-11", text=f"{TEXT} ![A cat](cat.png)")
    (site.folder / "now" / "cat.png").write_bytes(painted())
    setattr(mastodon.pretend.media, limit, {"size_limit": 500}.get(limit, 1))
    first = site.publish("2026-11")
    uploads = len(mastodon.pretend.media.uploads)
    second = site.publish("2026-11")

    assert results(first, second) == [Result.NOT_SENT, Result.DONE]
    assert uploads == 0


def test_an_upload_that_the_server_refuses_holds_the_status(
    site: Site, mastodon: Served[PretendMastodon]
) -> None:
    mastodon.fault(Fault("POST", MEDIA, "status", status=422))

    assert results(site.publish("2026-11")) == [Result.REFUSED]
    assert mastodon.pretend.alive() == []
