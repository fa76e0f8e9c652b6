"""Both languages are whole: no message is missing, fuzzy, or translated in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from ambassador.app import template_folder
from ambassador.settings import PACKAGE
from ambassador.web.i18n import CATALOGS, read_catalogs

KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|%")


def messages_in_use() -> set[tuple[str, str | tuple[str, ...]]]:
    """Return every message of the code and the templates, with the file it stands in first."""
    python = extract_from_dir(PACKAGE, [("**.py", "python")], {}, keywords=KEYWORDS)
    pages = extract_from_dir(
        template_folder(),
        [("**.html", "jinja2"), ("**.txt", "jinja2")],
        {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}},
        keywords=KEYWORDS,
    )
    return {(name, message) for name, _line, message, _comments, _context in (*python, *pages)}


def messages(language: str) -> Iterator[tuple[Path, Message]]:
    for path in sorted((CATALOGS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    yield path, message


def test_every_message_is_translated() -> None:
    catalog = read_catalogs("nb")
    missing = sorted(
        f"{name}: {message!r}"
        for name, message in messages_in_use()
        if not (found := catalog.get(message if isinstance(message, str) else message[0]))
        or not found.string
        or (isinstance(found.string, tuple) and not all(found.string))
    )
    assert not missing, "\n".join(["these messages have no Norwegian:", *missing])


def test_no_message_is_fuzzy_or_left_over() -> None:
    used = {m if isinstance(m, str) else m[0] for _name, m in messages_in_use()}
    for path, message in messages("nb"):
        key = message.id if isinstance(message.id, str) else message.id[0]
        assert not message.fuzzy, f"{path.name}: {key!r} is fuzzy"
        assert key in used, f"{path.name}: {key!r} is used nowhere"


def test_no_message_is_translated_in_two_files() -> None:
    seen: dict[str, Path] = {}
    for path, message in messages("nb"):
        key = message.id if isinstance(message.id, str) else message.id[0]
        assert key not in seen, f"{key!r} is in {seen[key].name} and in {path.name}"
        seen[key] = path


@pytest.mark.parametrize("language", ["nb"])
def test_translations_keep_the_placeholders(language: str) -> None:
    for path, message in messages(language):
        wanted = [message.id] if isinstance(message.id, str) else list(message.id)
        given = [message.string] if isinstance(message.string, str) else list(message.string)
        allowed = {name for text in wanted for name in PLACEHOLDER.findall(text)}
        for text in given:
            assert set(PLACEHOLDER.findall(text)) <= allowed, f"{path.name}: {text!r}"
