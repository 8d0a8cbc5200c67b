"""Signing in and out of a target, and who we are on each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from nowsync.adapters.abilities import Grant, HandsOut, SignsIn, Visit
from nowsync.adapters.base import Adapter
from nowsync.core.access import Access, other_account
from nowsync.core.entry import Json
from nowsync.core.errors import PublishError, Unusable, UsageError
from nowsync.core.ledger import Ledger, Records
from nowsync.core.target import Account, Target
from nowsync.credentials import Credentials, Found, Store
from nowsync.credentials.look import cleaned
from nowsync.http.client import Client
from nowsync.secret import Secret


class Person(Protocol):
    """Whoever sits at the terminal, and their browser."""

    def redirect(self, wanted: str | None) -> str | None:
        """Say where on this machine their browser can be sent back to, if they have one."""
        ...

    def authorize(self, page: str, state: str) -> Secret:
        """Send them to a page, and give the code that comes back."""
        ...

    def paste(self, page: str) -> Secret:
        """Have them paste a secret that they get on a page."""
        ...


class Held(Struct, frozen=True):
    """What is known of a target's account, and where its secret lies now, or why nowhere."""

    target: Target
    access: Access | None
    found: Found | None
    missing: str = ""


class SignedIn(Struct, frozen=True):
    """What came of a login; `hidden_by` is another place, which is asked before."""

    account: Account
    place: str
    hidden_by: str | None


@dataclass(slots=True)
class _Visit:
    """A person's visit to one server."""

    person: Person
    registration: Secret | None
    keep: Callable[[Secret], None]

    def register(self, registration: Secret) -> None:
        self.registration = registration
        self.keep(registration)

    def connect(self, origin: str) -> Client:
        return Client(origin)

    def redirect(self, wanted: str | None) -> str | None:
        return self.person.redirect(wanted)

    def authorize(self, page: str, state: str) -> Secret:
        return self.person.authorize(page, state)

    def random(self) -> str:
        from secrets import token_urlsafe

        return token_urlsafe(48)


class Accounts(Struct, frozen=True, kw_only=True):
    """The accounts of one configuration. `adapter` makes one, with a secret that is given it."""

    targets: Sequence[Target]
    credentials: Credentials
    adapter: Callable[[Target, Secret | None], Adapter]
    reading: Callable[[], AbstractContextManager[Records]]
    writing: Callable[[], AbstractContextManager[Ledger]]
    clock: Callable[[], datetime]
    remember: Callable[[str, Mapping[str, Json]], None]

    def login(
        self, name: str, person: Person, *, store: Store | None = None, paste: bool = False
    ) -> SignedIn:
        """Have a person let us in, see who they are, keep the secret, and bind the target.

        That it can be kept is seen first, and nobody is made to wait for a person meanwhile.
        Nothing is kept of an account that is not the one that the target was published as.
        """
        target = self._target(name)
        with self.writing():
            place = self.credentials.store_for(store, target)
        grant = self._let_in(target, person, place, paste=paste)
        account = self.adapter(target, grant.secret).identify()
        with self.writing() as ledger:
            if reason := other_account(name, ledger.acquaintances().get(name), account):
                raise Unusable(reason)
            kept = self.credentials.store(grant.secret, place, target)
            access = Access(
                target=name,
                origin=target.origin,
                account_id=account.id,
                account_name=account.name,
                scopes=grant.scopes,
                place=kept,
            )
            ledger.admit(access, self.clock())
            self.remember(name, account.facts)
        found = self.credentials.find(target)
        return SignedIn(account, kept, found.source if found.secret != grant.secret else None)

    def logout(self, name: str, person: Person) -> Iterator[str]:
        """Have the server forget the secret, and take it away here; tell what became of it."""
        target = self._target(name)
        found = self._found(target).found
        if found is None:
            yield f"there is no secret for {target.origin}"
        else:
            yield self._revoked(target, found, person)
        if self.credentials.remove(target) and found is not None:
            yield f"it was taken out of {found.source}"
        elif found is not None:
            yield f"it is still in {found.source}: take it out there yourself"
        with self.writing() as ledger:
            if name in ledger.accesses():
                ledger.dismiss(name, self.clock())

    def held(self) -> Iterator[Held]:
        """Tell who we are on each target that needs a secret, and where that lies now."""
        with self.reading() as records:
            accesses = records.accesses()
        for target in self.targets:
            if not self._is_local(target):
                access = accesses.get(target.name)
                here = access is not None and access.origin == target.origin
                yield replace(self._found(target), access=access if here else None)

    def _target(self, name: str) -> Target:
        target = next(each for each in self.targets if each.name == name)
        if self._is_local(target):
            raise UsageError(f"{name} is a file on this machine; nobody needs to sign in to it")
        return target

    def _is_local(self, target: Target) -> bool:
        return self.adapter(target, None).traits.local

    def _let_in(self, target: Target, person: Person, place: Store, *, paste: bool) -> Grant:
        adapter = self.adapter(target, None)
        if isinstance(adapter, SignsIn) and not paste:
            return adapter.sign_in(self._visit(target, person, place))
        page = adapter.secret_page() if isinstance(adapter, HandsOut) else target.origin
        return Grant(cleaned(person.paste(page), "what was pasted", target.name))

    def _visit(self, target: Target, person: Person, place: Store | None) -> Visit:
        def keep(registration: Secret) -> None:
            self.credentials.register(registration, place or "keyring", target)

        return _Visit(person, self.credentials.registration(target, place), keep)

    def _found(self, target: Target) -> Held:
        try:
            return Held(target, None, self.credentials.find(target))
        except Unusable as error:
            return Held(target, None, None, str(error).partition("\n")[0])

    def _revoked(self, target: Target, found: Found, person: Person) -> str:
        """Revoke a secret, unless another target of ours still needs it."""
        adapter = self.adapter(target, None)
        others = [each for each in self.targets if each != target and not self._is_local(each)]
        needed = [other.secret for each in others if (other := self._found(each).found)]
        if found.secret in needed:
            return "the secret is still good: another target is published with it"
        page = adapter.secret_page() if isinstance(adapter, HandsOut) else target.origin
        if not isinstance(adapter, SignsIn):
            return f"the secret is still good: delete it at {page}"
        try:
            adapter.sign_out(self._visit(target, person, None), found.secret)
        except PublishError as error:
            return f"the secret may still be good ({error}): delete it on {target.origin}"
        return f"{target.origin} does not accept the secret any more"
