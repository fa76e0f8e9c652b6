"""The forms of asking and of answering."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import DataRequired

from ambassador.questions.desk_queries import OpenedQuestion
from ambassador.questions.policy import LONGEST_ANSWER, LONGEST_QUESTION, Shared
from ambassador.settings import LANGUAGES
from ambassador.web import bilingual
from ambassador.web.forms import Form, at_most, even_lines, stripped
from ambassador.web.i18n import gettext


class AskForm(Form):
    """What somebody wants to know."""

    question = TextAreaField(
        _("Your question"),
        description=_(
            "Only the programme manager is shown who asks. The answer comes by e-mail, and the administrator "
            "can see that there is a letter. It may be shared with everybody, in words that don't tell who "
            "asked."
        ),
        filters=[stripped, even_lines],
        render_kw={"rows": 4},
        validators=[DataRequired(_("Write your question.")), at_most(LONGEST_QUESTION)],
    )


class AnswerForm(Form):
    """An answer to whoever asked, and what everybody is to read, if anything."""

    seen = HiddenField()
    text = TextAreaField(
        _("Answer to who asked"),
        description=_("In the language of the question. It is sent by e-mail, and kept on the page."),
        filters=[stripped, even_lines],
        render_kw={"rows": 6},
        validators=[DataRequired(_("Write an answer.")), at_most(LONGEST_ANSWER)],
    )
    is_shared = BooleanField(
        _("Share with everybody"),
        description=_(
            "Everybody then reads the words below, without whose question it was. Reword the question so "
            "that nobody can tell. Without the tick, what was shared before is taken back."
        ),
    )
    shared_question_nb = bilingual.text(_("Question in Norwegian"), rows=3, most=LONGEST_QUESTION)
    shared_answer_nb = bilingual.text(_("Answer in Norwegian"), rows=6, most=LONGEST_ANSWER)
    shared_question_en = bilingual.text(_("Question in English"), rows=3, most=LONGEST_QUESTION)
    shared_answer_en = bilingual.text(_("Answer in English"), rows=6, most=LONGEST_ANSWER)

    def explain(self, asked_in: str) -> None:
        """Say at the answer in the language of the question what leaving it empty does (see `shared`)."""
        self[f"shared_answer_{asked_in}"].description = gettext(
            "Leave it empty to share the answer above as it is."
        )

    def fill(self, found: OpenedQuestion) -> None:
        """Show the answer that counts now, or else the question as it was asked."""
        self.seen.data = str(found.number)
        newest = found.newest
        if newest is not None:
            self.text.data, self.is_shared.data = newest.text, newest.is_shared
        shared = newest.shared if newest is not None and newest.is_shared else {}
        # Whoever shares an answer for the first time begins from the words of whoever asked.
        shared = shared or {found.language: Shared(question=found.text)}
        for language in LANGUAGES:
            words = shared.get(language, Shared())
            self[f"shared_question_{language}"].data = words.question
            self[f"shared_answer_{language}"].data = words.answer

    def shared(self, asked_in: str) -> dict[str, Shared]:
        """Return what everybody is to read, by language.

        In the language of the question, an answer left empty is the answer to whoever asked.
        """
        words = {
            language: Shared(
                self[f"shared_question_{language}"].data or "", self[f"shared_answer_{language}"].data or ""
            )
            for language in LANGUAGES
        }
        own = words[asked_in]
        if own.question and not own.answer:
            words[asked_in] = Shared(own.question, self.text.data or "")
        return words
