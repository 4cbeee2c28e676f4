"""Where a new page of a list goes."""

from django.conf import settings
from wagtail.admin.views.pages.choose_parent import ChooseParentView


class ParentOfTheLanguage(ChooseParentView):
    """Straight to the form below the one page that takes it, in the language in which the list was looked at."""

    def get_valid_parent_pages(self, user):
        """Leave out those of other languages; Wagtail asks only where more than one is left."""
        parents = super().get_valid_parent_pages(user)
        language = self.request.GET.get("locale")
        return parents.filter(locale__language_code=language) if language in dict(settings.LANGUAGES) else parents
