"""What stands in a feed, as far as it can be told without reading all that its steps say."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import DecodeError, Struct, json

from nowsync.adapters._atom.body import Body
from nowsync.adapters._atom.removal import REMOVAL
from nowsync.adapters.base import Surroundings
from nowsync.core.errors import Unusable
from nowsync.core.step import Step

NAME = "register"


class Listed(Struct, frozen=True, array_like=True, gc=False):
    """What decides where an entry stands, by the key of the step that says the rest of it."""

    key: str
    id: str
    entry: str
    published: str
    updated: str

    @classmethod
    def of(cls, step: Step) -> "Listed":
        """List what a step says."""
        body = step.request.body
        names = ("id", "entry", "published", "updated")
        return cls(step.key, *(str(body.get(name, "")) for name in names))


class Register(Struct, frozen=True, dict=True):
    """Lists what stands in a feed beside the steps in hand, and reads what is said of it.

    A step's key tells all that it says, so what was listed once is right for as long as its key
    stands. Only when there are keys that were never listed, all steps are read.
    """

    surroundings: Surroundings
    steps: Sequence[Step]

    @cached_property
    def standing(self) -> Sequence[Listed]:
        """The entries that stand, without the steps in hand."""
        keys, known = self.surroundings.standing_keys(), self.known
        if all(key in known for key in keys):
            return [known[key] for key in keys]
        return [Listed.of(step) for step in self._read.values()]

    @cached_property
    def known(self) -> Mapping[str, Listed]:
        """What was listed the last time, by the keys of the steps."""
        kept = self.surroundings.kept(NAME)
        try:
            listed = json.decode(kept or b"[]", type=list[Listed])
        except DecodeError:
            return {}
        return {each.key: each for each in listed}

    def bodies(self, entries: Iterable[Listed]) -> list[Body]:
        """Give all that is said of entries; raise Unusable if one has been taken back just now."""
        hand = {step.request.body["id"]: step for step in self.steps if step.kind != REMOVAL}
        try:
            steps = [hand.get(each.id) or self._read[each.id] for each in entries]
        except KeyError as error:
            # Keys and steps are asked for one after the other; who only looks has no lock.
            raise Unusable("the ledger was changed meanwhile; start it again") from error
        return [step.request.body for step in steps]

    def remember(self, entries: Iterable[Listed]) -> None:
        """Keep what is listed, for the next time. A step without a key is never known again."""
        listed = [each for each in entries if each.key]
        if listed != list(self.known.values()):
            self.surroundings.keep(NAME, json.encode(listed))

    @cached_property
    def _read(self) -> Mapping[str, Step]:
        # A target of another platform may have had its name before.
        standing = (each for each in self.surroundings.standing() if "id" in each.request.body)
        return {str(step.request.body["id"]): step for step in standing}
