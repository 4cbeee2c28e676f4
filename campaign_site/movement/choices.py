"""For whom toolkit documents are, and what links in our mails open."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where on the way of migration a community is."""

    ORIGIN = "origin", _("Communities of origin")
    TRANSIT = "transit", _("Communities of transit")
    DESTINATION = "destination", _("Communities of destination")


# What to say under each of them.
ABOUT_STAGES = {
    Stage.ORIGIN: _("Where people set out: how offers are checked, and whom to ask before leaving."),
    Stage.TRANSIT: _("Where people pass through: how to see that somebody is not free, and what to do then."),
    Stage.DESTINATION: _("Where people arrive: fair work, plain information, and neighbours who notice."),
}


class LinkPurpose(models.TextChoices):
    """What a link that we mailed opens; it opens nothing else."""

    CONFIRM = "confirm", _("Confirm")
    ERASE = "erase", _("Take back")
