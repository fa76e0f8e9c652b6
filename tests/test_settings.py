"""Settings: where they come from, and what is refused with which advice."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ambassador.settings import Settings, SettingsError, load_settings


def load(folder: Path, *, demo: bool = False, **environment: str) -> Settings:
    return load_settings(environment=environment, instance=folder, demo=demo)


def test_defaults_are_sqlite_in_the_instance_folder(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'ambassador.sqlite'}"
    assert settings.smtp is None


def test_the_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret == second.secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load(tmp_path)


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(mode=0o600)
    with pytest.raises(SettingsError, match="too short"):
        load(tmp_path)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('company = "File"\nlanguage = "en"\n')
    settings = load(tmp_path, AMBASSADOR_COMPANY="Environment")
    assert (settings.company, settings.language) == ("Environment", "en")


def test_the_demo_never_uses_a_real_database_or_mail_server(tmp_path: Path) -> None:
    settings = load(tmp_path, demo=True, DATABASE_URL="postgresql://real/one", AMBASSADOR_SMTP_HOST="mail")
    assert settings.database_url.endswith("demo.sqlite")
    assert settings.smtp is None


MAIL = {"AMBASSADOR_SMTP_HOST": "mail.example.no", "AMBASSADOR_SMTP_SENDER": "a@example.no"}


@pytest.mark.parametrize(
    ("environment", "advice"),
    [
        ({"AMBASSADOR_SMTP_HOST": "mail.example.no"}, "sender missing"),
        ({"AMBASSADOR_SMTP_SENDER": "a@example.no"}, "host missing"),
        (MAIL | {"AMBASSADOR_SMTP_USERNAME": "u"}, "not both"),
        (MAIL | {"AMBASSADOR_SMTP_SECURITY": "none"}, "in the clear"),
        (MAIL | {"AMBASSADOR_SMTP_SECURITY": "ssl"}, "starttls, tls or none"),
        (MAIL | {"AMBASSADOR_SMTP_PORT": "many"}, "no port number"),
        (MAIL | {"AMBASSADOR_SMTP_PORT": "²"}, "no port number"),
        (MAIL | {"AMBASSADOR_SMTP_PORT": "9" * 5000}, "no port number"),
        (MAIL | {"AMBASSADOR_SMTP_SENDER": "Programme"}, "e-mail address"),
        ({"AMBASSADOR_BASE_URL": "http://["}, "whole address"),
        ({"AMBASSADOR_BASE_URL": "https://a.example:port"}, "whole address"),
        ({"AMBASSADOR_BASE_URL": "https://a.example/ambassador"}, "without a path"),
        ({"DATABASE_URL": "postgresql://u:secret@host:port/a"}, "with a number as port"),
        ({"AMBASSADOR_BASE_URL": "http://ambassador.example.com"}, "https://"),
        ({"AMBASSADOR_BASE_URL": "ambassador.example.com"}, "whole address"),
        ({"AMBASSADOR_LANGUAGE": "de"}, "choose nb or en"),
        ({"AMBASSADOR_TIMEZONE": "Oslo"}, "time zone"),
        ({"DATABASE_URL": "mysql://root@db/a"}, "sqlite:/// or postgresql://"),
    ],
)
def test_half_set_and_unsafe_settings_are_refused(
    tmp_path: Path, environment: dict[str, str], advice: str
) -> None:
    with pytest.raises(SettingsError, match=advice):
        load(tmp_path, **environment)


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("compny = 'typo'\n")
    with pytest.raises(SettingsError, match="compny"):
        load(tmp_path)


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("company = \n")
    with pytest.raises(SettingsError, match="line 1"):
        load(tmp_path)


def test_a_setting_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("company = ['a', 'b']\n")
    with pytest.raises(SettingsError, match="write company as one text"):
        load(tmp_path)


def test_an_instance_that_is_no_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SettingsError, match="AMBASSADOR_INSTANCE chooses another"):
            load(folder)


def test_a_file_that_is_a_folder_says_so(tmp_path: Path) -> None:
    for name in ("settings.toml", "secret"):
        folder = tmp_path / f"with-{name}"
        (folder / name).mkdir(parents=True, mode=0o700)
        with pytest.raises(SettingsError, match=f"{name} can't be used: Is a directory"):
            load(folder)


def test_servers_that_start_at_once_share_their_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starting:
        secrets = {
            (settings.secret, settings.list_secret, settings.trail_key, settings.certificate_key)
            for settings in starting.map(load, [tmp_path] * 40)
        }
    assert len(secrets) == 1
    names = {"secret", "list-secret", "trail-key", "certificate-key"}
    assert {path.name for path in tmp_path.iterdir()} == names


def test_several_machines_can_share_the_secret_of_the_lists(tmp_path: Path) -> None:
    given = {"AMBASSADOR_LIST_SECRET": "the same on every machine, and long"}
    assert load_settings(environment=given, instance=tmp_path).list_secret == given["AMBASSADOR_LIST_SECRET"]


def test_a_short_secret_of_the_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="AMBASSADOR_LIST_SECRET"):
        load_settings(environment={"AMBASSADOR_LIST_SECRET": "short"}, instance=tmp_path)


@pytest.mark.parametrize("days", ["0", "-1", "forever", "99999"])
def test_lists_are_kept_for_a_number_of_days(tmp_path: Path, days: str) -> None:
    with pytest.raises(SettingsError, match="AMBASSADOR_LISTS_KEPT_DAYS"):
        load_settings(environment={"AMBASSADOR_LISTS_KEPT_DAYS": days}, instance=tmp_path)
