"""Knows the languages: which one a request gets, and where the words are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request, session
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as translated
from flask_babel import ngettext as translated_plural
from flask_login import current_user

from ambassador.settings import LANGUAGES, PACKAGE
from ambassador.web.rim import settings

LOCALES = {"nb": "nb_NO", "en": "en_GB"}
"""How each language writes dates and numbers: English as in Europe, 3 March 2026."""

CATALOGS = PACKAGE / "translations"

BOKMAL = frozenset({"nb", "nn", "no"})
"""What a Norwegian browser asks for; all of them are given bokmål."""


def language() -> str:
    """Return the language of this request: nb or en."""
    found = get_locale()
    return found.language if found is not None and found.language in LANGUAGES else settings().language


def choose_language() -> str:
    """Return the person's choice, else the visit's, else the browser's, else the company's."""
    chosen = getattr(current_user, "language", None) or session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return from_browser(request.accept_languages.values()) or settings().language


def from_browser(wanted: Iterable[str]) -> str | None:
    """Return the first of our languages in the browser's list, best first; None if it names neither.

    Werkzeug's best_match would answer English to `nb-NO,en`, because it matches tags exactly.
    """
    for tag in wanted:
        primary = tag.replace("_", "-").split("-")[0].lower()
        if primary in BOKMAL:
            return "nb"
        if primary == "en":
            return "en"
    return None


def read_catalogs(language: str, folder: Path = CATALOGS) -> Catalog:
    """Return all of a language's words: one .po file a subject, put together."""
    together = Catalog(locale=language)
    for path in sorted((folder / language).glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        for message in catalog:
            if message.id and not message.fuzzy:
                together[message.id] = message
    return together


@lru_cache(maxsize=len(LANGUAGES))
def translations_for(language: str) -> NullTranslations:
    """Return the words of a language, compiled in memory from its .po files.

    English needs no file: the messages in the code are its words.
    """
    if language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogs(language))
    compiled.seek(0)
    return Translations(compiled)


class Words(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Flask-Babel's source of words, reading ours instead of .mo files on disk."""

    def get_translations(self) -> NullTranslations:
        return translations_for(language())


def gettext(message: str, **values: object) -> str:
    """Return a message in this request's language: Flask-Babel's, with types."""
    return str(translated(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return a message about a number of things in this request's language, with types."""
    return str(translated_plural(one, many, num, **values))


def init_app(app: Flask) -> None:
    """Choose the language of each request, and teach the templates both."""
    timezone = app.extensions["ambassador.settings"].timezone
    babel = Babel(
        app,
        default_locale="nb",
        default_timezone=timezone,
        locale_selector=lambda: LOCALES[choose_language()],
    )
    babel.domain_instance = Words()
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)
