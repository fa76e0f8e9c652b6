"""Knows how a lesson's Markdown shows a picture or a video: ![what it shows](media/its-name.png).

Any viewer of Markdown shows the picture, or the words, with a link to the file.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from ambassador.training.media.policy import FOLDER, SHOWN, Fault, Wrong, is_video
from ambassador.web.markdown import html_of_tokens, tokens_of

_TARGET = re.compile(rf"(?:\./)?{FOLDER}/(?P<name>{SHOWN.pattern})")
_SPECIAL = re.compile(r"([\\\[\]*_`<>&!#])")
_DESCRIPTION = r"(?:[^\\\[\]\n]|\\.)*"


@dataclass(frozen=True)
class Reference:
    """A place where a lesson shows something."""

    name: str
    """What it shows; empty for something that lies elsewhere."""
    description: str
    """What it shows in words: the alternative text of a picture, the title of a video."""
    is_block: bool = True
    """Whether it stands by itself, and not within a heading, a link or a table."""


@lru_cache(maxsize=512)
def parted(body: str) -> tuple[str | Reference, ...]:
    """Return a text as safe HTML, parted where it shows something of ours.

    What stands between two words of a paragraph parts it in two. A picture from elsewhere is left out.
    """
    # Nobody who writes a text can write this mark, because nobody knows it.
    mark = f"shown{secrets.token_hex(16)}n"
    found: list[Reference] = []
    tokens = list(_marked(tokens_of(body), mark, found))
    html = html_of_tokens(tokens).replace("<p></p>\n", "")
    pieces = re.split(rf"{mark}([0-9]+)x", html)
    return tuple(found[int(piece)] if number % 2 else piece for number, piece in enumerate(pieces))


@lru_cache(maxsize=512)
def references(body: str) -> tuple[Reference, ...]:
    """Return everything that a text shows, in its order; also what it can't show."""
    found: list[Reference] = []
    list(_marked(tokens_of(body), "", found))
    return tuple(found)


def _marked(tokens: Sequence[Token], mark: str, found: list[Reference]) -> Iterator[Token]:
    """Yield the tokens with a mark for each thing shown, and note what that is."""
    opening: Token | None = None
    for token in tokens:
        if token.type != "inline":
            opening = token if token.type == "paragraph_open" else None
            yield token
        elif opening is None:
            token.children = [_noted(child, mark, found) for child in token.children or ()]
            yield token
        else:
            yield from _paragraph(token, opening, mark, found)


def _paragraph(inline: Token, opening: Token, mark: str, found: list[Reference]) -> Iterator[Token]:
    """Yield what a paragraph holds, closed before each thing it shows and opened again after it."""
    before: list[Token] = []
    for child in inline.children or ():
        is_by_itself = child.type == "image" and child.level == 0 and _target(child) is not None
        if not is_by_itself:
            before.append(_noted(child, mark, found))
            continue
        yield _inline(before)
        yield Token("paragraph_close", "p", -1, block=True, hidden=opening.hidden)
        place = len(found)
        found.append(_reference(child, is_block=True))
        yield Token("html_block", "", 0, content=f"{mark}{place}x")
        yield Token("paragraph_open", "p", 1, block=True, hidden=opening.hidden)
        before = []
    yield _inline(before)


def _inline(children: list[Token]) -> Token:
    breaks = ("softbreak", "hardbreak")
    while children and children[0].type in breaks:
        children = children[1:]
    while children and children[-1].type in breaks:
        children = children[:-1]
    return Token("inline", "", 0, children=children)


def _noted(child: Token, mark: str, found: list[Reference]) -> Token:
    if child.type != "image":
        return child
    found.append(_reference(child, is_block=False))
    return child if _target(child) is None else Token("text", "", 0, content=f"{mark}{len(found) - 1}x")


def _target(image: Token) -> str | None:
    named = _TARGET.fullmatch(str(image.attrGet("src") or ""))
    return named["name"] if named else None


def _reference(image: Token, *, is_block: bool) -> Reference:
    return Reference(_target(image) or "", _plain(image.children or ()).strip(), is_block)


def _plain(children: Sequence[Token]) -> str:
    words = (
        _plain(child.children) if child.children else " " if "break" in child.type else child.content
        for child in children
    )
    return "".join(words)


def written(name: str, description: str) -> str:
    """Return the Markdown that shows something."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(description.split()))
    return f"![{plain}]({FOLDER}/{name})"


def placed(body: str, name: str, description: str) -> str:
    """Return a text with something to show at its end; the same text where it is shown already."""
    if any(found.name == name for found in references(body)):
        return body
    return f"{body.rstrip()}\n\n{written(name, description)}".lstrip()


def described(body: str, name: str, description: str) -> str:
    """Return a text that describes something in other words, wherever it shows it."""
    return _as_written(name).sub(lambda _found: written(name, description), body)


def without(body: str, name: str) -> str:
    """Return a text without the lines that do nothing but show something."""
    line = re.compile(rf"^[ ]{{0,3}}{_as_written(name).pattern}[ \t]*$\n?", re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", line.sub("", body)).strip("\n") if line.search(body) else body


def _as_written(name: str) -> re.Pattern[str]:
    return re.compile(rf"!\[{_DESCRIPTION}\]\((?:\./)?{FOLDER}/{re.escape(name)}\)")


def faults_of(body: str, names: Collection[str]) -> list[Wrong]:
    """Return what is wrong with what a text shows; `names` are the pictures and videos there are."""
    wrong = []
    for found in references(body):
        if not found.name:
            wrong.append(Wrong(Fault.ELSEWHERE))
        elif found.name not in names:
            wrong.append(Wrong(Fault.NOT_THERE, found.name))
        elif not found.description:
            wrong.append(Wrong(Fault.NO_DESCRIPTION, found.name))
        elif is_video(found.name) and not found.is_block:
            wrong.append(Wrong(Fault.NOT_ALONE, found.name))
    return wrong


def unused(bodies: Sequence[str], names: Collection[str]) -> list[str]:
    """Return the pictures and videos that none of these texts shows."""
    shown = {found.name for body in bodies for found in references(body)}
    return [name for name in names if name not in shown]


def descriptions(bodies: Mapping[str, str], name: str) -> dict[str, str | None]:
    """Return how something is described in each language, first place first; None where it is not shown."""
    return {
        language: next((f.description for f in references(body) if f.name == name), None)
        for language, body in bodies.items()
    }
