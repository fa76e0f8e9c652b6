"""Packs the files of a course into an archive and out of one; on disk, a course is a folder or an archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ambassador.training.folders.faults import Fault, FaultyCourseError, Wrong
from ambassador.training.folders.parts import COURSE
from ambassador.training.folders.reading import LESSON
from ambassador.web.archives import (
    MEGABYTE,
    ArchiveError,
    ArchiveFault,
    check,
    is_archive,
    opened,
    unpacked,
)

MOST_PACKED = 8 * MEGABYTE
"""Bytes of an archive; the text of a long course is a twentieth of it."""
MOST_UNPACKED = 16 * MEGABYTE
MOST_FILE = 4 * MEGABYTE
"""Bytes of one file: the largest that the limits of its texts allow in a European language."""
MOST_FILES = 500
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time that all our archives say, so that the same course always gives the same bytes."""
READABLE = 0o100644 << 16
UNIX = 3

FAULTS = {
    ArchiveFault.DAMAGED: Fault.DAMAGED,
    ArchiveFault.LOCKED: Fault.LOCKED,
    ArchiveFault.PACKED_ODDLY: Fault.PACKED_ODDLY,
    ArchiveFault.TOO_LARGE: Fault.TOO_LARGE,
}
BESIDE = ("readme", "license", "licence")
"""What may lie in the folder and belongs to whoever keeps it, not to the course."""


def archive_of(files: Mapping[str, bytes], *, folder: str) -> bytes:
    """Return an archive with these files in one folder; stored, because packers differ between machines."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            entry = ZipInfo(f"{folder}/{name}", date_time=LONG_AGO)
            entry.external_attr, entry.create_system = READABLE, UNIX
            archive.writestr(entry, content)
    return made.getvalue()


def files_in(content: bytes) -> dict[str, bytes]:
    """Return the files of the one course in an archive; raises FaultyCourseError with what is wrong with it.

    Nothing is written to a disk, so a path that leads elsewhere leads nowhere; it is refused all the same.
    """
    if len(content) > MOST_PACKED:
        raise FaultyCourseError((Wrong(Fault.TOO_LARGE),))
    if not is_archive(content[:4]):
        raise FaultyCourseError((Wrong(Fault.NO_ARCHIVE),))
    try:
        with opened(BytesIO(content), most_entries=MOST_FILES) as archive:
            members = _members(archive.infolist())
            check(list(members.values()), most_unpacked=MOST_UNPACKED)
            _refuse(Wrong(Fault.TOO_LARGE, n) for n, m in members.items() if m.file_size > MOST_FILE)
            return {name: unpacked(archive, member) for name, member in members.items()}
    except ArchiveError as found:
        raise FaultyCourseError((Wrong(FAULTS[found.fault]),)) from None


def files_under(path: Path) -> dict[str, bytes]:
    """Return the files of the course that a folder or an archive on this machine is."""
    if not path.is_dir():
        if path.stat().st_size > MOST_PACKED:
            raise FaultyCourseError((Wrong(Fault.TOO_LARGE),))
        return files_in(path.read_bytes())
    found = {each.name: each for each in sorted(path.iterdir()) if _belongs(PurePosixPath(each.name))}
    _refuse(Wrong(Fault.UNKNOWN_FILE, name) for name, each in found.items() if not each.is_file())
    _refuse(Wrong(Fault.TOO_LARGE, name) for name, each in found.items() if each.stat().st_size > MOST_FILE)
    return {name: each.read_bytes() for name, each in found.items()}


def put_under(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a course into a folder; lessons that another version left there go."""
    path.mkdir(parents=True, exist_ok=True)
    if (path / COURSE).exists():
        for old in path.iterdir():
            if LESSON.fullmatch(old.name) and old.name not in files:
                old.unlink()
    for name, content in files.items():
        (path / name).write_bytes(content)


def _members(entries: Sequence[ZipInfo]) -> dict[str, ZipInfo]:
    """Return the files beside the one course.toml by name."""
    files = [(entry, PurePosixPath(entry.filename)) for entry in entries if not entry.is_dir()]
    _refuse(Wrong(Fault.STRANGE_PATH, _shown(entry.filename)) for entry, path in files if _is_strange(path))
    files = [(entry, path) for entry, path in files if _belongs(path)]
    roots = {path.parent for _entry, path in files if path.name == COURSE}
    if not roots:
        raise FaultyCourseError((Wrong(Fault.MISSING_FILE, COURSE),))
    if len(roots) > 1:
        raise FaultyCourseError((Wrong(Fault.SEVERAL_COURSES),))
    root = roots.pop()
    _refuse(Wrong(Fault.UNKNOWN_FILE, _shown(str(path))) for _entry, path in files if path.parent != root)
    names = [path.name for _entry, path in files]
    _refuse(Wrong(Fault.TWICE, _shown(name)) for name in dict.fromkeys(names) if names.count(name) > 1)
    return {path.name: entry for entry, path in files}


def _belongs(path: PurePosixPath) -> bool:
    """Say whether a file is meant to be of the course: not the system's, nor the repository's."""
    is_hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not is_hidden and path.stem.casefold() not in BESIDE


def _is_strange(path: PurePosixPath) -> bool:
    return path.is_absolute() or ".." in path.parts or "\\" in str(path) or ":" in str(path)


def _shown(name: str) -> str:
    return name[:200]


def _refuse(wrong: Iterable[Wrong]) -> None:
    if found := tuple(wrong):
        raise FaultyCourseError(found)
