"""Reads the files of a folder as a course, and names everything that keeps them from being one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ambassador.people.audiences import Audience
from ambassador.settings import LANGUAGES
from ambassador.training import policy
from ambassador.training.folders.faults import Fault, FaultyCourseError, Wrong
from ambassador.training.folders.media import is_binary, is_media_text, media_in, wrong_places
from ambassador.training.folders.parts import (
    COURSE,
    LONGEST_NAME,
    NAME,
    QUESTIONS,
    SETTINGS,
    CourseParts,
    File,
    LessonPart,
    QuestionPart,
    Setting,
    Texts,
)
from ambassador.training.folders.tables import Table, table_in
from ambassador.training.media.policy import BOM
from ambassador.training.policy import MOST_LESSONS, MOST_QUESTIONS, OPTIONS_LENGTH, QuestionKind
from ambassador.web.forms import LONG, SHORT, SUMMARY
from ambassador.web.markdown import parted

LESSON = re.compile(
    rf"(?P<number>[0-9]{{1,3}})(?:-(?P<name>{NAME.pattern}))?\.(?P<language>{'|'.join(LANGUAGES)})\.md"
)
"""What the file of a lesson is called: 3-disclosure.en.md, or 3.en.md."""
REQUIRED = Setting("required", default=True)


def course_in(files: Mapping[str, File]) -> CourseParts:
    """Return the course that the files of one folder are; raises FaultyCourseError with all that is wrong.

    Texts may be empty, as in any draft; a question must be one that can be asked.
    """
    wrong: list[Wrong] = []
    texts = {name: _text(name, content, wrong) for name, content in files.items() if _is_text(name)}
    wrong += [Wrong(Fault.UNKNOWN_FILE, name) for name in files if not _is_text(name) and not is_binary(name)]
    lessons = _lessons(texts, wrong)
    course = _course(texts, wrong)
    questions = _questions(texts, wrong, lessons=len(lessons))
    media = media_in(files, texts, wrong)
    for file, text in texts.items():
        if LESSON.fullmatch(file) and text is not None:
            wrong += wrong_places(file, text, media)
    if wrong or course is None:
        raise FaultyCourseError(tuple(wrong))
    return replace(course, lessons=lessons, questions=questions, media=media)


def _is_text(name: str) -> bool:
    return name in (COURSE, QUESTIONS) or LESSON.fullmatch(name) is not None or is_media_text(name)


def _text(name: str, file: File, wrong: list[Wrong]) -> str | None:
    content = file if isinstance(file, bytes) else file.whole()
    try:
        # Windows may put a mark before the first character, and two characters at the end of each line.
        return content.decode().lstrip(BOM).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        wrong.append(Wrong(Fault.NOT_UTF8, name))
        return None


def _table(texts: Mapping[str, str | None], file: str, wrong: list[Wrong]) -> Table | None:
    if file not in texts:
        wrong.append(Wrong(Fault.MISSING_FILE, file))
    text = texts.get(file)
    return None if text is None else table_in(text, wrong, file=file)


def _course(texts: Mapping[str, str | None], wrong: list[Wrong]) -> CourseParts | None:
    table = _table(texts, COURSE, wrong)
    if table is None:
        return None
    known = ("slug", REQUIRED.name, "title", "summary", "teams", "prerequisites")
    table.allow((*known, *(setting.name for setting in SETTINGS)))
    title, summary = table.table("title", key="title"), table.table("summary", key="summary")
    for each in (title, summary):
        each.allow(LANGUAGES)
    words = {
        language: {
            "title": title.text(language, most=SHORT, is_line=True),
            "summary": summary.text(language, most=SUMMARY),
        }
        for language in LANGUAGES
    }
    settings = {setting.name: table.value(setting) for setting in SETTINGS}
    slug, before = table.name("slug"), table.names("prerequisites")
    if slug and slug in before:
        table.note(Fault.AFTER_ITSELF, "prerequisites")
    teams = sorted(set(table.texts("teams", most=LONG))) if "teams" in table.values else []
    if teams and settings["audience"] != Audience.TEAMS:
        table.note(Fault.NOT_FOR_TEAMS, "teams")
    return CourseParts(
        slug=slug,
        is_required=bool(table.value(REQUIRED)),
        settings=settings,
        texts=words,
        lessons=(),
        questions=(),
        teams=tuple(teams),
        prerequisites=before,
    )


def _lessons(texts: Mapping[str, str | None], wrong: list[Wrong]) -> tuple[LessonPart, ...]:
    found: dict[tuple[int, str], dict[str, str]] = {}
    for file in texts:
        if named := LESSON.fullmatch(file):
            place = (int(named["number"]), named["name"] or "")
            by_language = found.setdefault(place, {})
            if named["language"] in by_language:
                # 1-a.nb.md and 01-a.nb.md.
                wrong.append(Wrong(Fault.TWICE, file))
            by_language[named["language"]] = file
            if len(place[1]) > LONGEST_NAME:
                wrong.append(Wrong(Fault.TOO_LONG, file, most=LONGEST_NAME))
    places = sorted(found)
    if [number for number, _name in places] != list(range(1, len(places) + 1)):
        wrong.append(Wrong(Fault.NOT_NUMBERED))
    if len(places) > MOST_LESSONS:
        wrong.append(Wrong(Fault.TOO_MANY_LESSONS, most=MOST_LESSONS))
    return tuple(LessonPart(place[1], _lesson(found[place], texts, wrong)) for place in places)


def _lesson(files: Mapping[str, str], texts: Mapping[str, str | None], wrong: list[Wrong]) -> Texts:
    some = next(iter(files.values()))
    found = {}
    for language in LANGUAGES:
        file = files.get(language)
        if file is None:
            stem = some.removesuffix(".md").rpartition(".")[0]
            wrong.append(Wrong(Fault.MISSING_FILE, f"{stem}.{language}.md"))
        else:
            found[language] = _document(file, texts[file], wrong)
    return found


def _document(file: str, text: str | None, wrong: list[Wrong]) -> dict[str, str]:
    """Return title and Markdown; the empty line before it and the end of its last line are the file's."""
    if text is None:
        return {}
    parts = parted(text if text.endswith("\n") else text + "\n")
    if parts is None:
        wrong.append(Wrong(Fault.NO_FRONT_MATTER, file))
        return {}
    table = table_in(parts[0], wrong, file=file, lines_before=1)
    body = parts[1].removeprefix("\n").removesuffix("\n")
    if table is None:
        return {}
    table.allow(("title",))
    if len(body) > LONG:
        table.note(Fault.TOO_LONG, most=LONG)
    if "\x00" in body:
        table.note(Fault.NUL)
    return {"title": table.text("title", most=SHORT, is_line=True), "body": body}


def _questions(
    texts: Mapping[str, str | None], wrong: list[Wrong], *, lessons: int
) -> tuple[QuestionPart, ...]:
    table = _table(texts, QUESTIONS, wrong)
    if table is None:
        return ()
    table.allow(("question",))
    asked = table.values.get("question", [])
    if not isinstance(asked, list) or not all(isinstance(each, dict) for each in asked):
        table.note(Fault.NOT_TABLE, "question")
        return ()
    if len(asked) > MOST_QUESTIONS:
        table.note(Fault.TOO_MANY_QUESTIONS, most=MOST_QUESTIONS)
    found: list[QuestionPart] = []
    for number, values in enumerate(asked[:MOST_QUESTIONS], start=1):
        place = Wrong(Fault.QUESTION, QUESTIONS, question=number)
        found.append(_question(Table(values, wrong, place), found, lessons=lessons))
    return tuple(found)


def _question(table: Table, before: Sequence[QuestionPart], *, lessons: int) -> QuestionPart:
    known = len(table.wrong)
    table.allow(("id", "lesson", "kind", "right", *LANGUAGES))
    name = table.name("id", default="")
    if name and any(name == other.name for other in before):
        table.note(Fault.SAME_NAME, "id")
    kind, lesson, right = _kind(table), table.number("lesson"), table.places("right")
    texts = {language: _words(table.table(language, language=language)) for language in LANGUAGES}
    if len(table.wrong) == known:
        # Only what could be read is held against the rules: else one fault would be told twice.
        faults = policy.faults_of(texts, kind=kind, right=right, lesson=lesson, lessons=lessons)
        for fault, language in faults:
            table.note(Fault.QUESTION, language=language, about=fault)
    return QuestionPart(name, lesson, kind, texts, right)


def _kind(table: Table) -> QuestionKind:
    said = table.text("kind", most=SHORT)
    if said in set(QuestionKind):
        return QuestionKind(said)
    if isinstance(table.values.get("kind"), str):
        table.note(Fault.UNKNOWN_KIND, "kind")
    return QuestionKind.SINGLE


def _words(table: Table) -> dict[str, object]:
    table.allow(("prompt", "options", "feedback", "explanation"))
    words: dict[str, object] = {
        "prompt": table.text("prompt", most=SUMMARY),
        "options": table.texts("options", most=OPTIONS_LENGTH),
        "explanation": table.text("explanation", most=SUMMARY),
    }
    if "feedback" in table.values and (feedback := table.texts("feedback", most=OPTIONS_LENGTH)):
        words["feedback"] = feedback
    return words
