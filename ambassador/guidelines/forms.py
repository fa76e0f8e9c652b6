"""The forms of guidelines: acknowledging, writing and publishing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Optional

from ambassador.guidelines import policy
from ambassador.guidelines.editor_queries import Draft
from ambassador.guidelines.policy import Change, Words
from ambassador.settings import LANGUAGES
from ambassador.web.addresses import id_in
from ambassador.web.forms import LONG, SHORT, Form, at_most, even_lines, stripped

SUMMARY = 1000
"""Characters in a summary, and in what changed."""


class AcknowledgeForm(Form):
    """One tick beside one sentence; the hidden fields say exactly what was on the page."""

    version_id = HiddenField(filters=[id_in])
    sha256 = HiddenField()
    language = HiddenField()
    sentence = HiddenField()
    agrees = BooleanField()


class NewGuidelineForm(Form):
    """What a new guideline is called."""

    title_nb = StringField(
        _("Title in Norwegian"),
        filters=[stripped],
        validators=[DataRequired(_("Write a title.")), at_most(SHORT)],
    )
    title_en = StringField(
        _("Title in English"),
        filters=[stripped],
        validators=[DataRequired(_("Write a title.")), at_most(SHORT)],
    )


class DraftForm(Form):
    """A guideline's words in both languages; a draft may have gaps."""

    loaded = HiddenField()
    is_required = BooleanField(
        _("Ambassadors must acknowledge it"),
        description=_("Holds for the guideline as a whole, and changes as soon as you save."),
    )
    title_nb = StringField(_("Title in Norwegian"), filters=[stripped], validators=[at_most(SHORT)])
    summary_nb = TextAreaField(
        _("Summary in Norwegian"),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[at_most(SUMMARY)],
    )
    body_nb = TextAreaField(
        _("Text in Norwegian"),
        filters=[even_lines],
        render_kw={"rows": 24},
        description=_("Markdown: ## for a heading, - for a list, > for an example."),
        validators=[at_most(LONG)],
    )
    title_en = StringField(_("Title in English"), filters=[stripped], validators=[at_most(SHORT)])
    summary_en = TextAreaField(
        _("Summary in English"),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[at_most(SUMMARY)],
    )
    body_en = TextAreaField(
        _("Text in English"),
        filters=[even_lines],
        render_kw={"rows": 24},
        description=_("Markdown: ## for a heading, - for a list, > for an example."),
        validators=[at_most(LONG)],
    )

    def words(self) -> dict[str, Words]:
        """Return what was typed, by language."""
        return {
            language: Words(
                self[f"title_{language}"].data or "",
                self[f"summary_{language}"].data or "",
                self[f"body_{language}"].data or "",
            )
            for language in LANGUAGES
        }

    def fill(self, draft: Draft) -> None:
        """Show what is saved."""
        self.loaded.data, self.is_required.data = draft.fingerprint, draft.is_required
        for language, words in draft.texts.items():
            self[f"title_{language}"].data = words.title
            self[f"summary_{language}"].data = words.summary
            self[f"body_{language}"].data = words.body


class PublishForm(Form):
    """How much a version changes, and for whom it waits; a first version needs neither."""

    loaded = HiddenField()
    change = RadioField(
        _("How much changes?"),
        choices=[
            SelectChoice(
                Change.MATERIAL.value,
                _("Something people must know and accept: everybody acknowledges it anew"),
            ),
            SelectChoice(
                Change.MINOR.value, _("Only the wording: what people acknowledged before still holds")
            ),
        ],
        validators=[Optional()],
        validate_choice=False,
    )
    grace_days = IntegerField(
        _("Days of grace"),
        default=policy.DEFAULT_GRACE,
        description=_(
            "For a material change: how long those who acknowledged before stay cleared, from 0 to 180."
        ),
        render_kw={"inputmode": "numeric"},
        validators=[
            Optional(),
            NumberRange(0, policy.MOST_GRACE, _("Choose from 0 to %(max)s days.")),
        ],
    )
    what_changed_nb = TextAreaField(
        _("What changed, in Norwegian"),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[at_most(SUMMARY)],
    )
    what_changed_en = TextAreaField(
        _("What changed, in English"),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[at_most(SUMMARY)],
    )

    def chosen_change(self) -> Change:
        """Return the kind of change chosen; FIRST when none was."""
        known = {Change.MATERIAL.value, Change.MINOR.value}
        return Change(self.change.data) if self.change.data in known else Change.FIRST
