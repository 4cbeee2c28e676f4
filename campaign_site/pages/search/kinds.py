"""The kinds of page that a reader may choose between in the search."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SearchKind(TextChoices):
    """What `kind_in_search` of a page model may be."""

    STORIES = "stories", _("Stories")
    PRESS = "press", _("Press")
    AMBASSADORS = "ambassadors", _("Ambassadors")
    PROGRAMMES = "programmes", _("Programmes")
    PAGES = "pages", _("Pages")
