"""The forms of taking a course: the quiz, made from its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ambassador.training.policy import QuestionKind
from ambassador.training.queries import QuestionAsked
from ambassador.web.addresses import id_in
from ambassador.web.forms import Form

PREFIX = "question-"
PLACE = 3
"""Digits at most in the place of an option."""


class QuizForm(Form):
    """The hidden field says which attempt is answered; the questions are added by `quiz_form`."""

    attempt = HiddenField(filters=[id_in])

    def fill(self, questions: Sequence[QuestionAsked], kept: Mapping[int, Sequence[int]]) -> None:
        """Show what was answered so far."""
        for question in questions:
            places, field = [str(place) for place in kept.get(question.id, ())], self[field_name(question)]
            if places:
                field.data = places if isinstance(field, SelectMultipleField) else places[0]


def field_name(question: QuestionAsked) -> str:
    """Return the name of a question's field."""
    return f"{PREFIX}{question.id}"


def sent_places(sent: MultiDict[str, str]) -> dict[int, list[int]]:
    """Return the places that were sent by question, without the form, which takes longer than marking them.

    What can't be a place is -1, which nothing offers.
    """
    return {
        id_in(name.removeprefix(PREFIX)): [_place(value) for value in values]
        for name, values in sent.lists()
        if name.startswith(PREFIX)
    }


def _place(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= PLACE else -1


def quiz_form(questions: Sequence[QuestionAsked]) -> QuizForm:
    """Return a form that asks these questions; one without an answer is named."""
    fields = {field_name(question): _field_of(question) for question in questions}
    made: QuizForm = type("QuizFormOfVersion", (QuizForm,), fields)()
    return made


def _field_of(question: QuestionAsked) -> RadioField | SelectMultipleField:
    several = question.kind is QuestionKind.MULTIPLE
    return (SelectMultipleField if several else RadioField)(
        f"{question.position}. {question.prompt}",
        description=_("More than one may be right.") if several else "",
        choices=[SelectChoice(str(place), question.options[place]) for place in question.places],
        validators=[
            InputRequired(_("Question %(number)s has no answer yet.", number=question.position)),
        ],
    )
