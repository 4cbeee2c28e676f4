"""Writes the search index anew where it stands as an earlier version of the site wrote it, and nothing otherwise.

Part of every upgrade, after `migrate`: until then such pages are not found.
"""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Page

from campaign_site.pages.search.entry import marks
from campaign_site.pages.search.finding import held


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        languages = [mark for code, _name in settings.LANGUAGES for mark in marks(code)]
        if Page.objects.live().filter(depth__gt=1).exists() and not held(languages):
            call_command("update_index", verbosity=0)
            self.stdout.write("The search index was written anew.")
