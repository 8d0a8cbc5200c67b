"""The teller: hears what every run came to, and tells a person what they should know of it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from nowsync.config import Configuration
from nowsync.core.access import how_to_sign_in
from nowsync.core.concern import Concern, concerns, stuck
from nowsync.core.digest import message
from nowsync.core.entry import Entry
from nowsync.core.errors import PublishError, Unusable
from nowsync.core.plan import Plan
from nowsync.core.publication import Outcome, Result
from nowsync.core.reminder import Reminder
from nowsync.core.target import Target
from nowsync.secret import SERVICE, Secret, keyring_user
from nowsync.telling import channels, memory

# A monitor wants to hear from us also when nothing happens.
HEARTBEAT = timedelta(hours=1)
_GOOD = (Result.DONE, Result.WAITS)


class Teller(Struct, frozen=True, kw_only=True):
    """Tells of each concern once, and when it is over; and a monitor that all went well.

    `secret` finds what is kept for a target, `notice` hears what could not be told. Nothing
    that goes wrong here keeps anything from being published.
    """

    path: Path
    channels: Sequence[str]
    heartbeat: str | None
    reminder: Reminder
    zone: tzinfo
    secret: Callable[[Target], Secret]
    notice: Callable[[str], None]

    @classmethod
    def of(
        cls,
        configuration: Configuration,
        path: Path,
        secret: Callable[[Target], Secret],
        notice: Callable[[str], None],
    ) -> "Teller":
        """Make the teller that a configuration asks for; what it told is kept at `path`."""
        return cls(
            path=path,
            channels=configuration.notify.channels,
            heartbeat=configuration.notify.heartbeat,
            reminder=configuration.reminder,
            zone=ZoneInfo(configuration.site.timezone),
            secret=secret,
            notice=notice,
        )

    def after(
        self,
        plan: Plan,
        outcomes: Sequence[Outcome],
        entries: Sequence[Entry],
        now: datetime,
        others: Sequence[Concern] = (),
    ) -> None:
        """Tell what a run came to, and `others`. Who names entries is there, and sees it."""
        if plan.named:
            return
        if self.channels:
            reminders = self.reminder.of(entries, now, self.zone)
            found = (*concerns(plan, outcomes), *others, *reminders)
            self._tell(plan, outcomes, found, now)
        if self.heartbeat is not None and all(each.result in _GOOD for each in outcomes):
            self._beat(self.heartbeat)

    def next(self, entries: Sequence[Entry], now: datetime) -> datetime | None:
        """Tell when a run would have something to tell, if nothing changes."""
        moments = [now + HEARTBEAT] if self.heartbeat is not None else []
        if self.channels:
            digest = memory.load(self.path)
            reminder = self.reminder.next(entries, now, self.zone)
            moments += filter(None, (digest.next(now), reminder))
        return min(moments, default=None)

    def reminders(self, entries: Sequence[Entry], now: datetime) -> Sequence[str]:
        """Say what the author is to be reminded of."""
        return [each.text for each in self.reminder.of(entries, now, self.zone)]

    def _tell(
        self, plan: Plan, outcomes: Sequence[Outcome], found: Sequence[Concern], now: datetime
    ) -> None:
        digest = memory.load(self.path).after(
            found,
            now,
            targets={each.target for each in plan.actions},
            stuck=stuck(plan, outcomes),
        )
        begun, ended, due = digest.begun(now), digest.ended(), digest.next(now)
        if (begun or ended) and due is not None and due <= now:
            told = self._send(*message(begun, ended))
            digest = digest.told(now) if told else digest.missed(now)
        try:
            memory.save(self.path, digest)
        except OSError as error:
            self.notice(f"what was told cannot be remembered, and is told again: {error}")

    def _send(self, title: str, text: str) -> bool:
        """Send a message by every channel; tell whether one of them took it."""
        taken = False
        for channel in self.channels:
            try:
                channels.send(channel, self._address(channel), title, text)
                taken = True
            except PublishError as error:
                self.notice(f"not told: {error}")
        return taken

    def _address(self, name: str) -> Secret:
        """Find the address that is kept under a name, where a target's secret would be."""
        target = Target(f"notify-{name}", "notify", "notify", "")
        try:
            return self.secret(target)
        except Unusable as error:
            # Nobody signs in to a channel.
            advice = f"type: keyring set {SERVICE} {keyring_user(target.name, target.origin)}"
            said = str(error).replace(how_to_sign_in(target.name), advice)
            raise Unusable(said) from None

    def _beat(self, name: str) -> None:
        try:
            channels.beat(self._address(name))
        except PublishError as error:
            self.notice(f"the monitor was not reached: {error}")
