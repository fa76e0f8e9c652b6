"""Says in sentences what is wrong with a picture or a video, or with the place that shows it."""

from __future__ import annotations

from flask_babel import gettext as _

from ambassador.training.media.policy import MOST_MEDIA, Fault, Wrong


def sentence_of(wrong: Wrong) -> str:
    """Return a fault as a sentence that says what to do."""
    sentences: dict[Fault, str] = {
        Fault.EMPTY: _("The file is empty."),
        Fault.NOT_A_PICTURE: _("This is no picture that browsers show. Choose a PNG, JPEG or WebP file."),
        Fault.NOT_A_VIDEO: _("This is no video that browsers play. Choose an MP4 or WebM file."),
        Fault.OTHER_KIND: _(
            "The file holds something else than its name says. Give it the name of what it is."
        ),
        Fault.DAMAGED: _("The file is damaged, or it ends in the middle. Save it once more."),
        Fault.MOVING: _(
            "This picture moves, and nobody could stop it. Choose a still picture, or bring it as a video."
        ),
        Fault.PICTURE_TOO_LARGE: _(
            "A picture has at most 5 MB, because it is read on phones. Save it smaller, such as 1,600 pixels "
            "wide."
        ),
        Fault.TOO_MANY_PIXELS: _(
            "A picture has at most 40 million pixels. Save it smaller, such as 1,600 pixels wide."
        ),
        Fault.VIDEO_TOO_LARGE: _(
            "A video has at most 100 MB. Save it smaller, such as 720 pixels high, or cut it into parts."
        ),
        Fault.OTHER_CODING: _("Few browsers can play this video. Save it as MP4 with H.264."),
        Fault.HIDDEN_TRACK: _(
            "This video holds more than picture and sound, such as where it was filmed. Save it once more as "
            "MP4."
        ),
        Fault.NOT_CAPTIONS: _("These are no captions. They are a WebVTT file, which begins with WEBVTT."),
        Fault.CAPTIONS_TOO_LARGE: _("Captions have at most 1 MB."),
        Fault.NO_ADDRESS: _(
            "Write the address of the video as it stands in the browser: https:// and the rest."
        ),
        Fault.NO_TRANSCRIPT: _(
            "A video needs all that is said and shown in it as a text, in both languages. This one is "
            "missing."
        ),
        Fault.NO_VIDEO: _("There is no video of this name for it."),
        Fault.SAME_STEM: _("Two videos have the same name, so their texts can't be told apart. Rename one."),
        Fault.TOO_MANY: _("A course has at most %(most)s pictures, videos and captions.", most=MOST_MEDIA),
        Fault.NOT_THERE: _("The text shows %(name)s, which is not there.", name=wrong.name),
        Fault.ELSEWHERE: _(
            "A text shows only pictures and videos of the course, in the folder media. Add this one to it, "
            "or make it a link."
        ),
        Fault.NO_DESCRIPTION: _(
            "%(name)s has no description. Say what it shows between the square brackets.", name=wrong.name
        ),
        Fault.NOT_ALONE: _("%(name)s is a video: its line stands in the text by itself.", name=wrong.name),
        Fault.UNUSED: _("%(name)s stands in no lesson. Put it into one, or delete it.", name=wrong.name),
    }
    return sentences[wrong.fault]
