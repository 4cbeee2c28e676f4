"""The roles as IOM uses them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is for the campaign, in the order in which the public list shows it."""

    GLOBAL_AMBASSADOR = "global_ambassador", _("Global Goodwill Ambassador")
    NATIONAL_AMBASSADOR = "national_ambassador", _("National Goodwill Ambassador")
    GLOBAL_ADVOCATE = "global_advocate", _("Global Advocate")


# Roles that mean nothing without the country they are for.
NATIONAL = frozenset([Role.NATIONAL_AMBASSADOR])
