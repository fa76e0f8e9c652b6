"""The form that says for whom a course is, and what must be passed before it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from ambassador.people.audience_forms import AudienceForm
from ambassador.people.audiences import Audience
from ambassador.training.models import CourseVersion
from ambassador.training.prerequisite_queries import Named


class CourseAudienceForm(AudienceForm):
    """For whom a version is, and which courses come before its quiz."""

    loaded = HiddenField()
    prerequisites = SelectMultipleField(
        _("What must be passed before?"),
        description=_(
            "The lessons are open to anyone at any time. The quiz can be begun while one's passes of all "
            "these courses count. Choose none, and it can be begun at once."
        ),
        coerce=int,
        choices=[],
        validate_choice=False,
    )

    def offer_courses(self, courses: Sequence[Named]) -> None:
        """Let these courses come before it."""
        self.prerequisites.choices = [SelectChoice(str(each.course_id), each.title) for each in courses]

    def fill(self, draft: CourseVersion) -> None:
        """Show what is saved."""
        self.show_audience(Audience(draft.audience), [each.team_id for each in draft.teams])
        self.prerequisites.data = [each.course_id for each in draft.prerequisites]
