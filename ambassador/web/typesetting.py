"""Sets pages as PDF with Typst: tagged, for archives and for screen readers wherever the fonts allow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import cast

import typst

ACCESSIBLE: tuple[typst.PDFStandard, ...] = ("a-3a", "ua-1")
"""For archives and for screen readers; both refuse a character that no font can draw."""


def pdf_from(template: bytes, said: Mapping[str, str], *, fonts: tuple[str, ...] = ()) -> bytes:
    """Return what a template makes of the texts it is given, as a PDF.

    It meets PDF/UA-1 and PDF/A-3a, with the fonts that come with the app: those inside Typst, and those of
    the packages named in `fonts`. Letters that these lack are drawn with the machine's fonts; if they lack
    them too, the page shows boxes in their place and meets neither standard.
    """
    for with_system_fonts, standards in ((False, ACCESSIBLE), (True, ACCESSIBLE)):
        try:
            return _set(template, said, fonts, with_system_fonts, standards)
        except typst.TypstError:
            continue
    return _set(template, said, fonts, True, ())


def can_set(template: bytes, said: Mapping[str, str], *, fonts: tuple[str, ...] = ()) -> bool:
    """Say whether the fonts that come with the app have all letters of these texts."""
    try:
        _set(template, said, fonts, False, ACCESSIBLE)
    except typst.TypstError:
        return False
    return True


def _set(
    template: bytes,
    said: Mapping[str, str],
    fonts: tuple[str, ...],
    with_system_fonts: bool,
    standards: Sequence[typst.PDFStandard],
) -> bytes:
    compiler = typst.Compiler(
        template,
        font_paths=_fonts(fonts, with_system_fonts),
        ignore_system_fonts=not with_system_fonts,
        sys_inputs=dict(said),
    )
    return cast(bytes, compiler.compile(format="pdf", pdf_standards=list(standards)))


@cache
def _fonts(packages: tuple[str, ...], with_system_fonts: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=with_system_fonts, font_paths=[str(files(package)) for package in packages]
    )
