"""The forms of writing a course: settings, lessons, questions, publishing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from ambassador.training.attempt_policy import MOST_ATTEMPTS, MOST_PAUSE, Limits
from ambassador.training.cycles.policy import DEFAULT_DAYS, MOST_DAYS, MOST_GRACE, Deadlines
from ambassador.training.models import CourseVersion, Lesson, Question
from ambassador.training.policy import MOST_MONTHS, MOST_QUESTIONS, OPTIONS_LENGTH, QuestionKind
from ambassador.web.bilingual import by_language, fill_by_language, line, text
from ambassador.web.forms import LONG, SUMMARY, Form, at_most, stripped

FEEDBACK_HINT = _(
    "For a short situation: what whoever chose each option should hear, one on each line, in the same order."
)
TRUE_FALSE = {"nb": ["Riktig", "Galt"], "en": ["True", "False"]}
"""The options of a statement, where none are written."""


class NewCourseForm(Form):
    """What a new course is called."""

    title_nb = line(_("Title in Norwegian"), required=True)
    title_en = line(_("Title in English"), required=True)


class SettingsForm(Form):
    """What a course is called and when it is passed."""

    loaded = HiddenField()
    title_nb = line(_("Title in Norwegian"))
    summary_nb = text(_("Summary in Norwegian"), rows=3, most=SUMMARY)
    title_en = line(_("Title in English"))
    summary_en = text(_("Summary in English"), rows=3, most=SUMMARY)
    pass_percent = IntegerField(
        _("Pass mark in percent"),
        render_kw={"inputmode": "numeric"},
        validators=[
            InputRequired(_("Write a whole number.")),
            NumberRange(1, 100, _("Choose from %(min)s to %(max)s.")),
        ],
    )
    validity_months = IntegerField(
        _("Months a pass counts"),
        render_kw={"inputmode": "numeric"},
        validators=[
            InputRequired(_("Write a whole number.")),
            NumberRange(1, MOST_MONTHS, _("Choose from %(min)s to %(max)s.")),
        ],
    )
    days_to_pass = IntegerField(
        _("Days to pass it"),
        description=_("From when it is asked of somebody for the first time. Empty: 30."),
        render_kw={"inputmode": "numeric"},
        validators=[Optional(), NumberRange(1, MOST_DAYS, _("Choose from %(min)s to %(max)s."))],
    )
    grace_days = IntegerField(
        _("Days of grace after a pass"),
        description=_("So long its holder stays cleared after it ran out. Holds for passes of this version."),
        render_kw={"inputmode": "numeric"},
        validators=[Optional(), NumberRange(0, MOST_GRACE, _("Choose from %(min)s to %(max)s."))],
    )
    questions_asked = IntegerField(
        _("Questions asked in an attempt"),
        description=_("Drawn by chance from all of them, some from each lesson. Empty: all are asked."),
        render_kw={"inputmode": "numeric"},
        validators=[Optional(), NumberRange(1, MOST_QUESTIONS, _("Choose from %(min)s to %(max)s."))],
    )
    is_shuffled = BooleanField(
        _("Show questions and options in an order of chance"),
        description=_("True and false keep their order. Write no option that speaks of the one above it."),
    )
    most_attempts = IntegerField(
        _("Attempts"),
        description=_("How often somebody may try before they pass. Empty: as often as they like."),
        render_kw={"inputmode": "numeric"},
        validators=[Optional(), NumberRange(1, MOST_ATTEMPTS, _("Choose from %(min)s to %(max)s."))],
    )
    pause_hours = IntegerField(
        _("Hours between two attempts"),
        description=_("24 is a day. Empty or 0: one may try again at once."),
        render_kw={"inputmode": "numeric"},
        validators=[Optional(), NumberRange(0, MOST_PAUSE, _("Choose from %(min)s to %(max)s."))],
    )
    is_required = BooleanField(
        _("Those it is for must pass it"),
        description=_("Holds for the course as a whole, and changes as soon as you save."),
    )

    def texts(self) -> dict[str, dict[str, str]]:
        """Return title and summary by language."""
        return by_language(self, "title", "summary")

    def fill(self, draft: CourseVersion) -> None:
        """Show what is saved."""
        fill_by_language(self, draft.texts, "title", "summary")
        self.pass_percent.data, self.validity_months.data = draft.pass_percent, draft.validity_months
        self.days_to_pass.data, self.grace_days.data = draft.days_to_pass, draft.grace_days
        self.is_required.data = draft.course.is_required
        self.questions_asked.data, self.is_shuffled.data = draft.questions_asked, draft.is_shuffled
        self.most_attempts.data, self.pause_hours.data = draft.most_attempts, draft.pause_hours

    def deadlines(self) -> Deadlines:
        """Return what is said about the days before and after a pass."""
        return Deadlines(self.days_to_pass.data or DEFAULT_DAYS, self.grace_days.data or 0)

    def limits(self) -> Limits:
        """Return what is said about attempts."""
        return Limits(
            most_attempts=self.most_attempts.data,
            pause_hours=self.pause_hours.data or 0,
            questions_asked=self.questions_asked.data,
            is_shuffled=self.is_shuffled.data,
        )


class LessonForm(Form):
    """A lesson in both languages; a draft may have gaps."""

    loaded = HiddenField()
    title_nb = line(_("Title in Norwegian"))
    body_nb = text(
        _("Text in Norwegian"),
        rows=20,
        most=LONG,
        hint=_("Markdown: ## for a heading, - for a list, > for an example."),
    )
    title_en = line(_("Title in English"))
    body_en = text(
        _("Text in English"),
        rows=20,
        most=LONG,
        hint=_("Markdown: ## for a heading, - for a list, > for an example."),
    )

    def texts(self) -> dict[str, dict[str, str]]:
        """Return title and text by language."""
        return by_language(self, "title", "body")

    def fill(self, lesson: Lesson) -> None:
        """Show what is saved."""
        fill_by_language(self, lesson.texts, "title", "body")


class QuestionForm(Form):
    """A question in both languages."""

    loaded = HiddenField()
    kind = SelectField(
        _("Kind"),
        choices=[
            SelectChoice(QuestionKind.SINGLE.value, _("One right option")),
            SelectChoice(QuestionKind.MULTIPLE.value, _("One or more right options")),
            SelectChoice(QuestionKind.TRUE_FALSE.value, _("A statement: true or false")),
            SelectChoice(QuestionKind.SCENARIO.value, _("A short situation with feedback for each option")),
        ],
    )
    lesson = SelectField(_("The lesson it asks about"), choices=[])
    prompt_nb = text(_("Question in Norwegian"), rows=3, most=SUMMARY)
    options_nb = text(_("Options in Norwegian"), rows=5, most=OPTIONS_LENGTH, hint=_("One on each line."))
    feedback_nb = text(_("Feedback in Norwegian"), rows=5, most=OPTIONS_LENGTH, hint=FEEDBACK_HINT)
    explanation_nb = text(_("Explanation in Norwegian"), rows=3, most=SUMMARY)
    prompt_en = text(_("Question in English"), rows=3, most=SUMMARY)
    options_en = text(
        _("Options in English"), rows=5, most=OPTIONS_LENGTH, hint=_("One on each line, in the same order.")
    )
    feedback_en = text(_("Feedback in English"), rows=5, most=OPTIONS_LENGTH, hint=FEEDBACK_HINT)
    explanation_en = text(_("Explanation in English"), rows=3, most=SUMMARY)
    right = StringField(
        _("Numbers of the right options"),
        filters=[stripped],
        description=_("The first option is 1. Several: 1, 3."),
        validators=[at_most(60)],
    )

    def offer_lessons(self, lessons: Sequence[Lesson], language: str) -> None:
        """Let the question be about one of these lessons."""
        self.lesson.choices = [
            SelectChoice(str(lesson.position), f"{lesson.position}. {lesson.texts[language]['title']}")
            for lesson in lessons
        ]

    def texts(self) -> dict[str, dict[str, Any]]:
        """Return prompt, options and explanation by language; a statement without options gets its own."""
        found: dict[str, dict[str, Any]] = {}
        is_bare = self.kind.data == QuestionKind.TRUE_FALSE and not (
            self.options_nb.data or self.options_en.data
        )
        for language, parts in by_language(self, "prompt", "options", "feedback", "explanation").items():
            feedback = _lines(parts.pop("feedback"))
            found[language] = {
                **parts,
                "options": TRUE_FALSE[language] if is_bare else _lines(parts["options"]),
                **({"feedback": feedback} if feedback else {}),
            }
        return found

    def places(self) -> list[int]:
        """Return the places of the right options, counted from 0; -1 for what is no number."""
        words = [word for word in re.split(r"[\s,;]+", self.right.data or "") if word]
        numbers = [int(word) - 1 if re.fullmatch(r"[0-9]{1,4}", word) else -1 for word in words]
        return sorted(set(numbers))

    def fill(self, question: Question) -> None:
        """Show what is saved."""
        texts = {
            language: {
                **words,
                "options": "\n".join(words["options"]),
                "feedback": "\n".join(words.get("feedback", ())),
            }
            for language, words in question.texts.items()
        }
        fill_by_language(self, texts, "prompt", "options", "feedback", "explanation")
        self.kind.data, self.lesson.data = str(question.kind), str(question.lesson_position)
        self.right.data = ", ".join(str(place + 1) for place in question.right)


def _lines(several: str) -> list[str]:
    return [line.strip() for line in several.split("\n") if line.strip()]


class PublishForm(Form):
    """A note for those who run the programme."""

    loaded = HiddenField()
    what_changed = text(
        _("What changed"), rows=3, most=SUMMARY, hint=_("A note for those who run the programme. Optional.")
    )
