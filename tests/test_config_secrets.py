"""Hold nowsync.toml to having no secret in it, and to servers that keep one."""

from pathlib import Path

import pytest

from nowsync.config import SecretsSettings
from tests.test_config import HEAD, TARGET, problem, read, refused


@pytest.mark.parametrize("key", ["token", "API-Key", "apikey", "access_token", "password"])
def test_a_secret_is_refused_with_the_place_where_it_belongs(tmp_path: Path, key: str) -> None:
    found = problem(tmp_path, f'{HEAD}{TARGET}{key} = "hunter2"')

    assert found == (
        f"targets.loft.{key}: secrets are never in nowsync.toml: take it out of here, and "
        "type: nowsync login loft"
    )


def test_a_secret_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    found = problem(tmp_path, HEAD + TARGET.replace("//loft", "//me:hunter2@loft"))

    assert found.startswith("targets.loft.server: secrets are never in nowsync.toml")
    assert "hunter2" not in found


def test_an_adapter_does_not_see_the_secret_in_an_address_either(tmp_path: Path) -> None:
    found = refused(tmp_path, HEAD + TARGET.replace("https://loft", "ftp://me:hunter2@loft"))

    assert found[1] == "10: targets.loft.server: pigeons do not know ftp://loft.example/"
    assert "hunter2" not in found[0]


def test_a_long_text_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    found = problem(tmp_path, HEAD + TARGET + "height = 'a-long-token-by-mistake'")

    assert found == "targets.loft.height: must be a whole number, not text"


def test_two_names_that_share_a_variable_are_refused(tmp_path: Path) -> None:
    text = HEAD + TARGET.replace("loft", "my-loft") + TARGET.replace("loft", "My_Loft")

    assert problem(tmp_path, text) == (
        "targets.My_Loft: shares NOWSYNC_MY_LOFT_TOKEN with 'my-loft'; rename one of them"
    )


@pytest.mark.parametrize("name", ['"../loft"', '"a b"', '"-a"', '""', '"ä"'])
def test_a_targets_name_can_be_a_file_and_a_variable(tmp_path: Path, name: str) -> None:
    table = f'[targets.{name}]\nplatform = "pigeon"\nserver = "https://loft.example"'

    found = problem(tmp_path, HEAD + table)

    assert found.endswith("a target's name is made of letters, digits, - and _")


@pytest.mark.fault("N06", "refused when the configuration is read")
@pytest.mark.parametrize(
    "host",
    ["loft.example", "127.evil.example", "localhost.evil.example", "10.0.0.1", "[2001:db8::1]"],
)
def test_a_server_is_not_reached_in_the_open(tmp_path: Path, host: str) -> None:
    found = problem(tmp_path, HEAD + TARGET.replace("https://loft.example", f"http://{host}"))

    assert found.startswith("targets.loft.server: must start with https://")


@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1", "127.8.8.8:1", "[::1]:3000"])
def test_a_server_on_this_machine_may_speak_plain_http(tmp_path: Path, host: str) -> None:
    (found,) = read(
        tmp_path, HEAD + TARGET.replace("https://loft.example/", f"http://{host}")
    ).targets

    assert found.target.origin == f"http://{host}"


def test_where_secrets_are_can_be_said(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"""{HEAD}{TARGET}secret_command = ["op", "read"]
        [secrets]
        from = "command"
        folder = "/run/secrets"
        command = ["pass", "show", "nowsync/{{target}}"]
        """,
    )

    assert found.secrets == SecretsSettings(
        "/run/secrets", "command", ("pass", "show", "nowsync/{target}")
    )
    assert found.targets[0].secret_command == ("op", "read")


def test_secrets_are_kept_beside_the_ledger_unless_the_file_says_where(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + TARGET)

    assert found.secrets_folder({}) == tmp_path / ".nowsync/secrets"
    assert found.secrets_folder({"NOWSYNC_STATE": "/var/now"}) == Path("/var/now/secrets")


def test_a_place_for_secrets_that_there_is_not_is_refused(tmp_path: Path) -> None:
    found = problem(tmp_path, f'{HEAD}{TARGET}[secrets]\nfrom = "cellar"')

    assert found.startswith("secrets.from: must be one of 'keyring', 'systemd', 'file'")


def test_secrets_from_a_command_need_a_command(tmp_path: Path) -> None:
    found = problem(tmp_path, f'{HEAD}{TARGET}[secrets]\nfrom = "command"')

    assert found == ('secrets.from: needs a command = ["pass", "show", "nowsync/{target}"]')


def test_how_a_target_gets_its_secret_is_nothing_that_is_published(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f'{HEAD}{TARGET}secret_command = ["pass"]').targets

    assert "secret_command" not in {*found.keys, *found.given}
