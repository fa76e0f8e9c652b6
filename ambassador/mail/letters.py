"""Knows how a letter is written: a template in the receiver's language, its first line the subject."""

from __future__ import annotations

from flask import render_template
from flask_babel import force_locale

from ambassador.web.rim import settings


def write(template: str, *, language: str | None, **words: object) -> tuple[str, str, str]:
    """Return subject, body and language of templates/letters/<template>.txt in the receiver's language."""
    chosen = language or settings().language
    with force_locale(chosen):
        text = render_template(f"letters/{template}.txt", company=settings().company, **words)
    subject, _line, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n", chosen


def absolute(path: str) -> str:
    """Return the whole address of a path, for links in letters."""
    return settings().base_url.rstrip("/") + path
