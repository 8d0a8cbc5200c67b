"""Plans that are kept and applied: exactly what was kept is carried out, or nothing."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nowsync.core.kept import Kept
from tests.servers.mastodon import PretendMastodon
from tests.servers.wire import Fault, Served
from tests.shell import run
from tests.site import Site, feed, mastodon_at

Type = Callable[[str], subprocess.CompletedProcess[str]]
NAMED = "nowsync plan 2026-11 --target mastodon -o plan.json"


@pytest.fixture
def ada(site: Site, mastodon: Served[PretendMastodon]) -> Site:
    """A site with two entries, a feed, and a Mastodon account that has not been met."""
    site.configure(mastodon_at(mastodon.url), feed())
    for path in (site.write("2026-10", text="The kettle is off."), site.write("2026-11")):
        os.utime(path, (0, 0))  # long settled
    return site


@pytest.fixture
def type_(ada: Site) -> Type:
    """Type a command in the site's folder, without a terminal."""
    return lambda command: run(command, ada.folder, **ada.environment)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


class TestPlan:
    def test_it_writes_its_file_and_nothing_else(self, ada: Site, type_: Type) -> None:
        before = files(ada.folder)

        done = type_(NAMED)

        assert (done.returncode, done.stderr) == (0, "")
        assert files(ada.folder) - before - {".nowsync"} == {"plan.json"}

    def test_it_asks_no_server(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)

        assert mastodon.requests == []

    def test_it_prints_a_short_summary_with_the_fingerprint_and_the_next_command(
        self, ada: Site, type_: Type
    ) -> None:
        said = type_(NAMED).stdout

        fingerprint = json.loads((ada.folder / "plan.json").read_text("utf-8"))["fingerprint"]
        assert said == (
            "2026-11 → mastodon  create: you named it\n\n"
            "Wrote plan.json: 1 create. Nothing was sent. "
            "To carry it out: nowsync apply plan.json\n"
            f"Fingerprint: {fingerprint}\n"
        )

    def test_its_fingerprint_is_that_of_the_preview(self, type_: Type) -> None:
        preview = type_("nowsync preview 2026-11 --target mastodon")

        kept = json.loads(type_("nowsync plan 2026-11 --target mastodon").stdout)

        assert preview.stdout.endswith(f"\nFingerprint: {kept['fingerprint']}\n")

    def test_its_steps_are_those_of_the_preview(self, type_: Type) -> None:
        words = "2026-11 --target mastodon"
        preview = json.loads(type_(f"nowsync preview {words} --json").stdout)

        kept = json.loads(type_(f"nowsync plan {words}").stdout)

        (shown,), (step,) = preview["plan"]["actions"][0]["steps"], kept["actions"][0]["steps"]
        assert step["key"] == shown["key"]
        assert step["request"]["body"] == shown["request"]["body"]

    def test_an_entry_that_was_named_by_its_path_is_kept_by_its_id(self, type_: Type) -> None:
        kept = json.loads(type_("nowsync plan now/2026-11.md").stdout)

        assert kept["entries"] == ["2026-11"]

    def test_it_holds_no_secret(self, ada: Site, type_: Type) -> None:
        secret = ada.environment["NOWSYNC_MASTODON_TOKEN"]

        assert secret not in type_("nowsync plan").stdout

    def test_it_replaces_a_file_only_when_told(self, ada: Site, type_: Type) -> None:
        (ada.folder / "plan.json").write_text("mine")

        refused, forced = type_(NAMED), type_(f"{NAMED} --force")

        assert (refused.returncode, forced.returncode) == (2, 0)
        assert "there is a plan.json already" in refused.stderr

    def test_what_cannot_be_read_is_told(self, ada: Site, type_: Type) -> None:
        (ada.folder / "now/2026-12.md").write_text("---\ndate: soon\n---\nHello.\n")

        printed, kept = type_("nowsync plan"), type_("nowsync plan -o plan.json")

        assert (printed.returncode, kept.returncode) == (1, 1)
        assert "problem  now/2026-12.md:2: " in printed.stderr
        assert "problem  now/2026-12.md:2: " in kept.stdout


class TestUndatedPage:
    """A page that does not say its date is dated by the run that finds it new."""

    @pytest.fixture
    def page(self, site: Site, mastodon: Served[PretendMastodon]) -> Site:
        """A site whose one page was rewritten this month, and says no date."""
        site.configure(mastodon_at(mastodon.url))
        toml = site.folder / "nowsync.toml"
        head = toml.read_text("utf-8")
        toml.write_text(head.replace('folder = "now"', 'page = "now.md"').replace("{slug}", "x"))
        page = site.folder / "now.md"
        page.write_text("# Now\n\nThe kettle is on.\n", encoding="utf-8")
        site.publish()
        page.write_text("# Now\n\nSnow in the harbour.\n\n- Skating to work\n", encoding="utf-8")
        site.pass_time(days=20)
        return site

    def test_its_plan_can_be_applied_later_that_day(self, page: Site) -> None:
        kept = Kept.of(page.preview(), "https://ada.example", ())
        page.pass_time(hours=1)

        assert len(kept.deeds) == 1
        assert kept.is_what(page.preview())

    def test_its_plan_is_done_once(self, page: Site) -> None:
        kept = Kept.of(page.preview(), "https://ada.example", ())
        page.pass_time(hours=1)
        page.publish()
        app = page.app()

        with app.reading() as records:
            standings = {"mastodon": records.publications("mastodon")}

            assert kept.is_done(page.preview(), standings)


class TestApply:
    def test_what_was_kept_is_what_is_sent(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        (action,) = json.loads((ada.folder / "plan.json").read_text("utf-8"))["actions"]

        done = type_("nowsync apply plan.json")

        (request,) = mastodon.asked("POST", "/api/v1/statuses")
        assert done.returncode == 0
        assert request.json() == action["steps"][0]["request"]["body"]

    def test_a_feed_is_written_though_time_has_passed(self, ada: Site) -> None:
        kept = Kept.of(ada.preview(only=["feed"]), "https://ada.example", ("feed",))
        ada.pass_time(days=1)

        assert kept.is_what(ada.preview(only=["feed"]))

    def test_the_time_of_the_run_stands_in_a_plan_as_such(self, ada: Site) -> None:
        plan = ada.preview("2026-11", only=["feed"])

        assert '"published": "{now}"' in json.dumps(plan.deeds[0].dump())

    def test_a_plan_is_carried_out_once_and_says_so(
        self, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        type_("nowsync apply plan.json")

        again = type_("nowsync apply plan.json")

        assert (again.returncode, again.stderr) == (0, "")
        assert again.stdout == "plan.json has been carried out already. Nothing was sent.\n"
        assert len(mastodon.pretend.alive()) == 1

    def test_a_plan_that_only_fills_a_baseline_is_carried_out_once_too(self, type_: Type) -> None:
        type_("nowsync plan --target mastodon -o plan.json")

        first, again = type_("nowsync apply plan.json"), type_("nowsync apply plan.json")

        assert "Nothing to do." in first.stdout
        assert "has been carried out already" in again.stdout

    def test_a_text_that_changed_refuses_the_plan_and_sends_nothing(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        ada.write("2026-11", text="The kettle is off.")

        done = type_("nowsync apply plan.json --yes")

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "nowsync: plan.json is not what would be done now, so nothing was sent:\n"
            "  2026-11 on mastodon: its text changed\n"
            "To make it anew: nowsync plan 2026-11 --target mastodon -o plan.json --force\n"
        )
        assert mastodon.requests == []

    def test_the_command_that_it_names_makes_a_plan_that_is_carried_out(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        ada.write("2026-11", text="The kettle is off.")
        _, _, again = type_("nowsync apply plan.json").stderr.partition("To make it anew: ")

        type_(again.strip())
        type_("nowsync apply plan.json")

        assert "The kettle is off." in mastodon.pretend.alive()[0].now.text

    def test_a_new_entry_refuses_a_plan_of_all_that_is_due(self, ada: Site, type_: Type) -> None:
        type_("nowsync plan --target feed -o plan.json")
        os.utime(ada.write("2026-09"), (0, 0))  # long settled

        done = type_("nowsync apply plan.json")

        assert "  2026-09 on feed: the plan would now also create it\n" in done.stderr
        assert not (ada.folder / "public").exists()

    def test_a_draft_that_was_begun_does_not_matter(self, ada: Site, type_: Type) -> None:
        type_("nowsync plan --target feed -o plan.json")
        (ada.folder / "now/2026-12.md").write_text("---\ndraft: true\ndate: 2026-12-01\n---\nHm.\n")

        assert type_("nowsync apply plan.json").returncode == 0

    def test_what_was_published_meanwhile_refuses_the_rest_too(
        self, ada: Site, type_: Type
    ) -> None:
        type_("nowsync plan --target feed -o plan.json")
        type_("nowsync publish 2026-11 --target feed")

        done = type_("nowsync apply plan.json")

        assert done.returncode == 1
        assert "  2026-11 on feed: it was published meanwhile\n" in done.stderr
        assert "2026-10" not in (ada.folder / "public/now.xml").read_text("utf-8")

    def test_a_template_that_changed_refuses_the_plan(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        (ada.folder / "own").mkdir()
        (ada.folder / "own/mastodon.j2").write_text("Hello.\n")
        ada.configure(mastodon_at(mastodon.url), '[templates]\nfolder = "own"')

        done = type_("nowsync apply plan.json")

        assert "what is sent for it changed, though its text did not" in done.stderr

    def test_an_entry_that_is_not_there_any_more_refuses_the_plan(
        self, ada: Site, type_: Type
    ) -> None:
        type_(NAMED)
        (ada.folder / "now/2026-11.md").unlink()

        done = type_("nowsync apply plan.json")

        assert done.returncode == 1
        assert "\n  no entry is called '2026-11'" in done.stderr

    def test_a_target_that_is_not_there_any_more_refuses_the_plan(
        self, ada: Site, type_: Type
    ) -> None:
        type_(NAMED)
        ada.configure(feed())

        done = type_("nowsync apply plan.json")

        assert done.returncode == 1
        assert "\n  there is no target 'mastodon'; there are feed\n" in done.stderr

    def test_a_plan_of_another_site_is_refused(self, ada: Site, type_: Type) -> None:
        type_(NAMED)
        toml = ada.folder / "nowsync.toml"
        toml.write_text(toml.read_text("utf-8").replace("ada.example", "bob.example"))

        done = type_("nowsync apply plan.json")

        assert done.returncode == 2
        assert "a plan for https://ada.example, and this is https://bob.example" in done.stderr

    def test_a_plan_that_was_changed_by_hand_sends_nothing(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        path = ada.folder / "plan.json"
        path.write_text(path.read_text("utf-8").replace("The kettle is on.", "Buy this."))

        done = type_("nowsync apply plan.json")

        assert done.returncode == 2
        assert "its fingerprint is of another plan" in done.stderr
        assert mastodon.requests == []

    def test_a_forged_plan_sends_nothing(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        ada.write("2026-11", text="Buy this.")
        type_(NAMED)
        ada.write("2026-11")

        done = type_("nowsync apply plan.json")

        assert "Buy this." in (ada.folder / "plan.json").read_text("utf-8")
        assert (done.returncode, mastodon.requests) == (1, [])

    def test_json_tells_the_outcomes(self, type_: Type) -> None:
        type_(NAMED)

        done = type_("nowsync apply plan.json --json")

        (outcome,) = json.loads(done.stdout)["outcomes"]
        assert outcome["result"] == "done"

    def test_json_of_a_plan_that_has_been_carried_out_has_no_outcomes(self, type_: Type) -> None:
        type_(NAMED)
        type_("nowsync apply plan.json")

        assert json.loads(type_("nowsync apply plan.json --json").stdout)["outcomes"] == []

    def test_what_was_interrupted_is_not_begun_anew(
        self, ada: Site, type_: Type, mastodon: Served[PretendMastodon]
    ) -> None:
        type_(NAMED)
        mastodon.fault(Fault("POST", "/api/v1/statuses", "drop_after"))
        mastodon.fault(Fault("GET", "/api/v1/accounts/.*/statuses", "drop_before", count=9))
        type_("nowsync apply plan.json")

        again = type_("nowsync apply plan.json")

        assert "the plan would now recover it, not create it" in again.stderr
        assert len(mastodon.pretend.alive()) == 1
