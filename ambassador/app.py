"""Puts the app together; reads as a table of contents."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from ambassador.asking import operations as asking_operations
from ambassador.asking import views as asking
from ambassador.audience.closing import accounts_closed
from ambassador.calendars import operations as calendar_operations
from ambassador.calendars import views as calendar
from ambassador.certificates import check_views as certificate_checks
from ambassador.certificates import desk_views as certificate_desk
from ambassador.certificates import views as certificates
from ambassador.db import Database
from ambassador.demo import views as demo
from ambassador.followup import announcing, cycles, tasks
from ambassador.followup import publishing_views as publishing
from ambassador.followup import views as followup
from ambassador.followup.courses import views as course_followup
from ambassador.guidelines import question_places as guideline_places
from ambassador.guidelines import version_views as guideline_versions
from ambassador.guidelines.answering import answer_views as guideline_answers
from ambassador.guidelines.answering import desk_views as guideline_desk
from ambassador.guidelines.answering import recording_views as guideline_recording
from ambassador.guidelines.answering import views as guidelines
from ambassador.guidelines.answering.erasing import delete_scans
from ambassador.guidelines.receipts import pack_views as auditor_pack
from ambassador.guidelines.receipts import views as receipts
from ambassador.guidelines.signals import requirement_changed, version_published, version_withdrawn
from ambassador.guidelines.writing import review_views as guideline_reviews
from ambassador.guidelines.writing import taking_up_views as guideline_questions
from ambassador.guidelines.writing import views as guidelines_editor
from ambassador.mail import views as mail
from ambassador.optins import audience_views as audience
from ambassador.optins import front_views as front
from ambassador.optins import views as optins
from ambassador.optins.joining import opted_in
from ambassador.optins.leaving import opted_out
from ambassador.optins.operations import withdraw_leavers
from ambassador.people import admin_views as people_admin
from ambassador.people import sessions
from ambassador.people import views as people
from ambassador.people.erasing import person_erased
from ambassador.people.joining import people_joined_or_moved
from ambassador.people.leaving import people_left
from ambassador.people.roster import views as roster
from ambassador.questions import operations as question_operations
from ambassador.questions import places as question_places
from ambassador.questions import views as questions
from ambassador.questions.policy import Subject
from ambassador.reports import assumption_views as assumptions
from ambassador.reports import planning_views as planning
from ambassador.reports import views as reports
from ambassador.settings import CHECKOUT, PACKAGE, Settings
from ambassador.sharing import mutual_operations
from ambassador.sharing import mutual_views as sharing_mutual
from ambassador.sharing import views as sharing
from ambassador.sharing.operations import delete_lists_of_closed, delete_lists_of_leavers
from ambassador.sharing.signals import list_shared
from ambassador.standing import lookup_views as standing_lookup
from ambassador.standing import views as standing
from ambassador.trail import views as trail
from ambassador.training import audience_views as training_audience
from ambassador.training import desk_views as training_desk
from ambassador.training import editor_views as training_editor
from ambassador.training import part_views as training_parts
from ambassador.training import question_places as lesson_places
from ambassador.training import views as training
from ambassador.training.cycles import desk_views as course_waivers
from ambassador.training.elsewhere import list_views as training_elsewhere_list
from ambassador.training.elsewhere import views as training_elsewhere
from ambassador.training.elsewhere.erasing import delete_scans as delete_scans_of_passes
from ambassador.training.folders import views as training_folders
from ambassador.training.media import desk_views as training_media_desk
from ambassador.training.media import views as training_media
from ambassador.training.media.showing import with_media
from ambassador.training.signals import course_published, course_requirement_changed, pass_withdrawn
from ambassador.web import (
    access,
    addresses,
    assets,
    charts,
    components,
    errors,
    formats,
    headers,
    i18n,
    rim,
    sizes,
)
from ambassador.web.markdown import markdown

MOST_BYTES = 32 * 1024 * 1024
"""The largest request, in bytes: a roster of 100,000 people has room."""

SUBJECTS = (
    people,
    people_admin,
    roster,
    mail,
    front,
    optins,
    audience,
    training,
    training_editor,
    training_audience,
    training_parts,
    training_desk,
    course_waivers,
    training_folders,
    training_elsewhere,
    training_elsewhere_list,
    training_media,
    training_media_desk,
    certificates,
    certificate_checks,
    certificate_desk,
    guidelines,
    guidelines_editor,
    guideline_questions,
    guideline_reviews,
    sharing,
    sharing_mutual,
    guideline_versions,
    guideline_answers,
    guideline_desk,
    guideline_recording,
    receipts,
    auditor_pack,
    questions,
    trail,
    standing,
    standing_lookup,
    followup,
    course_followup,
    publishing,
    calendar,
    asking,
    reports,
    assumptions,
    planning,
)

# Connected on import, so that a command that makes no app is heard as well.
people_left.connect(withdraw_leavers)
opted_out.connect(delete_lists_of_leavers)
opted_out.connect(mutual_operations.forget)
opted_out.connect(asking_operations.replace_leavers)
accounts_closed.connect(delete_lists_of_closed)
accounts_closed.connect(asking_operations.replace_closed)
person_erased.connect(delete_scans)
person_erased.connect(delete_scans_of_passes)
person_erased.connect(question_operations.empty_questions)
list_shared.connect(asking_operations.list_came_in)
people_left.connect(question_operations.take_letters_back)
version_published.connect(announcing.begin)
version_withdrawn.connect(announcing.withdraw)
requirement_changed.connect(tasks.ask_for_guideline)
for changed in (course_published, course_requirement_changed):
    changed.connect(cycles.ask_for_course)
for moved in (people_joined_or_moved, people_left, opted_in, opted_out):
    moved.connect(tasks.ask_people)
    moved.connect(cycles.ask_people)
pass_withdrawn.connect(cycles.ask_people)
for ended in (people_left, person_erased):
    ended.connect(calendar_operations.turn_off)
for gone in (people_left, opted_out):
    gone.connect(announcing.forget)

question_places.register(Subject.GUIDELINE, named=guideline_places.named, versions=guideline_places.versions)
question_places.register(Subject.LESSON, named=lesson_places.named)


def create_app(settings: Settings, *, database: Database | None = None, testing: bool = False) -> Flask:
    """Return the app for these settings; its database must have been upgraded."""
    templates = template_folder()
    app = Flask("ambassador", template_folder=str(templates), static_folder=None)
    app.testing = testing
    _configure(app, settings)
    database = database or Database(settings.database_url, timezone=settings.timezone)
    rim.init_app(app, settings=settings, database=database)
    addresses.init_app(app)
    sessions.init_app(app)
    i18n.init_app(app)
    formats.init_app(app)
    # Before the form tokens are checked, because that reads the form.
    sizes.init_app(app)
    # And before, because whoever was signed out has no token either, and is to sign in first.
    app.before_request(access.guard)
    CSRFProtect(app)
    headers.init_app(app)
    errors.init_app(app)
    assets.init_app(app, templates=templates)
    components.init_app(app)
    asking.init_app(app)
    questions.init_app(app)
    guideline_questions.init_app(app)
    reports.init_app(app)
    for subject in SUBJECTS:
        app.register_blueprint(subject.blueprint)
    if settings.demo:
        app.register_blueprint(demo.blueprint)
    app.jinja_env.globals.update(may=access.may, Permission=access.Permission)
    app.jinja_env.filters.update(markdown=markdown, with_media=with_media)
    access.refuse_unmarked_endpoints(app)
    return app


def warm_up(app: Flask) -> None:
    """Do what the first visitor would wait for: compile the templates, and start the drawing machine.

    Only for a process that serves: see `charts.warm_up`.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    charts.warm_up()


def template_folder() -> Path:
    """Return the checkout's templates, or the copy inside an installed wheel."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else CHECKOUT / "templates"


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SESSION_COOKIE_NAME="ambassador",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        # An answer that anybody may keep, such as the stylesheet, must not carry somebody's cookie.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
