"""How long it takes to ask 100,000 ambassadors for their audiences again, a letter each."""

from __future__ import annotations

from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from ambassador.app import create_app
from ambassador.audience.models import Account, AudienceCount
from ambassador.audience.policy import Channel
from ambassador.db import Database
from ambassador.optins.models import OptIn
from ambassador.optins.reminding import remind
from ambassador.people.models import Person
from ambassador.settings import Settings
from tests.benchmarks.company import empty_company
from tests.factories import APRIL, LONG_AGO
from tests.rows import opt_in, person, rows

PEOPLE = 100_000


def fill(database: Database) -> None:
    """Add ambassadors with two channels each, told long ago."""
    everyone = range(1, PEOPLE + 1)
    with database.transaction() as session:
        rows(session, Person, [person(who, joined_at=LONG_AGO) for who in everyone])
        rows(session, OptIn, [opt_in(who, who, LONG_AGO) for who in everyone])
        accounts = [
            {"id": 2 * who - place, "person_id": who, "channel": channel, "handle": "", "added_at": LONG_AGO}
            for who in everyone
            for place, channel in enumerate((Channel.LINKEDIN, Channel.FACEBOOK))
        ]
        rows(session, Account, accounts)
        rows(
            session,
            AudienceCount,
            [
                {
                    "account_id": one["id"],
                    "people": 100 + one["id"] % 900,
                    "is_at_least": False,
                    "at": LONG_AGO,
                }
                for one in accounts
            ],
        )


def seconds(settings: Settings, database: Database) -> tuple[float, float, float]:
    """Return how long everyone takes, the longest batch, and a second run that finds nobody."""
    fill(database)
    app = create_app(settings, database=database)
    with app.test_request_context():
        took, longest, queued = _all(database)
        assert queued == PEOPLE
        again, _longest, queued = _all(database)
        assert queued == 0
    return took, longest, again


def _all(database: Database) -> tuple[float, float, int]:
    begun, longest, queued = perf_counter(), 0.0, 0
    last: int | None = 0
    while last is not None:
        started = perf_counter()
        with database.transaction() as session:
            batch = remind(session, at=APRIL, after=last)
        longest = max(longest, perf_counter() - started)
        queued, last = queued + batch.letters, batch.last
    return perf_counter() - begun, longest, queued


def run() -> list[tuple[str, str, str]]:
    """Return what was measured, how much it was, and what it has to be."""
    with empty_company() as (settings, database):
        took, longest, again = seconds(settings, database)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return [
        (
            f"reminders to {PEOPLE:,} people ({memory:.0f} MiB with their making)",
            f"{took:.1f} s",
            "within 30 s",
        ),
        ("the longest time others wait to write meanwhile", f"{longest:.2f} s", "within 2 s"),
        ("the same once more, when nobody is left", f"{again:.2f} s", "within 5 s"),
    ]


if __name__ == "__main__":
    for what, was, wanted in run():
        print(f"{what:60} {was:>10}   {wanted}")
