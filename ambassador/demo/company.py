"""Knows who works in the made-up company: 240 people in six teams, the same every time."""

from __future__ import annotations

from dataclasses import dataclass
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
    "Astrid Solveig Ragnhild Guro Tone Mona Linn Vilde Amalie Frida Åse Øydis Sunniva Aisha Fatima Samira "
    "Katarzyna Elena Leyla Jan Per Ole Lars Knut Erik Morten Thomas Anders Henrik Jonas Magnus Sander "
    "Emil Jakob Håkon Sindre Eirik Geir Trond Stian Øystein Åsmund Bjørn Torbjørn Kristian Marius Vegard "
    "Sigurd Amir Mohammed Piotr Tomasz Ali Yusuf"
)

LAST_NAMES = [
    "Hansen",
    "Johansen",
    "Olsen",
    "Larsen",
    "Andersen",
    "Pedersen",
    "Nilsen",
    "Kristiansen",
    "Jensen",
    "Karlsen",
    "Johnsen",
    "Pettersen",
    "Eriksen",
    "Berg",
    "Haugen",
    "Hagen",
    "Johannessen",
    "Andreassen",
    "Jacobsen",
    "Dahl",
    "Jørgensen",
    "Halvorsen",
    "Henriksen",
    "Lund",
    "Sørensen",
    "Jakobsen",
    "Moen",
    "Gundersen",
    "Iversen",
    "Strand",
    "Solberg",
    "Svendsen",
    "Eide",
    "Knutsen",
    "Martinsen",
    "Paulsen",
    "Bakken",
    "Kristoffersen",
    "Mathisen",
    "Lie",
    "Amundsen",
    "Nguyen",
    "Rasmussen",
    "Lunde",
    "Solheim",
    "Berge",
    "Nygård",
    "Bakke",
    "Moe",
    "Fredriksen",
    "Holm",
    "Lien",
    "Hauge",
    "Christensen",
    "Andresen",
    "Nielsen",
    "Knudsen",
    "Evensen",
    "Sæther",
    "Aas",
    "Myhre",
    "Hanssen",
    "Ahmed",
    "Haugland",
    "Thomassen",
LAST_NAMES = (
    "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen "
    "Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund "
    "Sørensen Jakobsen Moen Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Paulsen "
    "Bakken Kristoffersen Mathisen Lie Amundsen Nguyen Rasmussen Lunde Solheim Berge Nygård Bakke Moe "
    "Fredriksen Holm Lien Hauge Christensen Andresen Nielsen Knudsen Evensen Sæther Aas Myhre Hanssen "
    "Ahmed Haugland Thomassen Sivertsen Simonsen Danielsen Berntsen Sandvik Rønning Arnesen Næss Antonsen "
    "Østby Åsen Kowalski Ali Tran Yılmaz"
)   while len(names) < count:
        name = f"{random.choice(first)} {random.choice(last)}"
        if name not in taken:
            names[name] = None
    return list(names)
