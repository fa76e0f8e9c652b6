"""Knows how Markdown becomes safe HTML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


@lru_cache(maxsize=512)
def html_of(markdown: str) -> str:
    """Return the HTML of a text, cleaned: no markup of the author's own, no scripts, no pictures.

    A heading of the first level becomes the second: the page itself has the first.
    """
    return html_of_tokens(tokens_of(markdown))


def tokens_of(markdown: str) -> list[Token]:
    """Return the parts of a text, for whoever shows some of them otherwise."""
    return _parser.parse(markdown)


def html_of_tokens(tokens: Sequence[Token]) -> str:
    """Return the HTML of parts, cleaned as any other."""
    rendered = str(_parser.renderer.render(tokens, _parser.options, {}))
    return nh3.clean(
        rendered.replace("<h1>", "<h2>").replace("</h1>", "</h2>"),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def markdown(text: str) -> Markup:
    """Return a text as HTML that a template may show as it is."""
    return Markup(html_of(text))  # noqa: S704  (nh3 has cleaned it)  # nosec B704


_FRONT_MATTER = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n(.*)\Z", re.DOTALL | re.MULTILINE)


def parted(document: str) -> tuple[str, str] | None:
    """Return the TOML between a document's lines of +++, and all that follows; None without them."""
    found = _FRONT_MATTER.match(document)
    return (found.group(1), found.group(2)) if found else None


def front_matter(document: str) -> tuple[dict[str, Any], str]:
    """Return what a document says about itself in TOML between lines of +++, and its Markdown.

    Raises ValueError for a document without it: a shipped file is broken.
    """
    found = parted(document)
    if found is None:
        raise ValueError("the document has no front matter between +++ lines")
    return tomllib.loads(found[0]), found[1].strip()
