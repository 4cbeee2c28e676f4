"""A programme that people pledged to stays: its page is unpublished, never deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from donations.models import Pledge


def keep_pledged_programmes(request, page):
    """Send the officer back, with the reason, when a pledge hangs on `page` or on one below it."""
    if Pledge.objects.filter(programme__path__startswith=page.path).exists():
        messages.error(request, _("There are pledges to this programme, so it stays. You can unpublish it."))
        return redirect("wagtailadmin_explore", page.pk)
    return None
