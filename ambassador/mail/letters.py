"""Knows how a letter is written: a template in the receiver's language, its first line the subject."""

from __future__ import annotations

import re

from flask import render_template
from flask_babel import force_locale

from ambassador.web.i18n import LOCALES
from ambassador.web.rim import settings

Written = tuple[str, str, str]
"""A letter's subject, body and language."""

_MARK = re.compile(r"~~([a-z]+)~~")


def write(template: str, *, language: str | None, **words: object) -> Written:
    """Return subject, body and language of templates/letters/<template>.txt in the receiver's language."""
    chosen = language or settings().language
    with force_locale(LOCALES[chosen]):
        text = render_template(f"letters/{template}.txt", company=settings().company, **words)
    subject, _line, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n", chosen


def mark(name: str) -> str:
    """Return a mark for what differs from letter to letter; it comes through an address unchanged."""
    return f"~~{name}~~"


def filled(written: Written, **each: str) -> Written:
    """Return a letter with its marks replaced, so that a template is rendered once for many receivers."""
    subject, body, language = (
        _MARK.sub(lambda found: each.get(found[1], found[0]), part) for part in written
    )
    return " ".join(subject.split()), body, language


def absolute(path: str) -> str:
    """Return the whole address of a path, for links in letters."""
    return settings().base_url.rstrip("/") + path
