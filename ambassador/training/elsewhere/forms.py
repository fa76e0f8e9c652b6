"""The forms of what was passed elsewhere: one pass, a list of them, its confirmation, and a withdrawal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ambassador.people.forms import others_address
from ambassador.training.elsewhere.policy import MOST_PROOF
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped


class RecordPassForm(Form):
    """Who passed, when, until when it counts, and how one knows."""

    email = others_address()
    passed_on = DateField(
        _("Day on which they passed"),
        description=_("It counts from this day on, also for days before today."),
        validators=[InputRequired(_("Choose the day on which they passed."))],
    )
    until = DateField(
        _("Last day on which it counts"),
        description=_("Only if it says so itself. Without a day it counts as long as a pass of this course."),
        validators=[Optional()],
    )
    proof = TextAreaField(
        _("Proof"),
        description=_("Where, by whom, and a reference. The person reads this, with your name beside it."),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[DataRequired(_("Write how you know that they passed.")), at_most(MOST_PROOF)],
    )
    scan = FileField(
        _("A file that proves it, if there is one"), description=_("PDF, PNG or JPEG, at most 10 MB.")
    )


class WithdrawPassForm(Form):
    """Why a record was a mistake."""

    reason = TextAreaField(
        _("What was wrong with it?"),
        description=_("The person reads this, with your name beside it."),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[DataRequired(_("Write what was wrong with it: the person reads it.")), at_most(SUMMARY)],
    )


class ListForm(Form):
    """A list of passes."""

    file = FileField(
        _("The list"),
        description=_("CSV or Excel (.xlsx), with a heading for each column and at most 20,000 rows."),
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx"},
        validators=[FileRequired(_("Choose a file."))],
    )


class ConfirmListForm(Form):
    """The plan that was shown."""

    fingerprint = HiddenField(validators=[DataRequired(), at_most(64)])
