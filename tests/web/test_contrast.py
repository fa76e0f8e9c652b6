"""The colour roles keep text readable and controls visible, in both schemes (WCAG 2.2, 1.4.3, 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from ambassador.settings import PACKAGE

STYLESHEET = (PACKAGE / "static" / "app.css").read_text("utf-8")
ROLE = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
PLAIN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
FALLBACK = re.compile(r"@supports not .*?\n}\n", re.DOTALL)

TEXT, CONTROL = 4.5, 3.0

GROUNDS = ("paper", "surface", "sunken")
SOFT = ("success", "warning", "danger", "info")

PAIRS: tuple[tuple[str, str, float], ...] = (
    *(
        (text, ground, TEXT)
        for text in ("ink", "muted", "link", "accent", "accent-strong")
        for ground in GROUNDS
    ),
    *((text, ground, TEXT) for text in SOFT for ground in ("paper", "surface")),
    *((text, f"{text}-soft", TEXT) for text in SOFT),
    *((text, f"{ground}-soft", TEXT) for text in ("ink", "link") for ground in (*SOFT, "accent")),
    ("accent-strong", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-danger", "danger", TEXT),
    *(("line-strong", ground, CONTROL) for ground in ("paper", "surface")),
    *(("focus", ground, CONTROL) for ground in (*GROUNDS, "accent-soft")),
    *(("bar", ground, CONTROL) for ground in ("bar-track", "bar-range", "paper", "surface")),
)
"""Every pair that stands together somewhere: in front, behind, and the least ratio between them."""

Roles = Mapping[str, str]


def roles_of(stylesheet: str) -> dict[str, dict[str, str]]:
    """Return the colours by scheme and role."""
    found = ROLE.findall(stylesheet)
    return {
        "light": {name: light for name, light, _dark in found},
        "dark": {name: dark for name, _light, dark in found},
    }


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 to 1, as WCAG defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def too_pale(roles: Roles) -> Iterator[str]:
    """Say every pair that has too little contrast."""
    for front, behind, least in PAIRS:
        ratio = contrast(roles[front], roles[behind])
        if ratio < least:
            yield f"{front} on {behind}: {ratio:.2f}, and {least} is the least"


def test_black_on_white_has_the_ratio_wcag_gives() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_has_enough_contrast(scheme: str) -> None:
    assert not list(too_pale(roles_of(STYLESHEET)[scheme]))


def test_a_pale_grey_for_hints_would_be_found() -> None:
    [muted] = re.findall(r"--muted: light-dark\([^)]*\);", STYLESHEET)
    paler = STYLESHEET.replace(muted, "--muted: light-dark(#999999, #555555);")
    for roles in roles_of(paler).values():
        assert any(fault.startswith("muted on paper") for fault in too_pale(roles))


def test_older_browsers_get_the_light_colours() -> None:
    [fallback] = FALLBACK.findall(STYLESHEET)
    assert dict(PLAIN.findall(fallback)) == roles_of(STYLESHEET)["light"]


def test_every_colour_is_a_role_and_every_role_exists() -> None:
    rules = FALLBACK.sub("", STYLESHEET)
    defined = set(re.findall(r"(--[a-z0-9-]+):", rules))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", rules)) <= defined
    beyond_roles = re.sub(r"@media print.*", "", ROLE.sub("", rules), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b", beyond_roles.replace("#fff, #000", ""))
