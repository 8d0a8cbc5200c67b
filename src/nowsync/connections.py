"""The clients of a run: each with its target's secret, and at the pace that its server likes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from nowsync.adapters.base import Connect
from nowsync.config import Configuration
from nowsync.core.access import how_to_sign_in
from nowsync.core.target import Target
from nowsync.facts import Facts
from nowsync.secret import Secret

if TYPE_CHECKING:
    from nowsync.credentials import Credentials
    from nowsync.http.client import Client
    from nowsync.http.pace import Pace


class Connections:
    """Opens clients, each when it is needed; `notice` hears what a person may want to change."""

    def __init__(
        self,
        configuration: Configuration,
        environment: Mapping[str, str],
        quotas: Facts,
        *,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
        notice: Callable[[str], None],
    ) -> None:
        self._configuration = configuration
        self._environment = environment
        self._quotas = quotas
        self._clock, self._pause, self._notice = clock, pause, notice
        self._clients: list[Client] = []

    @cached_property
    def credentials(self) -> "Credentials":
        """Where secrets are looked up, and kept."""
        from nowsync.credentials import Credentials

        secrets = self._configuration.secrets
        own = {each.target.name: each.secret_command for each in self._configuration.targets}
        return Credentials(
            self._configuration.secrets_folder(self._environment),
            self._environment,
            only=secrets.from_,
            command=secrets.command,
            commands={name: command for name, command in own.items() if command},
        )

    def of(self, target: Target, secret: Secret | None = None) -> Connect:
        """Open a target's clients with its secret, or with one that is given."""

        def connect(origin: str, *, header: str, prefix: str = "", gap: float = 0) -> "Client":
            from nowsync.http.client import Client

            client = Client(
                origin,
                secret=secret or self._secret(target),
                header=header,
                prefix=prefix,
                clock=self._clock,
                pace=self._pace(target.name, gap),
            )
            self._clients.append(client)
            return client

        return connect

    def secret(self, target: Target) -> Secret:
        """Find what is kept for a target; raise Unusable when nothing is."""
        return self.credentials.find(target).secret

    def skews(self) -> Mapping[str, timedelta]:
        """Tell how far the clock of each server that has answered is ahead of ours."""
        skews = {each.origin: each.skew for each in self._clients}
        return {origin: skew for origin, skew in skews.items() if skew is not None}

    def close(self) -> None:
        """Let go of all connections."""
        for client in self._clients:
            client.close()

    def _secret(self, target: Target) -> Secret:
        found = self.credentials.find(target)
        if found.kind == "environment" and self._configuration.secrets.from_ is None:
            self._notice(
                f"{target.name}: its secret comes from {found.source}, where every program that "
                f"you start can read it; to keep it elsewhere, {how_to_sign_in(target.name)}"
            )
        return found.secret

    def _pace(self, target: str, gap: float) -> "Pace":
        from nowsync.http.pace import Pace

        return Pace(
            known=self._quotas.of(target),
            remember=partial(self._quotas.remember, target),
            gap=gap,
            pause=self._pause,
        )
