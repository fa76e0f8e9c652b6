"""Knows who works in the made-up company: 240 people in six teams, the same every time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

DOMAIN = "fjellbris.example"
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
SIZES = (51, 57, 45, 48, 19, 15)
"""People in each team beside those of the doors; together the head-count."""
GONE = 9
"""People who left during these eighteen months."""
SENIOR = 0.3
NEWCOMERS = 1 / 14
"""The share of the staff who came during these eighteen months."""

FIRST_NAMES = (
    "Anne Kari Ingrid Marit Liv Hanne Silje Ida Nora Emma Sara Maria Julie Thea Camilla Kristin Hilde "
    "Astrid Solveig Ragnhild Guro Tone Mona Linn Vilde Amalie Frida Åse Øydis Sunniva Aisha Fatima "
    "Samira Katarzyna Elena Leyla Jan Per Ole Lars Knut Erik Morten Thomas Anders Henrik Jonas Magnus "
    "Sander Emil Jakob Håkon Sindre Eirik Geir Trond Stian Øystein Åsmund Bjørn Torbjørn Kristian "
    "Marius Vegard Sigurd Amir Mohammed Piotr Tomasz Ali Yusuf"
)

LAST_NAMES = (
    "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen "
    "Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund "
    "Sørensen Jakobsen Moen Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Paulsen "
    "Bakken Kristoffersen Mathisen Lie Amundsen Nguyen Rasmussen Lunde Solheim Berge Nygård Bakke Moe "
    "Fredriksen Holm Lien Hauge Christensen Andresen Nielsen Knudsen Evensen Sæther Aas Myhre Hanssen "
    "Ahmed Haugland Thomassen Sivertsen Simonsen Danielsen Berntsen Sandvik Rønning Arnesen Næss "
    "Antonsen Østby Åsen Kowalski Ali Tran Yılmaz"
)


@dataclass(frozen=True)
class Employee:
    """Somebody of the made-up company."""

    name: str
    team: str
    title: str
    joined_at: datetime
    is_leader: bool = False
    left_at: datetime | None = None
    language: str | None = "nb"
    """None for those behind the doors: they read the language of whoever borrows their eyes."""

    @property
    def email(self) -> str:
        return f"{self.name.lower().translate(_ADDRESS)}@{DOMAIN}"


_ADDRESS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ı": "i", " ": "."})


def dice() -> Random:
    """Return dice that fall the same way every time."""
    return Random(SEED)  # noqa: S311  (made-up people, no secrets)  # nosec B311


def beginning(now: datetime) -> datetime:
    """Return when the made-up programme began: eighteen months ago, in the morning."""
    return (now - timedelta(days=HISTORY_DAYS)).replace(hour=7, minute=30, second=0, microsecond=0)


def behind_the_doors(now: datetime) -> dict[str, Employee]:
    """Return the five people whose eyes a visitor of the demo may borrow."""
    start, lately = beginning(now) - timedelta(days=40), now - timedelta(days=3)
    borrowed = {
        "new-employee": Employee("Nora Solli", "Kundeservice", "Kunderådgiver", lately),
        "ambassador": Employee("Jonas Vik", "Salg", "Salgskonsulent", start),
        "programme-manager": Employee(
            "Ingrid Sæle", "Marked og kommunikasjon", "Kommunikasjonsrådgiver", start
        ),
        "leader": Employee(
            "Henrik Aasen", "Økonomi og HR", "Administrerende direktør", start, is_leader=True
        ),
        "administrator": Employee("Samira Lunde", "Teknologi", "Systemansvarlig", start),
    }
    return {door: replace(employee, language=None) for door, employee in borrowed.items()}


def employees(now: datetime) -> list[Employee]:
    """Return everyone else who works in the company now, and the few who left; the same on the same day."""
    chance = dice()
    start = beginning(now) - timedelta(days=40)
    taken = {person.name for person in behind_the_doors(now).values()}
    names = _names(chance, sum(SIZES) + GONE, taken=taken)
    found = []
    for team, size in zip(TEAMS, SIZES, strict=True):
        usual, senior, leading = TEAMS[team]
        for place in range(size):
            is_leader = place < max(1, size // 18)
            title = leading if is_leader else senior if chance.random() < SENIOR else usual
            came_later = chance.random() < NEWCOMERS and not is_leader
            joined = start + timedelta(days=chance.randrange(60, HISTORY_DAYS)) if came_later else start
            found.append(Employee(names.pop(), team, title, joined, is_leader))
    for number in range(GONE):
        left = now - timedelta(days=30 + 55 * number)
        found.append(Employee(names.pop(), "Salg", "Salgskonsulent", start, left_at=left))
    return found


def _names(chance: Random, count: int, *, taken: set[str]) -> list[str]:
    first, last = FIRST_NAMES.split(), LAST_NAMES.split()
    names: dict[str, None] = {}
    while len(names) < count:
        name = f"{chance.choice(first)} {chance.choice(last)}"
        if name not in taken:
            names[name] = None
    return list(names)
