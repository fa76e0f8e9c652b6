"""Says in sentences why a file can't be read, and what to do instead."""

from __future__ import annotations

from flask_babel import gettext as _

from ambassador.audience.policy import NAMES, Channel
from ambassador.sharing.files.faults import Fault, Refused
from ambassador.sharing.policy import MOST_PEOPLE
from ambassador.web.formats import number

FILES = {Channel.LINKEDIN: "Connections.csv", Channel.X: "follower.js", Channel.INSTAGRAM: "followers_1.json"}
"""What each channel calls the file with the list."""


def refusal_sentence(refused: Refused, *, wanted: Channel) -> str:
    """Return what is wrong with a file for this channel, and what to do; without a word from the file."""
    other = NAMES[refused.channel] if refused.channel else ""
    channel, file = NAMES[wanted], FILES.get(wanted, "")
    sentences = {
        Fault.EMPTY: _("There is nobody in this list. Nothing was changed."),
        Fault.NOT_A_LIST: (
            _(
                "This is no list of profiles. Choose %(file)s, the archive it came in, or a text with one "
                "profile address on each line.",
                file=file,
            )
            if file
            else _("This is no list of profiles. Write one profile address or name on each line.")
        ),
        Fault.OTHER_CHANNEL: _(
            "This list is from %(other)s, and here you share the one from %(channel)s.",
            other=other,
            channel=channel,
        ),
        Fault.OTHER_FILE: _(
            "This is another file from the archive of %(channel)s. Choose %(file)s.", channel=other, file=file
        ),
        Fault.FOLLOWING: _(
            "This file holds those you follow. Choose %(file)s, which holds those who follow you.", file=file
        ),
        Fault.WEB_PAGE: _(
            "This is a web page. Ask %(channel)s for the file once more, and choose JSON as its format.",
            channel=channel,
        )
        if wanted is Channel.INSTAGRAM
        else _("This is a web page, not a list. Choose the file that %(channel)s sent you.", channel=channel),
        Fault.NO_ADDRESSES: _(
            "No profile in this list has an address that can be read. Nothing was changed."
        ),
        Fault.NAMES: _(
            "These are names. %(channel)s tells followers by number, so a list of names can't be counted "
            "together with the others. Choose %(file)s.",
            channel=channel,
            file=file,
        ),
        Fault.TRUNCATED: _("The file is damaged, or it ends in the middle. Download it once more."),
        Fault.TOO_LARGE: _(
            "This is more than 100 MB of file, or 200 MB once unpacked. Choose only the file with the list."
        ),
        Fault.TOO_MANY: _("Lists of up to %(most)s people can be read.", most=number(MOST_PEOPLE)),
        Fault.LOCKED: _("The archive has a password. Unpack it, and choose only the file with the list."),
        Fault.NESTED: _("There is an archive inside this archive. Unpack it, and choose the inner one."),
        Fault.NOTHING_INSIDE: (
            _(
                "The list is not in this archive. Ask %(channel)s for one with %(file)s in it.",
                channel=channel,
                file=file,
            )
            if file
            else _(
                "For %(channel)s, choose a text with one profile address or name on each line.",
                channel=channel,
            )
        ),
        Fault.PACKED_ODDLY: _(
            "The archive is packed in a way that is not safe to open. Unpack it, and choose only the file "
            "with the list."
        ),
    }
    return str(sentences[refused.fault])
