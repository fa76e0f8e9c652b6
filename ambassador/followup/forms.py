"""The form of publishing: how much changes, what, for whom, and by when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from ambassador.followup.letters import here
from ambassador.guidelines import policy
from ambassador.guidelines.policy import Change
from ambassador.guidelines.writing.operations import Publish
from ambassador.people.audience_forms import AudienceForm, audience_field
from ambassador.people.audiences import Audience
from ambassador.settings import LANGUAGES
from ambassador.web.bilingual import text
from ambassador.web.forms import SUMMARY
from ambassador.web.rim import zone


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A day, as the browser's calendar sends it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace("\x00", "") for value in valuelist])
        except ValueError:
            raise ValueError(gettext("Choose a day, such as 2026-06-30.")) from None


class PublishForm(AudienceForm):
    """How much a version changes, what, for whom it is, and by when; a first version changes nothing."""

    loaded = HiddenField()
    change = RadioField(
        _("How much changes?"),
        choices=[
            SelectChoice(
                Change.MATERIAL.value, _("Something people must know and accept: everybody is asked again")
            ),
            SelectChoice(
                Change.MINOR.value,
                _("Only the wording: nobody is asked, and what people acknowledged still holds"),
            ),
        ],
        validators=[Optional()],
        validate_choice=False,
    )
    what_changed_nb = text(_("What changed, in Norwegian"), rows=3, most=SUMMARY)
    what_changed_en = text(_("What changed, in English"), rows=3, most=SUMMARY)
    audience = audience_field(_("Who must acknowledge it?"))
    due_at = DayField(_("To be acknowledged by"), validators=[Optional()])
    grace_days = IntegerField(
        _("Days of grace after that"),
        default=policy.DEFAULT_GRACE,
        description=_(
            "So long, from 0 to 180 days, those who acknowledged the version before stay cleared under it."
        ),
        render_kw={"inputmode": "numeric"},
        validators=[
            Optional(),
            NumberRange(0, policy.MOST_GRACE, _("Choose from 0 to %(max)s days.")),
        ],
    )
    lagging = RadioField(
        _("Languages"),
        default="",
        choices=[
            SelectChoice("", _("Both languages are ready")),
            SelectChoice("nb", _("Publish without Norwegian: its readers are shown the English text")),
            SelectChoice("en", _("Publish without English: its readers are shown the Norwegian text")),
        ],
    )
    is_unreviewed_accepted = BooleanField(
        _("Publish it although nobody has approved exactly these words"),
        description=_("The trail keeps that it was published without a review."),
    )

    def begin(self, *, loaded: str, audience: Audience, team_ids: frozenset[int], at: datetime) -> None:
        """Show what is usual: the audience of the version before, and two weeks."""
        self.loaded.data = loaded
        self.show_audience(audience, team_ids)
        self.due_at.data = here(at) + timedelta(days=policy.DEFAULT_DUE)

    def command(self, version_id: int) -> Publish:
        """Return what was chosen."""
        known = {Change.MATERIAL.value, Change.MINOR.value}
        return Publish(
            version_id=version_id,
            loaded=self.loaded.data or "",
            change=Change(self.change.data) if self.change.data in known else Change.FIRST,
            what_changed={language: self[f"what_changed_{language}"].data or "" for language in LANGUAGES},
            due_at=end_of(self.due_at.data) if self.due_at.data else None,
            grace_days=self.grace_days.data,
            audience=Audience(self.audience.data),
            team_ids=self.chosen_teams,
            lagging=self.lagging.data,
            is_unreviewed_accepted=self.is_unreviewed_accepted.data,
        )


def end_of(last: date) -> datetime | None:
    """Return the last second of a day by the company's clock; None for one no calendar goes to."""
    if not date.min + timedelta(days=2) < last < date.max - timedelta(days=2):
        return None
    return datetime.combine(last, time(23, 59, 59), tzinfo=zone())
