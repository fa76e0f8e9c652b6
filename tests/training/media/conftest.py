"""A draft of the first course we ship, and whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from webtest import TestResponse, Upload

from ambassador.training import editor_operations, editor_queries
from ambassador.training.media.models import CourseMedium, MediaChunk, MediaFile
from ambassador.training.models import CourseVersion
from ambassador.web.access import Role
from tests.browser import Browser, first_main_form
from tests.factories import Factory
from tests.training.media.files import mp4, picture

PICTURE = {"words_nb": "En pult [ved] vinduet", "words_en": "A desk by the window"}
VIDEO = {
    "words_nb": "Prat",
    "words_en": "Talk",
    "transcript_nb": "Kari sier *hei*.",
    "transcript_en": "Kari says *hi*.",
}


@dataclass
class Desk:
    """Where a programme manager writes a draft."""

    make: Factory
    browser: Browser
    version_id: int

    @property
    def path(self) -> str:
        return f"/programme/courses/drafts/{self.version_id}"

    @property
    def lesson(self) -> str:
        return f"{self.path}/lessons/{self.draft().lessons[0].id}"

    def draft(self) -> CourseVersion:
        with self.make.database.reading() as session:
            found = editor_queries.open_draft(session, self.version_id)
            assert found is not None
            return found

    def send(self, page: str, **values: Any) -> TestResponse:
        """Fill in one of the pages of the lesson, and send it."""
        opened = self.browser.get(f"{self.lesson}/{page}")
        form = opened.forms[first_main_form(opened)]
        for name, value in values.items():
            form[name] = value
        return form.submit(expect_errors=True)

    def add_picture(
        self, content: bytes | None = None, called: str = "Ny pult.PNG", **words: str
    ) -> TestResponse:
        return self.send("picture", file=Upload(called, content or picture()), **(PICTURE | words))

    def add_video(self, content: bytes | None = None, **values: Any) -> TestResponse:
        sent = {"file": Upload("talk.mp4", content or mp4()), **VIDEO, **values}
        return self.send("video", **sent)

    def publish(self) -> TestResponse:
        return self.browser.submit(f"{self.path}/publish")

    def counts(self) -> tuple[int, int, int]:
        """Return how many rows there are for media of versions, for files, and for their pieces."""
        with self.make.database.reading() as session:
            found = [
                session.scalar(select(func.count()).select_from(table)) or 0
                for table in (CourseMedium, MediaFile, MediaChunk)
            ]
            return found[0], found[1], found[2]


@pytest.fixture
def desk(make: Factory, content: None) -> Desk:
    with make.app.test_request_context(), make.database.transaction() as session:
        version_id = editor_operations.begin_draft(session, course_id=1)
    assert version_id is not None
    return Desk(make, make.browser_as(Role.PROGRAMME_MANAGER), version_id)
