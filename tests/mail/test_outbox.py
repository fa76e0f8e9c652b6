"""The outbox: letters wait in the app without a mail server, and reach a real one just once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Keep
from flask import Flask
from sqlalchemy import select

from ambassador.db import Database
from ambassador.mail import operations
from ambassador.mail.models import Letter
from ambassador.settings import Smtp
from ambassador.web.access import Role
from tests.factories import LONG_AGO, Factory


class Received(Keep):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server() -> Iterator[tuple[Received, Smtp]]:
    """A real SMTP server on this machine, and the settings that lead to it."""
    received, port = Received(), free_port()
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    yield received, Smtp("127.0.0.1", port, "Nordlys <programme@example.no>", security="none")
    controller.stop()


def queue(database: Database, *, keys: int = 1) -> None:
    with database.transaction() as session:
        for number in range(keys):
            operations.queue(
                session,
                key=f"letter {number}",
                person_id=None,
                to="kari@example.no",
                written=("Blåbærsyltetøy", "Hei på deg\n", "nb"),
                at=LONG_AGO,
            )


def test_a_letter_reaches_the_server_with_its_letters_whole(
    database: Database, server: tuple[Received, Smtp]
) -> None:
    received, smtp = server
    queue(database)
    assert operations.send_due(database, smtp, at=LONG_AGO) == 1
    [message] = received.messages
    assert message["To"] == "kari@example.no"
    assert "Hei på deg" in message.get_payload(decode=True).decode()


def test_a_sent_letter_keeps_no_link(database: Database, server: tuple[Received, Smtp]) -> None:
    queue(database)
    operations.send_due(database, server[1], at=LONG_AGO)
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
    assert letter.body == ""
    assert letter.sent_at == LONG_AGO


def test_two_senders_at_once_send_each_letter_once(database: Database, server: tuple[Received, Smtp]) -> None:
    queue(database, keys=12)
    with ThreadPoolExecutor(4) as threads:
        sent = list(threads.map(lambda _: operations.send_due(database, server[1], at=LONG_AGO), range(4)))
    assert sum(sent) == 12
    assert len(server[0].messages) == 12


def test_a_server_that_does_not_answer_is_tried_again_later(database: Database) -> None:
    queue(database)
    gone = Smtp("127.0.0.1", free_port(), "programme@example.no", security="none")
    assert operations.send_due(database, gone, at=LONG_AGO) == 0
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
    assert letter.next_try_at == LONG_AGO + timedelta(minutes=1)
    assert "refused" in letter.last_error


def test_the_administrator_reads_letters_when_no_server_is_set(app: Flask, make: Factory) -> None:
    queue(make.database)
    administrator = make.browser_as(Role.ADMINISTRATOR)
    page = administrator.get("/outbox").click("Blåbærsyltetøy")
    assert "Hei på deg" in page


def test_with_a_server_set_the_words_are_the_receivers_alone(app: Flask, make: Factory) -> None:
    app.extensions["ambassador.settings"] = replace(
        app.extensions["ambassador.settings"], smtp=Smtp("mail.example.no", 587, "a@example.no")
    )
    queue(make.database)
    page = make.browser_as(Role.ADMINISTRATOR).get("/outbox").click("Blåbærsyltetøy")
    assert "Hei på deg" not in page
