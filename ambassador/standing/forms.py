"""The forms of asking whether somebody was cleared: on which day, and whose work address."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, StringField
from wtforms.validators import DataRequired

from ambassador.people.forms import EMAIL
from ambassador.web.forms import Form, QuestionForm, at_most, stripped


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A day, chosen from a calendar or written as year-month-day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].replace("\x00", "").strip() if valuelist else ""
        self.raw_data, self.data = [text], None
        try:
            self.data = date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(gettext("Write the day as year-month-day, such as 2026-03-03.")) from error


class DayForm(QuestionForm):
    """On which day."""

    on = DayField(_("On which day"), description=_("How you stood at the end of it; today at the latest."))


class LookUpForm(Form):
    """Whose standing, and on which day."""

    address = StringField(
        _("Work e-mail"),
        filters=[stripped],
        render_kw={**EMAIL, "autocomplete": "off"},
        validators=[DataRequired(_("Write a work e-mail address.")), at_most(254)],
    )
    on = DayField(_("On which day"), description=_("The end of it counts; today at the latest."))
