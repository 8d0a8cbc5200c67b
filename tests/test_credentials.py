"""Hold the search for a secret to its order, its patience, and its silence about the secret."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from types import MappingProxyType

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, KeyringLocked

from nowsync.core.errors import Unusable
from nowsync.core.target import Target
from nowsync.credentials import Credentials, Found
from nowsync.secret import keyring_user, variable

ROOT = Path(__file__).parents[1]
TARGET = Target("mastodon", "mastodon", "https://mastodon.example", "mastodon")
USER = "mastodon@mastodon.example"
KEYRING = f"the keyring (service nowsync, user {USER})"
VARIABLE = "NOWSYNC_MASTODON_TOKEN"
NOTHING: Mapping[str, str] = MappingProxyType({})


class Backend(KeyringBackend):
    """A keyring that answers as it is told; without a priority it is never chosen by itself."""

    def __init__(self, answer: Callable[[str], str | None]) -> None:
        self.answer = answer

    def get_password(self, service: str, username: str) -> str | None:
        return self.answer(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


def nobody(_: str) -> None:
    """Know no secret."""


class Chain(Backend):
    """Several keyrings in a row, as keyring's chainer has them."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__(nobody)
        self.backends = list(backends)


class PlainText(Backend):
    """A keyring that is none: it keeps a readable file."""

    __module__ = "keyrings.alt.file"


class Asking(Backend):
    """A keyring that asks for a password at the terminal, each time."""

    __module__ = "keyrings.cryptfile.cryptfile"


EMPTY = Backend(nobody)
ASKING = Asking({f"nowsync {USER}": "asked for"}.get)
PLAIN = PlainText({f"nowsync {USER}": "plain"}.get)
FAIL: KeyringBackend = fail.Keyring()  # type: ignore[no-untyped-call]  # keyring's own
NULL: KeyringBackend = null.Keyring()  # type: ignore[no-untyped-call]  # keyring's own


@pytest.fixture(autouse=True)
def keep_keyring() -> Iterator[None]:
    """Give back the machine's own keyring; start with one that cannot be used."""
    before = keyring.get_keyring()
    keyring.set_keyring(FAIL)
    yield
    keyring.set_keyring(before)


def holds(user: str, secret: str) -> KeyringBackend:
    return Backend({f"nowsync {user}": secret}.get)


def fails(error: Exception) -> KeyringBackend:
    def answer(_: str) -> str | None:
        raise error

    return Backend(answer)


def find(folder: Path | None = None, environment: Mapping[str, str] = NOTHING) -> Found:
    return Credentials(folder, environment).find(TARGET)


def refused(folder: Path | None = None, environment: Mapping[str, str] = NOTHING) -> str:
    with pytest.raises(Unusable) as caught:
        find(folder, environment)
    return str(caught.value)


def store(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "mastodon"
    path.write_text(text)
    path.chmod(mode)
    return path


def everywhere(folder: Path) -> dict[str, str]:
    """Put another secret in each place but the keyring."""
    service = folder / "service"
    service.mkdir()
    store(service, "from systemd", 0o440)
    store(folder, "from a file")
    return {"CREDENTIALS_DIRECTORY": str(service), VARIABLE: "from the environment"}


def test_the_keyring_comes_first(tmp_path: Path) -> None:
    keyring.set_keyring(holds(USER, "from the keyring"))

    found = find(tmp_path, everywhere(tmp_path))

    assert (found.secret.reveal(), found.source) == ("from the keyring", KEYRING)


def test_the_services_credentials_come_second(tmp_path: Path) -> None:
    keyring.set_keyring(holds("mastodon@elsewhere.example", "another server's"))

    found = find(tmp_path, everywhere(tmp_path))

    assert found.secret.reveal() == "from systemd"
    assert found.source == str(tmp_path / "service" / "mastodon")


def test_the_secrets_folder_comes_third(tmp_path: Path) -> None:
    environment = everywhere(tmp_path) | {"CREDENTIALS_DIRECTORY": str(tmp_path / "empty")}

    found = find(tmp_path, environment)

    assert (found.secret.reveal(), found.source) == ("from a file", str(tmp_path / "mastodon"))


def test_the_environment_comes_last(tmp_path: Path) -> None:
    found = find(tmp_path / "empty", {VARIABLE: "from the environment"})

    assert (found.secret.reveal(), found.source) == ("from the environment", f"${VARIABLE}")


def test_a_secret_that_is_nowhere_is_refused_with_each_place_and_what_to_type(
    tmp_path: Path,
) -> None:
    assert refused(tmp_path, {"CREDENTIALS_DIRECTORY": "/run/credentials/x"}) == (
        "mastodon: no secret for https://mastodon.example; type: nowsync login mastodon\n"
        "Looked in\n"
        f"  {KEYRING}: there is none on this machine that can be used\n"
        "  /run/credentials/x/mastodon: not there\n"
        f"  {tmp_path}/mastodon: not there\n"
        "  a command: none is configured\n"
        f"  ${VARIABLE}: not set"
    )


def test_places_that_are_not_set_up_are_named_too() -> None:
    found = refused()

    assert "\n  $CREDENTIALS_DIRECTORY (systemd): not set\n" in found
    assert "\n  a file in the secrets folder: no such folder is configured\n" in found


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        pytest.param(EMPTY, "not there", id="empty"),
        pytest.param(FAIL, "there is none on this machine that can be used", id="fail"),
        pytest.param(NULL, "switched off", id="null"),
        pytest.param(fails(KeyringLocked("no!")), "locked: no!", id="locked"),
        pytest.param(fails(InitError("Prompt dismissed")), "failed: Prompt dismissed", id="init"),
        pytest.param(fails(RuntimeError("no bus")), "failed: no bus", id="runtime"),
        pytest.param(fails(ValueError("MAC check failed")), "failed: MAC check failed", id="mac"),
        pytest.param(
            fails(EOFError()),
            "failed: it asks for a password, and there is nobody to type it",
            id="prompt without a terminal",
        ),
        pytest.param(fails(ZeroDivisionError()), "failed: ZeroDivisionError", id="unheard of"),
        pytest.param(Chain(), "there is none on this machine that can be used", id="no links"),
        pytest.param(Chain(FAIL, EMPTY), "not there", id="chain"),
        pytest.param(PLAIN, "its backend keeps plain text, and is not used", id="plain text"),
        pytest.param(
            ASKING,
            "its backend asks for a password each time, and is not used",
            id="prompting",
        ),
    ],
)
def test_what_the_keyring_said_is_passed_on(backend: KeyringBackend, said: str) -> None:
    keyring.set_keyring(backend)

    assert f"\n  {KEYRING}: {said}\n" in refused()


def test_a_keyring_that_fails_does_not_hide_the_environment() -> None:
    keyring.set_keyring(fails(KeyringLocked("no!")))

    assert find(environment={VARIABLE: "token"}).secret.reveal() == "token"


def test_each_link_of_a_chain_is_asked_but_plain_text() -> None:
    keyring.set_keyring(Chain(PLAIN, EMPTY, holds(USER, "from the last")))

    assert find().secret.reveal() == "from the last"


def test_a_keyring_that_hangs_is_left_alone_after_a_while() -> None:
    release = Event()
    keyring.set_keyring(Backend(lambda _: str(release.wait(60))))

    with pytest.raises(Unusable, match=r"gave no answer in 0\.05 seconds"):
        Credentials(None, {}, patience=0.05).find(TARGET)
    release.set()


def test_a_keyring_that_has_hung_once_is_not_waited_for_again() -> None:
    asked: list[str] = []
    release = Event()

    def hang(user: str) -> str:
        asked.append(user)
        return str(release.wait(60))

    keyring.set_keyring(Backend(hang))
    credentials = Credentials(None, {VARIABLE: "token"}, patience=0.05)

    credentials.find(TARGET)
    credentials.find(TARGET)

    release.set()
    assert len(asked) == 1


HANGS = """
from time import sleep
import keyring
from tests.test_credentials import TARGET, Backend, Credentials
keyring.set_keyring(Backend(lambda _: sleep(60)))
try:
    Credentials(None, {}, patience=0.05).find(TARGET)
finally:
    print("told")
"""


def test_a_keyring_that_hangs_does_not_keep_the_program_from_ending() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGS], cwd=ROOT, capture_output=True, timeout=30, check=False
    )

    assert done.stdout == b"told\n"


def test_a_keyring_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)

    assert f"\n  {KEYRING}: cannot be loaded: import of keyring halted" in refused()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("token\n", "token", id="newline at the end"),
        pytest.param(" \ttoken\r\n", "token", id="white space"),
        pytest.param("Bearer token", "token", id="Bearer"),
        pytest.param("bearer  token", "token", id="bearer"),
        pytest.param("Bearertoken", "Bearertoken", id="no prefix"),
        pytest.param("correct horse", "correct horse", id="words"),
    ],
)
def test_what_was_pasted_along_is_taken_off(text: str, expected: str) -> None:
    assert find(environment={VARIABLE: text}).secret.reveal() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "has an empty secret", id="empty"),
        pytest.param("  \n", "has an empty secret", id="blank"),
        pytest.param("hunter2\nother", "has a line break or another character", id="two lines"),
        pytest.param("hunter2\x00", "has a line break or another character", id="zero byte"),
        pytest.param("hunter2\u200b", "has a line break or another character", id="unseen"),
    ],
)
def test_what_cannot_be_a_token_is_refused_and_not_repeated(text: str, expected: str) -> None:
    found = refused(environment={VARIABLE: text})

    assert expected in found
    assert f"${VARIABLE}" in found
    assert "hunter2" not in found


def test_a_bad_secret_ends_the_search() -> None:
    keyring.set_keyring(holds(USER, ""))

    found = refused(environment={VARIABLE: "an old one"})

    assert found == f"mastodon: {KEYRING} has an empty secret; store it again"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644], ids=oct)
def test_a_secret_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    path = store(tmp_path, "hunter2", mode)

    found = refused(tmp_path, {VARIABLE: "another"})

    assert found == f"{path} can be read by other users; type: chmod 600 {path}"


@pytest.mark.parametrize("mode", [0o600, 0o400], ids=oct)
def test_a_secret_file_of_ones_own_is_read(tmp_path: Path, mode: int) -> None:
    store(tmp_path, "token", mode)

    assert find(tmp_path).secret.reveal() == "token"


def test_a_folder_in_the_place_of_a_secret_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "mastodon").mkdir()

    assert f"{tmp_path}/mastodon: cannot be read: Is a directory" in refused(tmp_path)


def test_a_secret_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mastodon").write_bytes(b"\xff\xfe")
    (tmp_path / "mastodon").chmod(0o600)

    assert "has a line break or another character that no token has" in refused(tmp_path)


def test_what_was_found_is_not_printed() -> None:
    found = find(environment={VARIABLE: "hunter2"})

    assert "hunter2" not in f"{found} {found!r} {vars(Credentials)}"


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        pytest.param("https://mastodon.example", "m@mastodon.example", id="host"),
        pytest.param("http://LOCALHOST:3000", "m@localhost:3000", id="port"),
        pytest.param("https://me:pw@mastodon.example/x", "m@mastodon.example", id="password"),
        pytest.param("public/now.xml", "m@public/now.xml", id="file"),
    ],
)
def test_the_keyrings_user_is_the_target_on_its_server(origin: str, expected: str) -> None:
    assert keyring_user("m", origin) == expected


def test_a_variable_is_named_like_its_target() -> None:
    assert variable("my-Loft_2") == "NOWSYNC_MY_LOFT_2_TOKEN"
