"""The Atom feed, held to the same contract as the servers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import feedparser
import pytest

from nowsync.adapters.atom import AtomAdapter, Settings
from nowsync.adapters.base import Adapter
from nowsync.core.step import Step
from tests.adapters.contract import Remote, RetractsContract
from tests.adapters.contract import surroundings as lent


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed file, read as its readers do."""

    folder: Path
    standing: list[Step] = field(default_factory=list)

    def adapter(self, token: str | None = None, origin: str | None = None) -> AtomAdapter:
        settings = Settings(file="now.xml", url="https://ada.example/now.xml")
        return AtomAdapter(settings, lent("", folder=self.folder, standing=self.standing))

    def texts(self) -> Sequence[str]:
        file = self.folder / "now.xml"
        if not file.exists():
            return []
        return self.public()

    def public(self) -> Sequence[str]:
        file = self.folder / "now.xml"
        return [entry.content[0].value for entry in feedparser.parse(str(file)).entries]


class TestContract(RetractsContract):
    @pytest.fixture
    def remote(self, tmp_path: Path) -> Feed:
        return Feed(tmp_path)

    def after(self, remote: Remote, adapter: Adapter, steps: Sequence[Step]) -> Adapter:
        assert isinstance(remote, Feed)
        remote.standing.extend(steps)
        return remote.adapter()
