"""The form of the assumptions: for each a range, a figure, where it comes from, and how good that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from ambassador.reach import Assumption, Quality
from ambassador.reports import assumption_words as words
from ambassador.reports.assumption_policy import (
    MOST_POSTS,
    SHARES,
    SHIPPED,
    Assumptions,
    Posts,
)
from ambassador.reports.assumption_typing import (
    read_percent,
    read_posts,
    read_source,
    typed_percent,
    typed_source,
)
from ambassador.reports.reach_report import Subject
from ambassador.web.addresses import id_in
from ambassador.web.forms import SUMMARY, Form, at_most, even_lines, stripped

POSTS = Subject.POSTS.value
MOST_IN_SOURCE = 500
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


def _about(field: Field, sentence: str) -> str:
    """Return a sentence that names the assumption: there are many like it on the page."""
    return f"{words.name(field.name.rpartition('_')[0])}: {sentence}"


class Percent:
    """Refuses what is no percentage; an empty end of a range is the figure itself."""

    def __call__(self, form: Form, field: Field) -> None:
        is_end = not field.name.endswith("_value")
        if field.errors or (is_end and not field.data):
            return
        if read_percent(field.data or "") is None:
            raise ValidationError(_about(field, gettext("write a percentage from 0 to 100, such as 7.5.")))


class Count:
    """Refuses what is no number of posts."""

    def __call__(self, form: Form, field: Field) -> None:
        if not field.errors and read_posts(field.data or "") is None:
            sentence = gettext("write a whole number from 1 to %(most)s.", most=MOST_POSTS)
            raise ValidationError(_about(field, sentence))


def _qualities() -> list[SelectChoice]:
    return [SelectChoice(quality.value, words.quality(quality)) for quality in Quality]


class AssumptionsForm(Form):
    """Fields named <assumption>_low, _value, _high, _source and _quality, and why it is all changed."""

    began = HiddenField()
    why = TextAreaField(
        _("Why do you change them?"),
        description=_("One sentence. It stands in the history, for everyone who reads the reports."),
        filters=[stripped, even_lines],
        render_kw={"rows": 3},
        validators=[DataRequired(_("Say why, in a sentence.")), at_most(SUMMARY)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that each figure lies within its range."""
        is_fine = super().validate(extra_validators)
        for name in SHARES:
            low, value, high = (self[f"{name}_{part}"] for part in ("low", "value", "high"))
            if low.errors or value.errors or high.errors:
                continue
            share = self._range(name)
            if share[0] > share[1]:
                low.errors = [_about(low, gettext("the low end is above the figure."))]
            if share[2] < share[1]:
                high.errors = [_about(high, gettext("the high end is below the figure."))]
            is_fine = is_fine and not (low.errors or high.errors)
        return bool(is_fine)

    def _range(self, name: str) -> tuple[float, float, float]:
        value = read_percent(self[f"{name}_value"].data) or 0.0
        low, high = (read_percent(self[f"{name}_{end}"].data or "") for end in ("low", "high"))
        return (value if low is None else low, value, value if high is None else high)

    def wanted(self) -> Assumptions:
        """Return what was typed; only after the form was validated."""
        shares = {}
        for name in SHARES:
            low, value, high = self._range(name)
            shares[name] = Assumption(value, low, high, *self._from(name))
        posts = Posts(read_posts(self[f"{POSTS}_value"].data) or 0, *self._from(POSTS))
        return Assumptions(self.began_from, shares, posts)

    def _from(self, name: str) -> tuple[str, Quality]:
        return read_source(self[f"{name}_source"].data or ""), Quality(self[f"{name}_quality"].data)

    @property
    def began_from(self) -> int:
        """The number of the version that was filled in when the page was opened."""
        return id_in(self.began.data)

    def show(self, assumptions: Assumptions) -> None:
        """Fill in a version."""
        self.began.data = str(assumptions.number)
        for name in (*SHARES, POSTS):
            self.show_one(name, assumptions)

    def show_one(self, name: str, assumptions: Assumptions = SHIPPED) -> None:
        """Fill in one assumption; as it is shipped, where nothing else is said."""
        assumed: Assumption | Posts = assumptions.posts if name == POSTS else assumptions.shares[name]
        if isinstance(assumed, Posts):
            self[f"{name}_value"].data = str(assumed.value)
        else:
            for part in ("low", "value", "high"):
                self[f"{name}_{part}"].data = typed_percent(getattr(assumed, part))
        self[f"{name}_source"].data = typed_source(assumed.source)
        self[f"{name}_quality"].data = assumed.quality.value

    def restore(self, what: str) -> bool:
        """Fill in what is shipped, of one assumption or of `all`; say whether there is such a thing."""
        names = (*SHARES, POSTS) if what == "all" else (what,) if what in (*SHARES, POSTS) else ()
        for name in names:
            self.show_one(name)
        return bool(names)

    def other_than(self, assumptions: Assumptions) -> set[str]:
        """Return the names of the assumptions in which something else is typed."""
        there = AssumptionsForm(formdata=None)
        there.show(assumptions)
        return {
            name
            for name in (*SHARES, POSTS)
            for field, known in zip(self.fields_of(name), there.fields_of(name), strict=True)
            if field.errors or field.data != known.data
        }

    def fields_of(self, name: str) -> Iterator[Field]:
        """Yield the fields of one assumption."""
        for part in ("low", "value", "high", "source", "quality"):
            if f"{name}_{part}" in self:
                yield self[f"{name}_{part}"]


def _percent_field(label: Any) -> StringField:
    return StringField(label, filters=[stripped], render_kw=DECIMAL, validators=[at_most(20), Percent()])


def _add_fields(name: str) -> None:
    source = StringField(
        _("Where the figure comes from"), filters=[stripped], validators=[at_most(MOST_IN_SOURCE)]
    )
    quality = SelectField(_("How good that is"), choices=_qualities)
    if name == POSTS:
        value = StringField(
            _("Posts"),
            filters=[stripped],
            render_kw={"inputmode": "numeric", "autocomplete": "off"},
            validators=[at_most(20), Count()],
        )
        added: dict[str, Any] = {"value": value, "source": source, "quality": quality}
    else:
        added = {
            "low": _percent_field(_("Low, %")),
            "value": _percent_field(_("Figure, %")),
            "high": _percent_field(_("High, %")),
            "source": source,
            "quality": quality,
        }
    for part, field in added.items():
        setattr(AssumptionsForm, f"{name}_{part}", field)


for _each in (*SHARES, POSTS):
    _add_fields(_each)
