"""Plays a story: a site, the place it is published at, and whatever happens to both."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from random import Random

from click.testing import CliRunner

from nowsync.app import App
from nowsync.cli import cli
from nowsync.config import load
from nowsync.core.action import Action, Hold, Wait
from nowsync.core.identity import identify
from nowsync.core.publication import OperationState, Publication, Standing
from nowsync.core.target import Site as SiteSettings
from nowsync.rendering import Renderer
from tests.site import Site
from tests.torture import audit, kills, venues
from tests.torture.author import Author, number_of
from tests.torture.kills import Ended
from tests.torture.moves import Move
from tests.torture.tally import Tally
from tests.torture.venues import Venue

CAMPAIGNS: dict[str, Callable[[Random, Site], AbstractContextManager[Venue]]] = {
    "Mastodon, keys honoured": partial(venues.mastodon, keys=True),
    "Mastodon, keys ignored": partial(venues.mastodon, keys=False),
    "dev.to": venues.forem,
    "Atom": venues.atom,
}
SPANS = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20)),
    *(timedelta(hours=1), timedelta(hours=6), timedelta(days=1)),
)
# No request is on its way for longer (core/publication.py: SETTLE).
ON_ITS_WAY = timedelta(minutes=4)
# What goes wrong may put a target off by a day (http/waits.py: MAX_WAIT).
HEALTHY_SPANS = (timedelta(minutes=5), timedelta(minutes=5), timedelta(hours=25))
MOST_HEALTHY_DAYS = 30


class AppWithKeptTemplates(App, frozen=True):
    """Compiles the templates once for all runs, which takes longer than the rest of one."""

    @cached_property
    def _renderer(self) -> Renderer:
        return _kept(self.configuration.site)


class SiteWithKeptTemplates(Site):
    """Starts nowsync without its longest wait."""

    def app(self) -> App:
        """Start nowsync."""
        settings = load(self.folder / "nowsync.toml")
        return AppWithKeptTemplates(settings, self.environment, lambda: self.now, pause=self.pause)


@cache
def _kept(site: SiteSettings) -> Renderer:
    return Renderer(site, None)


@dataclass
class Stage:
    """A story that is being told."""

    site: Site
    venue: Venue
    author: Author
    usual: float
    tally: Tally = field(default_factory=Tally)
    told: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def play(self, moves: Sequence[Move]) -> None:
        """Let everything happen in its order, up to the first finding; then let days go by."""
        self.happen(moves)
        if self.findings:
            return
        self._recover()
        plan = self.site.preview()
        pieces = self.author.pieces
        self.findings += audit.of_history(self.venue, pieces)
        self.findings += audit.at_rest(self.venue, pieces, plan.actions)
        self.tally.published += audit.count_there(self.venue, pieces)
        self.tally.reasons.update(filter(None, map(audit.reason_of, plan.actions)))

    def _happen(self, move: Move) -> str:
        deed = getattr(self.author, move.kind, None) or getattr(self, f"_{move.kind}")
        said: str = deed(Random(move.number))
        return said

    def _disturb(self, chance: Random) -> str:
        return self.venue.disturb(chance)

    def _turn(self, chance: Random) -> str:
        return self.venue.turn(chance)

    def _wait(self, chance: Random) -> str:
        span = chance.choice(SPANS)
        self._let_go_by(span)
        return f"{span} went by"

    def _let_go_by(self, span: timedelta) -> None:
        """Let time go by, and early in it arrive what is still on its way."""
        early = min(span, ON_ITS_WAY)
        self.site.now += early
        self.venue.arrive()
        self.site.now += span - early

    def _delete_by_hand(self, chance: Random) -> str:
        """Delete a post whose making nobody doubts; a doubtful one would look as if never made."""
        known = [each for each in self._publications() if _is_at_rest(each)]
        if not known:
            return ""
        piece = self.author.pieces[number_of(chance.choice(known).entry) - 1]
        if not self.venue.lose_by_hand(piece.number):
            return ""
        piece.deleted = True
        return f"what is public of {piece.name} was deleted by hand"

    def _retract(self, chance: Random) -> str:
        """Take an entry back, and die; what was begun then is finished by later runs."""
        known = [each for each in self._publications() if _is_at_rest(each)]
        if not known:
            return ""
        entry = chance.choice(known).entry
        ended = kills.while_taking_back(self.site, chance, entry)
        (after,) = (each for each in self._publications() if each.entry == entry)
        if after.standing is Standing.RETRACTED or not _is_at_rest(after):
            self.author.pieces[number_of(entry) - 1].retracted = True
        return self._ended(ended, f"took {entry} back, and died")

    def _hold(self, chance: Random) -> str:
        return self._keep_back(chance, held=False)

    def _release(self, chance: Random) -> str:
        return self._keep_back(chance, held=True)

    def _keep_back(self, chance: Random, *, held: bool) -> str:
        """Hold an entry that is not held, or release one that is."""
        known = [each for each in self._publications() if (each.on_hold is not None) == held]
        if not known:
            return ""
        entry = chance.choice(known).entry
        with self.site.app().writing() as ledger:
            write = ledger.release if held else ledger.hold_back
            write(self.venue.kind, entry, self.site.now)
        self.author.pieces[number_of(entry) - 1].held = not held
        return f"{'released' if held else 'held'} {entry}"

    def _lose_ledger(self, _chance: Random) -> str:
        """Lose the ledger, while all that was published is there to be seen at first contact."""
        pieces = self.author.pieces
        if not pieces or not all(each.there and not each.draft for each in pieces):
            return ""
        for file in (self.site.folder / ".nowsync").glob("ledger.sqlite*"):
            file.unlink()
        for piece in pieces:
            piece.forgotten, piece.retracted, piece.held = True, False, False
        self._run(Random(0))
        return "the ledger was lost"

    def happen(self, moves: Sequence[Move]) -> None:
        """Let things happen; what is public after each of them is audited."""
        for move in moves:
            said = self._happen(move)
            if said:
                self.told.append(f"{self.site.now:%d %H:%M} {move}  {said}")
            self.findings += audit.of_history(self.venue, self.author.pieces)
            if self.findings:
                return

    def _run(self, _chance: Random) -> str:
        self.tally.runs += 1
        outcomes = self.site.publish()
        return f"published: {[f'{each.entry} {each.result.value}' for each in outcomes]}"

    def _die_at_an_instant(self, chance: Random) -> str:
        self._see_to_work(chance)
        return self._ended(kills.at_an_instant(self.site, chance), "died at an instant")

    def _die_at_any_moment(self, chance: Random) -> str:
        self._see_to_work(chance)
        return self._killed(kills.at_any_moment(self.site, chance, self.usual))

    def _die_as_two(self, chance: Random) -> str:
        self._see_to_work(chance)
        return self._killed(kills.at_any_moment(self.site, chance, self.usual, processes=2))

    def _see_to_work(self, chance: Random) -> None:
        """Have something to send, so that the kill meets nowsync at work; mostly an edit."""
        plan = self.site.preview()
        if plan.wakes_at is not None:
            self._let_go_by(plan.wakes_at - self.site.now)
        elif not plan.sending:
            deed = chance.choice([self.author.write, self.author.correct, self.author.revise])
            self.told.append(f"{self.site.now:%d %H:%M} {deed(chance)}")

    def _killed(self, ended: Ended) -> str:
        self.venue.drain()
        return self._ended(ended, f"killed {ended.by_signal} by SIGKILL")

    def _ended(self, ended: Ended, said: str) -> str:
        self.tally.runs += 1
        self.tally.kills += ended.kills
        self.tally.by_signal += ended.by_signal
        if ended.wrong:
            self.findings.append(f"bug: {ended.wrong}")
        return said if ended.kills else "a run, which ended before its end"

    def _answer(self, chance: Random) -> str:
        """Answer one of the questions that the preview asks, truthfully, as its author would."""
        asked = [each for each in self.site.preview().actions if self._can_answer(each)]
        if not asked:
            return ""
        action = chance.choice(asked)
        piece = self.author.pieces[number_of(action.entry) - 1]
        match audit.reason_of(action):
            case "it may be another entry under a new name":
                return self.author.name(piece, self._known_as(piece.number))
            case "no answer ever came, and only a person can look":
                self._resolve(action)
            case "removed there by hand":
                piece.again, piece.deleted = piece.again + 1, False
                self._resolve(action)
            case "taken back":
                piece.again, piece.retracted = piece.again + 1, False
                self._resolve(action)
        if not self._can_name(action):
            return f"answered for {action.entry}, whose file has another name by now"
        ended = kills.at_an_instant(self.site, chance, [action.entry])
        return self._ended(ended, f"named {action.entry} ({action.reason[:40]}), and died")

    def _can_answer(self, action: Action) -> bool:
        """Tell whether an action is a question; what a lost ledger knew of is not named again."""
        answered = ("removed there by hand", "taken back")
        asks = isinstance(action, Hold) or audit.reason_of(action) in answered
        return asks and self.author.pieces[number_of(action.entry) - 1].there

    def _can_name(self, action: Action) -> bool:
        """Tell whether an entry is there under the name that a question was about."""
        app = self.site.app()
        with app.reading() as records:
            here = identify(app.folder.entries, records.seen(), records.meaning_of)
        return action.entry in {each.id for each in here.entries}

    def _resolve(self, action: Action) -> None:
        self.venue.heal()
        (publication,) = (each for each in self._publications() if each.entry == action.entry)
        operation = publication.operation
        receipts = [*publication.receipts, *(operation.receipts if operation else ())]
        ids = [each.id for each in receipts if each.kind != "media"]
        address = self.venue.unknown(number_of(action.entry), ids)
        answer = ["--was-posted", address] if address else ["--post-again"]
        words = ["resolve", action.entry, "--target", self.venue.kind, *answer]
        config = ["--config", str(self.site.folder / "nowsync.toml")]
        # Its witness is the site's, and not that of whoever runs this.
        around = {"HOME": None, "XDG_STATE_HOME": None, **self.site.environment}
        done = CliRunner().invoke(cli, [*config, *words], env=around)
        if done.exit_code:
            self.findings.append(f"bug: {words} ended with {done.output}")

    def _publications(self) -> Sequence[Publication]:
        with self.site.app().reading() as records:
            return [*records.publications(self.venue.kind).values()]

    def _known_as(self, number: int) -> str | None:
        with self.site.app().reading() as records:
            return next((each for each in records.seen() if number_of(each) == number), None)

    def _recover(self) -> None:
        """Let healthy days go by, until nothing is left to do."""
        self.venue.heal()
        for day in range(MOST_HEALTHY_DAYS):
            for span in HEALTHY_SPANS:
                self._let_go_by(span)
                self._run(Random(0))
            plan = self.site.preview()
            if not plan.sending and not any(isinstance(each, Wait) for each in plan.actions):
                self.told.append(f"all was at rest after {day + 1} healthy days")
                return


def _is_at_rest(publication: Publication) -> bool:
    operation = publication.operation
    done = operation is None or operation.state is OperationState.DONE
    return publication.standing is Standing.PUBLISHED and done


@contextmanager
def opened(campaign: str, seed: int) -> Iterator[Stage]:
    """Set the stage: a site of its own, whose target has been met."""
    with tempfile.TemporaryDirectory(prefix="nowsync-torture-") as folder:
        chance, site = Random(seed), SiteWithKeptTemplates(Path(folder))
        with CAMPAIGNS[campaign](chance, site) as venue:
            site.configure(venue.table)
            site.publish()
            yield Stage(site, venue, Author(site, venue.most_songs), kills.usual_time(site))


def played(campaign: str, seed: int, moves: Sequence[Move]) -> Stage:
    """Tell a story; what an error says is a finding too."""
    with opened(campaign, seed) as stage:
        try:
            stage.play(moves)
        except Exception as error:  # noqa: BLE001  # a bug of ours is what is looked for
            stage.findings.append(f"bug: {type(error).__name__}: {error}")
        return stage
