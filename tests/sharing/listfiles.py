"""Makes the files in which channels hand out lists, with people who are made up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

NOTES = (
    'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are '
    'missing. You can learn more here https://www.linkedin.com/help/linkedin/answer/261"\n\n'
)
HEADINGS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
SECRETIVE = "Hemmelig"
"""The last name of everybody, by which a test finds out whether a name went astray."""


def connection(slug: str) -> str:
    url = f"https://www.linkedin.com/in/{slug}" if slug else ""
    return f'Åse,{SECRETIVE},{url},ase@hemmelig.example,"Firma, AS",Sjef,09 Oct 2021\n'


def connections(slugs: Iterable[str], *, notes: str = NOTES, headings: str = HEADINGS) -> str:
    return notes + headings + "".join(map(connection, slugs))


def follower_js(numbers: Iterable[int], *, part: int = 0) -> str:
    followers = [
        {"follower": {"accountId": str(n), "userLink": f"https://twitter.com/intent/user?user_id={n}"}}
        for n in numbers
    ]
    return f"window.YTD.follower.part{part} = {json.dumps(followers, indent=2)}"


def followers_json(names: Iterable[str]) -> str:
    return json.dumps(
        [
            {
                "title": "",
                "media_list_data": [],
                "string_list_data": [
                    {"href": f"https://www.instagram.com/{name}", "value": name, "timestamp": 1_700_000_000}
                ],
            }
            for name in names
        ]
    )


def archive(members: dict[str, str | bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def people(count: int, *, first: int = 1) -> list[str]:
    return [f"person-nr-{number}" for number in range(first, first + count)]
