"""Knows the fields of what is written in both languages: one for each, named <part>_<language>."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from ambassador.settings import LANGUAGES
from ambassador.web.forms import SHORT, Form, at_most, even_lines, stripped


def line(label: Any, *, required: bool = False) -> StringField:
    """Return a field for a title."""
    needed = [DataRequired(_("Write a title."))] if required else []
    return StringField(label, filters=[stripped], validators=[*needed, at_most(SHORT)])


def text(label: Any, *, rows: int, most: int, hint: Any = "") -> TextAreaField:
    """Return a field for a text of several lines, of at most so many characters."""
    return TextAreaField(
        label,
        filters=[stripped, even_lines],
        render_kw={"rows": rows},
        description=hint,
        validators=[at_most(most)],
    )


def by_language(form: Form, *parts: str) -> dict[str, dict[str, str]]:
    """Return what was typed into the fields `<part>_<language>`."""
    return {
        language: {part: form[f"{part}_{language}"].data or "" for part in parts} for language in LANGUAGES
    }


def fill_by_language(form: Form, texts: Mapping[str, Any], *parts: str) -> None:
    """Show texts in the fields `<part>_<language>`."""
    for language in LANGUAGES:
        for part in parts:
            form[f"{part}_{language}"].data = texts.get(language, {}).get(part, "")
