"""Knows what every form shares: languages, limits, and how a refusal lands beside its field."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField
from wtforms.i18n import get_translations
from wtforms.validators import Length

from ambassador.web.errors import Conflict, Refusal
from ambassador.web.i18n import language

SHORT = 200
"""Characters in a one-line text."""
SUMMARY = 1000
"""Characters in a summary, a question, an explanation, or what changed."""
LONG = 40_000
"""Characters in a text of many lines."""


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose errors speak the visitor's language and that refuses characters no database keeps."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        def get_translations(self, _form: FlaskForm) -> Any:
            # WTForms' own sentences come from its own catalogs, in both languages.
            return get_translations([language()])

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            found = super().wrap_formdata(form, formdata)
            if found is None or not request.files:
                return found
            # A file is only ever given to a field that asks for one: any other would take it for a text.
            asking = {field.name for field in form if isinstance(field, FileField)}
            files = MultiDict(sent for sent in request.files.items(multi=True) if sent[0] in asking)
            return CombinedMultiDict((files, request.form))

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = [*unbound_field.kwargs.get("filters", []), without_nul]
            return unbound_field.bind(form=form, filters=filters, **options)

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal beside its field, or at the top of the form."""
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.form_errors: list[str] = [*self.form_errors, refusal.sentence]


class ButtonForm(Form):
    """Nothing to fill in: the button says it."""


class QuestionForm(Form):
    """A form that only asks, sent by GET."""

    class Meta(Form.Meta):
        # Nothing is changed by asking, and an answer may be bookmarked.
        csrf = False


def status_of(form: Form, refusal: object = None) -> int:
    """Return 409 for a conflict, 422 for another fault, 200 for a page that was just opened."""
    if isinstance(refusal, Conflict):
        return 409
    return 422 if form.is_submitted() else 200


def without_nul(value: Any) -> Any:
    """Drop NUL characters: PostgreSQL can't keep them, and nobody means to type them."""
    return value.replace("\x00", "") if isinstance(value, str) else value


def stripped(value: Any) -> Any:
    """Drop the spaces around a text."""
    return value.strip() if isinstance(value, str) else value


def even_lines(value: Any) -> Any:
    """Return a text with one kind of line ending: browsers send two characters."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def at_most(characters: int) -> Length:
    """Refuse a longer text with a sentence that says how long it may be."""
    return Length(max=characters)
