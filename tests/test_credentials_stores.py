"""Hold login to keeping a secret where it was told to, and nowhere else."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from nowsync.core.errors import Unusable
from nowsync.credentials import Credentials, Source, Store
from nowsync.secret import Secret
from tests.test_credentials import (
    ASKING,
    FAIL,
    NULL,
    PLAIN,
    ROOT,
    TARGET,
    USER,
    fails,
)

OTHERWISE = (
    ". Set that right and try again, or keep the token in a file that only you can read: "
    "nowsync login mastodon --store file"
)
TOKEN = Secret("a-token-of-ada")


class Ring(KeyringBackend):
    """A keyring that works, in memory."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop(username, None) is None:
            raise PasswordDeleteError


class Forgetful(Ring):
    """A keyring that takes a secret and keeps none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Forget it."""


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def credentials(folder: Path, *, only: Source | None = None) -> Credentials:
    return Credentials(folder, {}, only=only, patience=0.5)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Unusable) as caught:
        call()
    return str(caught.value)


def test_a_login_keeps_its_secret_in_the_keyring(ring: Ring, tmp_path: Path) -> None:
    kept = credentials(tmp_path)

    place = kept.store(TOKEN, kept.store_for(None, TARGET), TARGET)

    assert ring.kept == {USER: "a-token-of-ada"}
    assert kept.find(TARGET).secret == TOKEN
    assert place == kept.find(TARGET).source


def test_a_file_for_a_secret_is_open_to_nobody_else(ring: Ring, tmp_path: Path) -> None:
    kept, folder = credentials(tmp_path / "new/secrets"), tmp_path / "new/secrets"

    place = kept.store(TOKEN, "file", TARGET)

    assert place == str(folder / "mastodon")
    assert [(each.name, oct(each.stat().st_mode & 0o777)) for each in folder.iterdir()] == [
        ("mastodon", "0o600")
    ]
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    assert kept.find(TARGET).secret == TOKEN


def test_a_file_takes_the_place_of_a_file_that_was_open_to_all(tmp_path: Path) -> None:
    (tmp_path / "mastodon").write_text("old")
    (tmp_path / "mastodon").chmod(0o644)

    credentials(tmp_path).store(TOKEN, "file", TARGET)

    assert credentials(tmp_path, only="file").find(TARGET).secret == TOKEN


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()

    found = refused(lambda: credentials(tmp_path / "taken").store(TOKEN, "file", TARGET))

    assert found == f"{tmp_path}/taken/mastodon cannot be written: File exists"


@pytest.mark.parametrize(("store", "other"), [("file", "keyring"), ("keyring", "file")])
def test_a_secret_is_kept_in_one_place(
    ring: Ring, tmp_path: Path, store: Store, other: Store
) -> None:
    kept = credentials(tmp_path)
    kept.store(Secret("an old one"), other, TARGET)

    kept.store(TOKEN, store, TARGET)

    assert refused(lambda: credentials(tmp_path, only=other).find(TARGET))


def test_what_is_removed_is_in_no_place_any_more(ring: Ring, tmp_path: Path) -> None:
    kept = credentials(tmp_path)
    kept.store(TOKEN, "keyring", TARGET)

    assert kept.remove(TARGET)
    assert not kept.remove(TARGET)
    assert ring.kept == {}


@pytest.mark.parametrize("store", ["keyring", "file"])
def test_what_a_server_knows_us_by_is_kept_for_all_its_targets(
    ring: Ring, tmp_path: Path, store: Store
) -> None:
    kept = credentials(tmp_path)

    kept.register(Secret("an-application"), store, TARGET)

    assert kept.registration(TARGET) == kept.registration(TARGET, store)
    assert kept.registration(TARGET) == Secret("an-application")
    assert refused(lambda: kept.find(TARGET)).startswith("mastodon: no secret")


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        pytest.param(FAIL, "there is none on this machine that can be used", id="none"),
        pytest.param(NULL, "switched off", id="null"),
        pytest.param(fails(KeyringLocked("no!")), "locked: no!", id="locked"),
        pytest.param(PLAIN, "its backend keeps plain text, and is not used", id="plain text"),
        pytest.param(
            ASKING, "its backend asks for a password each time, and is not used", id="prompting"
        ),
    ],
)
def test_a_keyring_that_is_of_no_use_is_told_before_anybody_signs_in(
    ring: Ring, tmp_path: Path, backend: KeyringBackend, said: str
) -> None:
    keyring.set_keyring(backend)

    found = refused(lambda: credentials(tmp_path).store_for(None, TARGET))

    assert found == f"the keyring (service nowsync, user {USER}): {said}{OTHERWISE}"
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_takes_a_secret_and_forgets_it_is_told(ring: Ring, tmp_path: Path) -> None:
    keyring.set_keyring(Forgetful())

    found = refused(lambda: credentials(tmp_path).store(TOKEN, "keyring", TARGET))

    assert found.endswith("took the secret, and does not give it back")


def test_a_file_is_used_where_nowsync_toml_says_so(ring: Ring, tmp_path: Path) -> None:
    assert credentials(tmp_path, only="file").store_for(None, TARGET) == "file"


def test_a_store_that_nowsync_toml_would_not_ask_is_refused(tmp_path: Path) -> None:
    found = refused(lambda: credentials(tmp_path, only="file").store_for("keyring", TARGET))

    assert found == (
        'nowsync.toml says from = "file" in [secrets], so a keyring would not be asked; '
        "change that, or type: nowsync login mastodon"
    )


def test_a_place_that_login_cannot_write_to_is_told(tmp_path: Path) -> None:
    found = refused(lambda: credentials(tmp_path, only="command").store_for(None, TARGET))

    assert found.startswith("nowsync.toml takes secrets from: command, where login cannot keep any")


def test_only_the_place_that_nowsync_toml_names_is_asked(ring: Ring, tmp_path: Path) -> None:
    ring.kept[USER] = "in the keyring"
    other = Credentials(tmp_path, {"NOWSYNC_MASTODON_TOKEN": "in the air"}, only="environment")

    assert other.find(TARGET).secret.reveal() == "in the air"
    assert "keyring" not in refused(lambda: credentials(tmp_path, only="file").find(TARGET))


SEALED = """
import ctypes, resource
from tests.test_credentials import TARGET, Credentials
Credentials(None, {"NOWSYNC_MASTODON_TOKEN": "token"}, only="environment").find(TARGET)
# linux/prctl.h: PR_GET_DUMPABLE
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has prctl")
def test_a_process_that_knows_a_secret_leaves_no_dump_of_its_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SEALED], cwd=ROOT, capture_output=True, timeout=30, check=False
    )

    assert done.stdout == b"(0, 0) 0\n"
