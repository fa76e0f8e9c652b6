"""Putting an answered question into a draft, and leaving it out again, from the draft's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from ambassador.guidelines.writing import taking_up
from ambassador.guidelines.writing.queries import Draft
from ambassador.guidelines.writing.taking_up import TakeUp
from ambassador.people.sessions import signed_in
from ambassador.questions.policy import language_read, whole_languages
from ambassador.questions.queries import SharedAnswer
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.forms import ButtonForm, Form
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, transaction

blueprint = Blueprint("guideline_questions", __name__, url_prefix="/programme/guidelines")


class TakeUpForm(Form):
    """Nothing to fill in: which draft, and which answer, as the page showed them."""

    loaded = HiddenField()
    number = HiddenField()


@dataclass(frozen=True)
class Answered:
    """A question that everybody reads the answer of, as the writer of a draft reads it."""

    question_id: int
    number: int
    question: str
    answer: str
    language: str
    languages: tuple[str, ...]
    """Those it is whole in."""


@dataclass(frozen=True)
class ForDraft:
    """What a draft may take up, and what it has."""

    waiting: Sequence[Answered]
    taken_up: Sequence[Answered]


@blueprint.post("/drafts/<int:version_id>/questions/<int:question_id>")
@permits(Permission.RUN_PROGRAMME)
def put_in(version_id: int, question_id: int) -> ResponseReturnValue:
    form, refusal = TakeUpForm(), None
    if form.validate_on_submit():
        command = TakeUp(version_id, question_id, id_in(form.number.data), form.loaded.data or "")
        with transaction() as session:
            refusal = taking_up.take_up(session, command, by=signed_in().id, at=moment())
        if refusal is None:
            flash(_("The answer is in the draft, at its end. Read it over there."), "success")
        else:
            # Nothing was typed here, so nothing is lost by showing the draft as it is now.
            flash(refusal.sentence, "warning")
    return _to_the_draft(version_id)


@blueprint.post("/drafts/<int:version_id>/questions/<int:question_id>/left-out")
@permits(Permission.RUN_PROGRAMME)
def leave_out(version_id: int, question_id: int) -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        with transaction() as session:
            refusal = taking_up.leave_out(
                session, version_id=version_id, question_id=question_id, by=signed_in().id, at=moment()
            )
        if refusal is None:
            flash(_("The question waits for another version again. Take it out of the text, too."), "success")
        else:
            flash(refusal.sentence, "warning")
    return _to_the_draft(version_id)


def _to_the_draft(version_id: int) -> ResponseReturnValue:
    with database().reading() as session:
        is_there = taking_up.is_draft(session, version_id)
    here = url_for("guidelines_editor.draft", version_id=version_id)
    return redirect(here if is_there else url_for("guidelines_editor.overview"), 303)


def for_draft(draft: Draft | None) -> ForDraft:
    """Return what a draft may take up and has taken up, for the template questions/for_draft.html."""
    if draft is None:
        return ForDraft((), ())
    # A fresh session, like the one that the draft itself was read with.
    with database().reading() as session:
        waiting = taking_up.waiting_for(session, draft.guideline_id)
        taken_up = taking_up.taken_into(session, draft)
    return ForDraft([_answered(each) for each in waiting], [_answered(each) for each in taken_up])


def _answered(each: SharedAnswer) -> Answered:
    # A shared answer that is read at all is whole in some language.
    shown = language_read(each.shared, language()) or language()
    return Answered(
        question_id=each.question_id,
        number=each.number,
        question=each.shared[shown].question,
        answer=each.shared[shown].answer,
        language=shown,
        languages=whole_languages(each.shared),
    )


def init_app(app: Flask) -> None:
    """Let the page of a draft show what may be put into it."""
    app.jinja_env.globals.update(questions_for_draft=for_draft)
