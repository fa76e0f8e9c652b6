"""Parts a lesson's text where it shows a picture or a video, for a template to put it there."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ambassador.training.media.references import Reference, parted


def with_media(body: str) -> Sequence[Markup | Reference]:
    """Return a text's safe HTML in pieces, and between them what is shown there."""
    return [
        piece if isinstance(piece, Reference) else Markup(piece)  # noqa: S704  (nh3 has cleaned it)  # nosec B704
        for piece in parted(body)
    ]
