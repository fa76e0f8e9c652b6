"""The forms of writing guidelines: drafts and publishing."""

from __future__ import annotations

from dataclasses import asdict

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from ambassador.guidelines import policy
from ambassador.guidelines.policy import Change, Words
from ambassador.guidelines.writing.queries import Draft
from ambassador.web.bilingual import by_language, fill_by_language, line, text
from ambassador.web.forms import LONG, SUMMARY, Form


class NewGuidelineForm(Form):
    """What a new guideline is called."""

    title_nb = line(_("Title in Norwegian"), required=True)
    title_en = line(_("Title in English"), required=True)


class DraftForm(Form):
    """A guideline's words in both languages; a draft may have gaps."""

    loaded = HiddenField()
    is_required = BooleanField(
        _("Ambassadors must acknowledge it"),
        description=_("Holds for the guideline as a whole, and changes as soon as you save."),
    )
    title_nb = line(_("Title in Norwegian"))
    summary_nb = text(_("Summary in Norwegian"), rows=3, most=SUMMARY)
    body_nb = text(
        _("Text in Norwegian"),
        rows=24,
        most=LONG,
        hint=_("Markdown: ## for a heading, - for a list, > for an example."),
    )
    title_en = line(_("Title in English"))
    summary_en = text(_("Summary in English"), rows=3, most=SUMMARY)
    body_en = text(
        _("Text in English"),
        rows=24,
        most=LONG,
        hint=_("Markdown: ## for a heading, - for a list, > for an example."),
    )

    def words(self) -> dict[str, Words]:
        """Return what was typed, by language."""
        found = by_language(self, "title", "summary", "body")
        return {language: Words(**parts) for language, parts in found.items()}

    def fill(self, draft: Draft) -> None:
        """Show what is saved."""
        self.loaded.data, self.is_required.data = draft.fingerprint, draft.is_required
        texts = {language: asdict(words) for language, words in draft.texts.items()}
        fill_by_language(self, texts, "title", "summary", "body")


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
    what_changed_nb = text(_("What changed, in Norwegian"), rows=3, most=SUMMARY)
    what_changed_en = text(_("What changed, in English"), rows=3, most=SUMMARY)
    is_unreviewed_accepted = BooleanField(
        _("Publish it although nobody has approved exactly these words"),
        description=_("The trail keeps that it was published without a review."),
    )

    def chosen_change(self) -> Change:
        """Return the kind of change chosen; FIRST when none was."""
        known = {Change.MATERIAL.value, Change.MINOR.value}
        return Change(self.change.data) if self.change.data in known else Change.FIRST


class ReviewForm(Form):
    """What somebody thinks of a draft that they were asked to look at."""

    seen = HiddenField()
    answer = RadioField(
        _("Your answer"),
        choices=[
            SelectChoice("approve", _("Approve: these words can be published")),
            SelectChoice("send_back", _("Send back: something should be different")),
        ],
        validators=[Optional()],
        validate_choice=False,
    )
    note = text(
        _("Note"),
        rows=4,
        most=SUMMARY,
        hint=_("What should be different; needed when you send it back. Programme managers read it."),
    )

    def is_approved(self) -> bool | None:
        """Return what was chosen; None when nothing was."""
        return {"approve": True, "send_back": False}.get(self.answer.data)


class WithdrawForm(Form):
    """Why a published version is taken back."""

    why = text(
        _("Why is it withdrawn?"),
        rows=4,
        most=SUMMARY,
        hint=_("Whoever opens this version from now on reads it. Name nobody."),
    )
