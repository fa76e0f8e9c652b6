"""Knows every setting: where it comes from, what it may be, and what to do when it is wrong."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent

LANGUAGES = ("nb", "en")
SECRET_BYTES = 32
LARGEST_PORT = 65_535
MOST_DAYS = 3650
DEMO_COMPANY = "Fjellbris Energi"


class SettingsError(Exception):
    """A setting is half-set or unsafe; the message says what to do about it."""


@dataclass(frozen=True)
class Smtp:
    """The mail server that takes our letters."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"
    """`starttls`, `tls` or `none`; `none` is only accepted for a server on this machine."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, complete and checked."""

    instance: Path
    """The folder with this machine's data: database, settings.toml and secret."""
    database_url: str
    """Where the rows live: SQLite in the instance folder, or postgresql://..."""
    secret: str = field(repr=False)
    """Signs session cookies and form tokens; from the instance folder's file `secret`."""
    list_secret: str = field(repr=False)
    """Makes follower lists pseudonymous; from the file `list-secret`, never in the database. Without it lists
    that were shared can't be united with new ones."""
    trail_key: str = field(repr=False)
    """The Ed25519 key that signs checkpoints of the trail, in hexadecimal; from the file `trail-key`."""
    certificate_key: str = field(repr=False)
    """The Ed25519 key that signs badges, in hexadecimal; from the file `certificate-key`. With another key,
    badges given before can't be checked any more."""
    company: str = ""
    """The company's name, shown in the header and in letters."""
    language: str = "nb"
    """The language for visitors whose browser asks for neither of ours, and for letters."""
    timezone: str = "Europe/Oslo"
    """The time zone in which times are shown; they are stored in UTC."""
    base_url: str = "http://127.0.0.1:8000"
    """The address people open; links in letters start with it."""
    checkpoint_folder: str = ""
    """Where the nightly checkpoint of the trail is written as well, such as a mounted archive."""
    checkpoint_mail: str = ""
    """The address to which the nightly checkpoint of the trail is mailed."""
    lists_kept_days: int = 365
    """Days after which a shared follower list is deleted."""
    smtp: Smtp | None = None
    """The mail server; without one an administrator reads the outbox in the app."""
    demo: bool = False
    """A company made up for trying the app, with sign-in by one button. Never on a public address."""

    @property
    def trail_origin(self) -> str:
        """How checkpoints name this installation's trail: the host that people open, and /trail."""
        return f"{urlsplit(self.base_url).netloc}/trail"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


KNOWN = {entry.name for entry in fields(Settings)} - {
    *("instance", "secret", "list_secret", "trail_key", "certificate_key", "smtp", "demo"),
}
KNOWN_SMTP = {entry.name for entry in fields(Smtp)}


def default_instance() -> Path:
    """Return the checkout's own instance folder, or `instance` where the command was started."""
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "instance"
    return Path.cwd() / "instance"


def load_settings(
    *, environment: Mapping[str, str] | None = None, instance: Path | None = None, demo: bool = False
) -> Settings:
    """Return settings from the environment, then instance/settings.toml, then the defaults.

    Environment names: DATABASE_URL, AMBASSADOR_INSTANCE, and AMBASSADOR_ followed by a setting's name in
    capitals (AMBASSADOR_BASE_URL, AMBASSADOR_SMTP_HOST). Raises SettingsError with what to do.
    """
    env = os.environ if environment is None else environment
    folder = instance or Path(env.get("AMBASSADOR_INSTANCE") or default_instance())
    try:
        settings = _gathered(env, folder, demo=demo)
    except OSError as error:
        raise SettingsError(
            f"{error.filename or folder} can't be used: {error.strerror}. Whoever starts the app must be "
            "able to read and write in the instance folder; AMBASSADOR_INSTANCE chooses another."
        ) from error
    _check(settings)
    return settings


def _gathered(env: Mapping[str, str], folder: Path, *, demo: bool) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    values, smtp_values = _from_file(folder / "settings.toml")
    for name in KNOWN:
        if (given := env.get(f"AMBASSADOR_{name.upper()}")) is not None:
            values[name] = given
    for name in KNOWN_SMTP:
        if (given := env.get(f"AMBASSADOR_SMTP_{name.upper()}")) is not None:
            smtp_values[name] = given
    if given := env.get("DATABASE_URL"):
        values["database_url"] = given
    if demo:
        # The demo never touches a real database: it always has a file of its own.
        values["database_url"] = f"sqlite:///{folder / 'demo.sqlite'}"
        smtp_values = {}
        values["company"] = DEMO_COMPANY
    values.setdefault("database_url", f"sqlite:///{folder / 'ambassador.sqlite'}")
    return Settings(
        instance=folder,
        secret=_secret(folder / "secret"),
        list_secret=_list_secret(env.get("AMBASSADOR_LIST_SECRET", ""), folder / "list-secret"),
        trail_key=_signing_key(env, "AMBASSADOR_TRAIL_KEY", folder / "trail-key"),
        certificate_key=_signing_key(env, "AMBASSADOR_CERTIFICATE_KEY", folder / "certificate-key"),
        lists_kept_days=_days(values.pop("lists_kept_days", "365")),
        smtp=_smtp(smtp_values),
        demo=demo,
        **values,
    )


def _days(text: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", text) or not 0 < int(text) <= MOST_DAYS:
        raise SettingsError(
            f"AMBASSADOR_LISTS_KEPT_DAYS is {text!r}: write a number of days from 1 to {MOST_DAYS}."
        )
    return int(text)


def _list_secret(given: str, path: Path) -> str:
    """Return the secret from the environment, which several machines can share, else this machine's own."""
    if given and len(given) < SECRET_BYTES:
        raise SettingsError(
            f"AMBASSADOR_LIST_SECRET is too short to be a secret: write at least {SECRET_BYTES} characters, "
            "the same on every machine."
        )
    return given or _secret(path)


def _signing_key(env: Mapping[str, str], name: str, path: Path) -> str:
    """Return a signing key from the environment, where a vault may put it, else this machine's own."""
    given = env.get(name, "")
    key = given or _secret(path)
    if not re.fullmatch("[0-9a-f]{64}", key):
        raise SettingsError(
            f"{name if given else path} is no signing key: write 64 hexadecimal digits in "
            "small letters, or leave it out, and one is made."
        )
    return key


def _from_file(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    if not path.exists():
        return {}, {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read as TOML: {error}. Mend the line it names.") from error
    smtp = found.pop("smtp", {})
    if not isinstance(smtp, dict):
        raise SettingsError(f"{path}: write the mail server as a section [smtp] with host, port and sender.")
    unknown = sorted(set(found) - KNOWN) + sorted(f"smtp.{name}" for name in set(smtp) - KNOWN_SMTP)
    if unknown:
        raise SettingsError(
            f"{path} sets {', '.join(unknown)}, which is not a setting. Known: {', '.join(sorted(KNOWN))}."
        )
    return _texts(path, found), _texts(path, smtp)


def _texts(path: Path, found: Mapping[str, Any]) -> dict[str, str]:
    for name, value in found.items():
        # A port is the one thing that is a number; true and false are numbers too, to Python.
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise SettingsError(f"{path}: write {name} as one text in quotes.")
    return {name: str(value) for name, value in found.items()}


def _secret(path: Path) -> str:
    """Return the installation's secret, made on first use and readable by its owner only."""
    if not path.exists():
        _make_secret(path)
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} can be read by others. Run: chmod 600 {path}")
    secret = path.read_text("utf-8", errors="replace").strip()
    if len(secret) < SECRET_BYTES:
        raise SettingsError(
            f"{path} is too short to be a secret. Delete it and start again, and a new one is made: with a "
            "new secret everyone signs in once more, with a new list-secret lists have to be shared again."
        )
    return secret


def _make_secret(path: Path) -> None:
    # Written beside and then linked: of two servers that start at once, both read the first one's, whole.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret-") as made:
        made.write(secrets.token_hex(SECRET_BYTES))
        made.flush()
        with suppress(FileExistsError):
            os.link(made.name, path)


def _smtp(values: dict[str, str]) -> Smtp | None:
    if not values:
        return None
    missing = [name for name in ("host", "sender") if not values.get(name)]
    if missing:
        raise SettingsError(
            f"The mail server is half set: {' and '.join(missing)} missing. Set AMBASSADOR_SMTP_HOST and "
            "AMBASSADOR_SMTP_SENDER, or none of the AMBASSADOR_SMTP_ settings."
        )
    if bool(values.get("username")) != bool(values.get("password")):
        raise SettingsError("The mail server has a user name or a password, but not both. Set both or none.")
    security = values.get("security", "starttls")
    if security not in {"starttls", "tls", "none"}:
        raise SettingsError("AMBASSADOR_SMTP_SECURITY must be starttls, tls or none.")
    if security == "none" and values["host"] not in {"localhost", "127.0.0.1", "::1"}:
        raise SettingsError(
            "AMBASSADOR_SMTP_SECURITY=none would send letters in the clear to another machine. "
            "Use starttls or tls."
        )
    port = values.get("port", "465" if security == "tls" else "587")
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) <= LARGEST_PORT:
        raise SettingsError(f"AMBASSADOR_SMTP_PORT is {port!r}, which is no port number.")
    if "@" not in values["sender"]:
        raise SettingsError(
            f"AMBASSADOR_SMTP_SENDER is {values['sender']!r}: write the e-mail address letters come from."
        )
    return Smtp(
        host=values["host"],
        port=int(port),
        sender=values["sender"],
        username=values.get("username", ""),
        password=values.get("password", ""),
        security=security,
    )


def _check(settings: Settings) -> None:
    if settings.language not in LANGUAGES:
        raise SettingsError(f"AMBASSADOR_LANGUAGE is {settings.language!r}: choose nb or en.")
    address = _address(settings.base_url)
    if address is None:
        raise SettingsError(
            f"AMBASSADOR_BASE_URL is {settings.base_url!r}: write the whole address people open, without a "
            "path, such as https://ambassador.example.com"
        )
    is_local = address.hostname in {"localhost", "127.0.0.1", "::1"}
    if address.scheme == "http" and not is_local:
        raise SettingsError(
            "AMBASSADOR_BASE_URL starts with http:// but is not this machine: passwords would travel in the "
            "clear. Put the app behind HTTPS and write https://."
        )
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingsError("DATABASE_URL must start with sqlite:/// or postgresql://.")
    try:
        make_url(settings.database_url)
    except (ArgumentError, ValueError) as error:
        # The address may hold a password, so it is not repeated here.
        raise SettingsError(
            "DATABASE_URL can't be read: write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with a number "
            "as port, and %-codes for special characters in the password (%40 for @)."
        ) from error
    if settings.checkpoint_folder and not Path(settings.checkpoint_folder).is_dir():
        raise SettingsError(
            f"AMBASSADOR_CHECKPOINT_FOLDER is {settings.checkpoint_folder!r}, and there is no such folder."
        )
    if settings.checkpoint_mail and "@" not in settings.checkpoint_mail:
        raise SettingsError(
            f"AMBASSADOR_CHECKPOINT_MAIL is {settings.checkpoint_mail!r}: write one whole e-mail address."
        )
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError) as error:
        raise SettingsError(
            f"AMBASSADOR_TIMEZONE is {settings.timezone!r}, which is not a time zone such as Europe/Oslo."
        ) from error


def _address(base_url: str) -> SplitResult | None:
    """Return a whole address of http or https without a path; None for anything else."""
    try:
        found = urlsplit(base_url)
        is_whole = found.scheme in {"http", "https"} and bool(found.hostname) and found.port != 0
    except ValueError:
        return None
    return found if is_whole and not found.path.strip("/") and not found.query + found.fragment else None
