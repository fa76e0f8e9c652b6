"""A browser without a screen: fills in forms with CSRF on, and checks every page it opens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from flask import Flask
from webtest import TestApp, TestResponse


class Browser(TestApp):
    """WebTest, with a look at every page."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, extra_environ={"REMOTE_ADDR": "127.0.0.1", "HTTP_ACCEPT_LANGUAGE": "en"})
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
    return len(page.html.main.find_all_previous("form"))


def tick(form: Any, name: str, *values: object) -> None:
    """Tick these of a field's boxes, and no others."""
    for box in form.fields[name]:
        box.checked = box._value in map(str, values)


def page_faults(response: TestResponse) -> list[str]:
    """Return what is wrong with a page, in sentences."""
    soup = response.html
    return [fault for look in LOOKS for fault in look(soup)]


def _outline(soup: Any) -> Iterator[str]:
    if len(soup.find_all("h1")) != 1:
        yield f"{len(soup.find_all('h1'))} h1 headings instead of one"
    if not soup.html.get("lang"):
        yield "no language on <html>"
    if not soup.title or not soup.title.text.split("·")[0].strip():
        yield "no title"


def _ids(soup: Any) -> Iterator[str]:
    ids = Counter(tag["id"] for tag in soup.find_all(id=True))
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for tag in soup.find_all(attrs={"aria-describedby": True}):
        missing = [name for name in tag["aria-describedby"].split() if name not in ids]
        yield from (f"aria-describedby names {name!r}, which is not there" for name in missing)
    for tag in soup.find_all("a", href=re.compile("^#.")):
        if tag["href"][1:] not in ids:
            yield f"a link leads to {tag['href']}, which is not there"


def _labels(soup: Any) -> Iterator[str]:
    labelled = {tag["for"] for tag in soup.find_all("label", attrs={"for": True})}
    for tag in soup.find_all(["input", "select", "textarea"]):
        hidden = tag.get("type") in {"hidden", "submit", "button"}
        named = tag.get("id") in labelled or tag.get("aria-label") or tag.get("aria-labelledby")
        if not hidden and not named and tag.find_parent("label") is None:
            yield f"{tag.name} {tag.get('name')!r} has no label"


def _forms(soup: Any) -> Iterator[str]:
    for form in soup.find_all("form"):
        posts = form.get("method", "get").lower() == "post"
        if posts and not form.find("input", attrs={"name": "csrf_token"}):
            yield f"form {form.get('action')!r} has no CSRF token"
        if not form.find(["button", "input"], attrs={"type": "submit"}):
            yield f"form {form.get('action')!r} has no button"


def _words(soup: Any) -> Iterator[str]:
    for tag in soup.find_all(["a", "button"]):
        named = tag.get_text(strip=True) or tag.get("aria-label") or tag.find(attrs={"aria-label": True})
        if not named:
            yield f"{tag.name} {tag.get('href')!r} has no words"
    for tag in soup.find_all("img"):
        if tag.get("alt") is None:
            yield f"picture {tag.get('src')!r} has no alt"


def _inline(soup: Any) -> Iterator[str]:
    if soup.find(style=True) or soup.find("style") or soup.find("script", src=False):
        yield "inline style or script, which the content security policy blocks"


LOOKS = (_outline, _ids, _labels, _forms, _words, _inline)
