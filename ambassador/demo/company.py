"""Knows who works in the made-up company: 240 people in six teams, the same every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

DOMAIN = "fjellbris.example"
HEADCOUNT = 240
HISTORY_DAYS = 548
"""Eighteen months."""
SEED = 1814

TEAMS = {
    "Salg": ("Salgskonsulent", "Nøkkelkundeansvarlig", "Salgsleder"),
    "Kundeservice": ("Kunderådgiver", "Kunderådgiver", "Teamleder kundeservice"),
    "Teknologi": ("Utvikler", "Systemarkitekt", "Teknologisjef"),
    "Drift": ("Driftsingeniør", "Energimontør", "Driftssjef"),
    "Marked og kommunikasjon": ("Kommunikasjonsrådgiver", "Innholdsprodusent", "Markedssjef"),
    "Økonomi og HR": ("Controller", "HR-rådgiver", "Økonomisjef"),
}
SHARES = (52, 58, 46, 48, 20, 16)
"""People in each team; together the head-count."""

FIRST_NAMES = (
    "Anne Kari Ingrid Marit Liv Hanne Silje Ida Nora Emma Sara Maria Julie Thea Camilla Kristin Hilde Astrid Solveig "
    "Ragnhild Guro Tone Mona Linn Vilde Amalie Frida Åse Øydis Sunniva Aisha Fatima Samira Katarzyna Elena Leyla "
    "Jan Per Ole Lars Knut Erik Morten Thomas Anders Henrik Jonas Magnus Sander Emil Jakob Håkon Sindre Eirik Geir "
    "Trond Stian Øystein Åsmund Bjørn Torbjørn Kristian Marius Vegard Sigurd Amir Mohammed Piotr Tomasz Ali Yusuf"
).split()

LAST_NAMES = (
    "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen Eriksen "
    "Berg Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund Sørensen Jakobsen "
    "Moen Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Paulsen Bakken Kristoffersen Mathisen "
    "Lie Amundsen Nguyen Rasmussen Lunde Solheim Berge Nygård Bakke Moe Fredriksen Holm Lien Hauge Christensen "
    "Andresen Nielsen Knudsen Evensen Sæther Aas Myhre Hanssen Ahmed Haugland Thomassen Sivertsen Simonsen "
    "Danielsen Berntsen Sandvik Rønning Arnesen Næss Antonsen Østby Åsen Kowalski Ali Tran Yılmaz"
).split()


@dataclass(frozen=True)
class Employee:
    """Somebody of the made-up company."""

    name: str
    email: str
    team: str
    title: str
    is_leader: bool
    joined_at: datetime
    left_at: datetime | None = None


def employees(now: datetime) -> list[Employee]:
    """Return everyone who works in the company now, and the few who left; the same for the same day."""
    random = Random(SEED)  # noqa: S311  (made-up people, no secrets)
    start = now - timedelta(days=HISTORY_DAYS + 40)
    names = _names(random, HEADCOUNT + 9)
    found = []
    for team, size in zip(TEAMS, SHARES, strict=True):
        junior, senior, leader = TEAMS[team]
        for place in range(size):
            is_leader = place < max(1, size // 18)
            title = leader if is_leader else senior if random.random() < 0.3 else junior  # noqa: PLR2004
            # One in fourteen came during these eighteen months.
            came = random.random() < 1 / 14
            joined = start + timedelta(days=random.randrange(60, HISTORY_DAYS)) if came else start
            found.append(_employee(names.pop(), team, title, is_leader=is_leader, joined_at=joined))
    for number in range(9):
        left = now - timedelta(days=30 + 55 * number)
        found.append(_employee(names.pop(), "Salg", "Salgskonsulent", joined_at=start, left_at=left))
    return found


def _employee(
    name: str,
    team: str,
    title: str,
    *,
    joined_at: datetime,
    is_leader: bool = False,
    left_at: datetime | None = None,
) -> Employee:
    letters = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ı": "i", " ": "."})
    email = f"{name.lower().translate(letters)}@{DOMAIN}"
    return Employee(name, email, team, title, is_leader, joined_at, left_at)


def _names(random: Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"] = None
    return list(names)
