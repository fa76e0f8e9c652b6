"""Draws courses as they may stand in a folder: odd characters, every kind of question, pictures, videos."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from ambassador.people.audiences import Audience
from ambassador.training.folders.parts import SETTINGS, CourseParts, LessonPart, MediaPart, QuestionPart
from ambassador.training.media.bringing import Brought, captions_in, file_called
from ambassador.training.media.contents import content_of
from ambassador.training.media.policy import SUFFIXES, VIDEOS, Kind
from ambassador.training.media.references import written
from ambassador.training.policy import QuestionKind
from tests.training.media.files import WEBM, mp4, picture

LANGUAGES = ("nb", "en")
SAMPLES = {
    Kind.PNG: picture("PNG"),
    Kind.JPEG: picture("JPEG"),
    Kind.WEBP: picture("WEBP"),
    Kind.MP4: mp4(),
    Kind.WEBM: WEBM,
}
ADDRESSES = st.from_regex(r"https://[a-z]{1,9}\.no/[!-~]{0,20}", fullmatch=True)
# Whatever writes a text evens its line ends and drops NUL, so there is no \r to keep.
ODD = st.sampled_from(["", " ", "\n", '"', "'", '"""', "'''", "\\", "+++", "+++\n", "\t", "\x01", "\x7f"])
MORE_ODD = st.sampled_from(["\ufeff", "\u2028", "\x85", "𝔘", "é", "å", "#", "---", "title = 1", "\\n", "[a]"])
CHARACTERS = st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=20)
TEXTS = st.lists(CHARACTERS | ODD | MORE_ODD, max_size=4).map("".join)
LINES = TEXTS.map(lambda text: text.replace("\n", " "))
FULL = TEXTS.filter(str.strip)
SPOKEN = TEXTS.map(lambda text: text.lstrip("\ufeff")).filter(str.strip)
"""Transcripts: files of their own, at the beginning of which a mark is no part of the text."""
NAMES = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)


def in_both(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(dict.fromkeys(LANGUAGES, part))


@st.composite
def question_parts(draw: st.DrawFn, name: str, lessons: int) -> QuestionPart:
    kind = draw(st.sampled_from(QuestionKind))
    size = 2 if kind is QuestionKind.TRUE_FALSE else draw(st.integers(2, 5))
    options = st.lists(LINES.filter(str.strip), min_size=size, max_size=size, unique=True)
    words = {"prompt": FULL, "options": options, "explanation": FULL}
    if kind is QuestionKind.SCENARIO:
        words["feedback"] = st.lists(LINES.filter(str.strip), min_size=size, max_size=size)
    most = size if kind is QuestionKind.MULTIPLE else 1
    right = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=most))
    texts = draw(in_both(st.fixed_dictionaries(words)))
    return QuestionPart(name, draw(st.integers(1, lessons)), kind, texts, sorted(right))


@st.composite
def media_parts(draw: st.DrawFn) -> tuple[MediaPart, ...]:
    found = []
    for stem in draw(st.lists(NAMES, max_size=3, unique=True)):
        suffix = draw(st.sampled_from(["png", "jpg", "jpeg", "webp", "mp4", "webm", "url"]))
        if suffix == "url":
            found.append(MediaPart(f"{stem}.url", None, draw(ADDRESSES), draw(in_both(SPOKEN))))
            continue
        file = file_called(suffix, content_of(SAMPLES[SUFFIXES[suffix]]))
        assert isinstance(file, Brought)
        is_film = file.kind in VIDEOS
        found.append(MediaPart(f"{stem}.{suffix}", file, "", draw(in_both(SPOKEN)) if is_film else {}))
        if is_film and draw(st.booleans()):
            captions = captions_in(content_of(b"WEBVTT\r\n" + draw(st.text(max_size=20)).encode()))
            assert isinstance(captions, Brought)
            found.append(MediaPart(f"{stem}.{draw(st.sampled_from(LANGUAGES))}.vtt", captions))
    return tuple(sorted(found, key=lambda part: part.name))


@st.composite
def courses(draw: st.DrawFn) -> CourseParts:
    lessons = draw(
        st.lists(
            st.builds(
                LessonPart,
                NAMES | st.just(""),
                in_both(st.fixed_dictionaries({"title": LINES, "body": TEXTS})),
            ),
            max_size=12,
        )
    )
    names = draw(st.lists(NAMES, max_size=4, unique=True)) if lessons else []
    questions = [draw(question_parts(draw(st.sampled_from([name, ""])), len(lessons))) for name in names]
    slug = draw(NAMES)
    audience = draw(st.sampled_from(Audience))
    teams = draw(st.sets(TEXTS, max_size=4)) if audience is Audience.TEAMS else set()
    media = draw(media_parts())
    shown = [part.name for part in media if not part.name.endswith(".vtt")]
    if shown and lessons:
        line = written(shown[0], draw(FULL))
        texts = lessons[0].texts
        shows = {la: {**texts[la], "body": f"{texts[la]['body']}\n\n{line}"} for la in LANGUAGES}
        lessons[0] = replace(lessons[0], texts=shows if draw(st.booleans()) else texts)
    return CourseParts(
        slug=slug,
        teams=tuple(sorted(teams)),
        prerequisites=tuple(sorted(draw(st.sets(NAMES.filter(lambda name: name != slug), max_size=3)))),
        is_required=draw(st.booleans()),
        settings={
            setting.name: draw(
                st.just(audience.value)
                if setting.among
                else st.booleans()
                if isinstance(setting.default, bool)
                else st.integers(setting.least, setting.most)
            )
            for setting in SETTINGS
        },
        texts=draw(in_both(st.fixed_dictionaries({"title": LINES, "summary": TEXTS}))),
        lessons=tuple(lessons),
        questions=tuple(questions),
        media=media,
    )


def whole() -> dict[str, str]:
    return {
        "course.toml": 'slug = "pictures"\n[title]\nnb = "Bilder"\nen = "Pictures"\n'
        '[summary]\nnb = "Kort."\nen = "Short."\n',
        "1-ask.nb.md": '+++\ntitle = "Spør"\n+++\n\nFørst.\n',
        "1-ask.en.md": '+++\ntitle = "Ask"\n+++\n\nFirst.\n',
        "questions.toml": '[[question]]\nlesson = 1\nkind = "single"\nright = [0]\n'
        '[question.nb]\nprompt = "Hva?"\noptions = ["a", "b"]\nexplanation = "Derfor."\n'
        '[question.en]\nprompt = "What?"\noptions = ["a", "b"]\nexplanation = "So."\n',
    }


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}
