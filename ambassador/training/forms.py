"""The forms of taking a course: the quiz, made from its questions."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from ambassador.training.policy import QuestionKind
from ambassador.training.queries import QuestionAsked
from ambassador.web.addresses import id_in
from ambassador.web.forms import Form


class QuizForm(Form):
    """The hidden field says which attempt is answered; the questions are added by `quiz_form`."""

    attempt = HiddenField(filters=[id_in])

    def chosen(self, questions: Sequence[QuestionAsked]) -> dict[int, list[int]]:
        """Return the places of the chosen options by question."""
        found = {}
        for question in questions:
            answered = self[field_name(question)].data
            places = answered if isinstance(answered, list) else [answered]
            found[question.id] = sorted(int(place) for place in places)
        return found


def field_name(question: QuestionAsked) -> str:
    """Return the name of a question's field."""
    return f"question-{question.id}"


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
        choices=[SelectChoice(str(place), option) for place, option in enumerate(question.options)],
        validators=[
            InputRequired(_("Question %(number)s has no answer yet.", number=question.position)),
        ],
    )
