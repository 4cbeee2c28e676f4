"""How far a video is, and why one could not be prepared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What the outbox calls the work of preparing one.
KIND = "prepare video"


class State(models.TextChoices):
    """How far a video is."""

    WAITING = "waiting", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be prepared")


class Problem(models.TextChoices):
    """Why a video could not be prepared, and what to do; the words are those of `encoder.py`."""

    UNREADABLE = (
        "unreadable",
        _("This file cannot be read as a video. Please export it as MP4 (H.264)."),
    )
    NO_PICTURE = (
        "no_picture",
        _("There is no moving picture in this file. Please choose another file."),
    )
    TOO_LONG = "too_long", _("This video is longer than 3 minutes. Please cut it into parts.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture is too large. Please export it at 1080p or smaller.")
    BREAKS_OFF = (
        "breaks_off",
        _("This file breaks off before its end. Please copy it again from where it was made."),
    )
    TOO_HARD = "too_hard", _("It takes too much time or memory to read. Please export it at 720p or smaller.")
