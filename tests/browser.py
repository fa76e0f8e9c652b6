"""A browser without a screen: fills in forms with CSRF on, and checks every page it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask import Flask
from lxml.html import HtmlElement, document_fromstring
from webtest import TestApp, TestResponse

PARSER = "lxml"
"""What reads a page for its forms; WebTest keeps the one that was named last, for all browsers."""


class Browser(TestApp):
    """WebTest, with a look at every page."""

    def __init__(self, app: Flask) -> None:
        visitor = {"REMOTE_ADDR": "127.0.0.1", "HTTP_ACCEPT_LANGUAGE": "en"}
        super().__init__(app, extra_environ=visitor, parser_features=PARSER)
        self.flask = app

    def do_request(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().do_request(*args, **kwargs)
        if response.content_type == "text/html" and response.body:
            faults = page_faults(response)
            assert not faults, f"{response.request.path}: {'; '.join(faults)}"
        return response

    def submit(self, path: str, *, form: int | str | None = None, **values: Any) -> TestResponse:
        """Open a page, fill in one of its forms (the first of the page's main part), send it, follow it."""
        page = self.get(path)
        filled = page.forms[first_main_form(page) if form is None else form]
        for name, value in values.items():
            filled[name] = value
        answer = filled.submit(expect_errors=True)
        return answer.maybe_follow(expect_errors=True)


def first_main_form(page: TestResponse) -> int:
    """Return which of a page's forms is the first in its main part, after those of the header."""
    return len(document_fromstring(page.text).xpath("//main/preceding::form"))


def tick(form: Any, name: str, *values: object) -> None:
    """Tick these of a field's boxes, and no others."""
    for box in form.fields[name]:
        box.checked = box._value in map(str, values)


def page_faults(response: TestResponse) -> list[str]:
    """Return what is wrong with a page, in sentences."""
    page = document_fromstring(response.text)
    return [fault for look in LOOKS for fault in look(page)]


def _outline(page: HtmlElement) -> Iterator[str]:
    headings = len(page.xpath("//h1"))
    if headings != 1:
        yield f"{headings} h1 headings instead of one"
    if not page.get("lang"):
        yield "no language on <html>"
    if not page.findtext(".//title", "").split("·")[0].strip():
        yield "no title"


def _ids(page: HtmlElement) -> Iterator[str]:
    ids = Counter(page.xpath("//@id"))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for names in page.xpath("//@aria-describedby"):
        missing = [name for name in names.split() if name not in ids]
        yield from (f"aria-describedby names {name!r}, which is not there" for name in missing)
    for href in page.xpath("//a/@href"):
        if href.startswith("#") and href[1:] and href[1:] not in ids:
            yield f"a link leads to {href}, which is not there"


def _labels(page: HtmlElement) -> Iterator[str]:
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input | //select | //textarea"):
        hidden = field.get("type") in {"hidden", "submit", "button"}
        named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        if not hidden and not named and not field.xpath("ancestor::label"):
            yield f"{field.tag} {field.get('name')!r} has no label"


def _forms(page: HtmlElement) -> Iterator[str]:
    for form in page.iter("form"):
        posts = form.get("method", "get").lower() == "post"
        if posts and not form.xpath(".//input[@name='csrf_token']"):
            yield f"form {form.get('action')!r} has no CSRF token"
        if not form.xpath(".//button[@type='submit'] | .//input[@type='submit']"):
            yield f"form {form.get('action')!r} has no button"


def _words(page: HtmlElement) -> Iterator[str]:
    for one in page.xpath("//a | //button"):
        if not (one.text_content().strip() or one.get("aria-label") or one.xpath(".//@aria-label")):
            yield f"{one.tag} {one.get('href')!r} has no words"
    for picture in page.xpath("//img[not(@alt)]"):
        yield f"picture {picture.get('src')!r} has no alt"


def _inline(page: HtmlElement) -> Iterator[str]:
    if page.xpath("//@style | //style | //script[not(@src)]"):
        yield "inline style or script, which the content security policy blocks"


LOOKS = (_outline, _ids, _labels, _forms, _words, _inline)
