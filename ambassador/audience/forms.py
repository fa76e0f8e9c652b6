"""The form of one's own channels: a handle and a size for each, all of them optional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, StringField, ValidationError

from ambassador.audience.handles import NotAHandle, read_handle
from ambassador.audience.operations import Told
from ambassador.audience.policy import NAMES, Channel, Size, Unreadable, read_size
from ambassador.audience.queries import OpenAccount
from ambassador.web.forms import Form, at_most, stripped

HANDLE = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
SIZE = {"autocomplete": "off", "inputmode": "text"}


def _channel_of(field: Field) -> Channel:
    return Channel(field.name.rpartition("_")[0])


class Readable:
    """Refuses a handle or a size that can't be read, in a sentence that names the channel."""

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data or field.errors:
            return
        channel = _channel_of(field)
        if field.name.endswith("_handle"):
            problem = _handle_problem(channel, read_handle(channel, field.data))
        else:
            problem = _size_problem(read_size(field.data))
        if problem:
            raise ValidationError(f"{NAMES[channel]}: {problem}")


def _handle_problem(channel: Channel, found: str | NotAHandle) -> str:
    if not isinstance(found, NotAHandle):
        return ""
    sentences = {
        NotAHandle.UNREADABLE: gettext("write your name on the channel, or the address of your profile."),
        NotAHandle.OTHER_SITE: gettext(
            "this address is somewhere else. Write the address of your profile on %(channel)s.",
            channel=NAMES[channel],
        ),
        NotAHandle.TOO_LONG: gettext("this is too long for a name on the channel."),
    }
    return str(sentences[found])


def _size_problem(found: Size | Unreadable) -> str:
    if isinstance(found, Size):
        return ""
    sentences = {
        Unreadable.NOT_A_NUMBER: gettext("write a number such as 450, 1 200, 1.2k or 500+."),
        Unreadable.AMBIGUOUS: gettext("this can be read in two ways. Write the whole number, such as 1200."),
        Unreadable.TOO_MANY: gettext("no account has that many. Write at most 2 000 000 000."),
    }
    return str(sentences[found])


class ChannelsForm(Form):
    """Two fields for each channel, named <channel>_handle and <channel>_size."""

    def show(self, accounts: Mapping[Channel, OpenAccount]) -> None:
        """Fill in what the person told before."""
        for channel, account in accounts.items():
            self[f"{channel}_handle"].data = account.handle
            self[f"{channel}_size"].data = str(account.size) if account.size else ""

    def channels(self) -> Iterator[tuple[Channel, str, Field, Field]]:
        """Yield each channel with its name and its two fields."""
        for channel in Channel:
            yield channel, NAMES[channel], self[f"{channel}_handle"], self[f"{channel}_size"]

    def told(self) -> dict[Channel, Told]:
        """Return what was told, of the channels that were filled in; only after the form was validated."""
        audiences = {}
        for channel, _name, handle, size in self.channels():
            read = read_size(size.data or "")
            known = Told(
                handle=str(read_handle(channel, handle.data or "")),
                size=read if isinstance(read, Size) else None,
            )
            if known != Told():
                audiences[channel] = known
        return audiences


def _size_hint(channel: Channel) -> object:
    if channel is Channel.LINKEDIN:
        return _(
            "LinkedIn shows others “500+” from 500 up. Write 500+ and we count at least 500, or write the "
            "exact number, which you see under My network."
        )
    return ""


HANDLE_HINTS = {
    Channel.BLUESKY: _("The whole name, such as kari.bsky.social."),
    Channel.MASTODON: _("The whole name, such as kari@snabelen.no."),
}
"""Where half a name would say nothing of where the profile is."""

for _each in Channel:
    setattr(
        ChannelsForm,
        f"{_each}_handle",
        StringField(
            _("Profile name or address"),
            description=HANDLE_HINTS.get(_each, ""),
            filters=[stripped],
            render_kw=HANDLE,
            validators=[at_most(500), Readable()],
        ),
    )
    setattr(
        ChannelsForm,
        f"{_each}_size",
        StringField(
            _("How many follow you there"),
            description=_size_hint(_each),
            filters=[stripped],
            render_kw=SIZE,
            validators=[at_most(60), Readable()],
        ),
    )
