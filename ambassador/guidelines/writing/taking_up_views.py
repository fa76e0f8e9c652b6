"""Putting an answered question into a draft, from the draft's own page."""

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
from ambassador.web.access import Permission, permits
from ambassador.web.addresses import id_in
from ambassador.web.forms import Form
from ambassador.web.i18n import language
from ambassador.web.rim import database, moment, transaction

blueprint = Blueprint("guideline_questions", __name__, url_prefix="/programme/guidelines")


class TakeUpForm(Form):
    """Nothing to fill in: which draft, and which answer, as the page showed them."""

    loaded = HiddenField()
    number = HiddenField()


@dataclass(frozen=True)
class Waiting:
    """An answered question that may go into a draft, as its writer reads it."""

    question_id: int
    number: int
    question: str
    answer: str
    language: str
    languages: tuple[str, ...]
    """Those it is whole in."""


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
    with database().reading() as session:
        is_there = taking_up.is_draft(session, version_id)
    here = url_for("guidelines_editor.draft", version_id=version_id)
    return redirect(here if is_there else url_for("guidelines_editor.overview"), 303)


def for_draft(draft: Draft | None) -> Sequence[Waiting]:
    """Return what may be put into a draft, for the template questions/for_draft.html."""
    if draft is None:
        return []
    # A fresh session, like the one that the draft itself was read with.
    with database().reading() as session:
        return [
            Waiting(
                question_id=each.question_id,
                number=each.number,
                question=each.shared[shown].question,
                answer=each.shared[shown].answer,
                language=shown,
                languages=whole_languages(each.shared),
            )
            for each in taking_up.waiting_for(session, draft.guideline_id)
            if (shown := language_read(each.shared, language()))
        ]


def init_app(app: Flask) -> None:
    """Let the page of a draft show what may be put into it."""
    app.jinja_env.globals.update(questions_for_draft=for_draft)
