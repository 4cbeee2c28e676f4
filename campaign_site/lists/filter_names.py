"""What the filters in force are called above a list."""

from django.utils.translation import gettext as _
from wagtail.admin.active_filters import BaseFilterAdapter


class YesOrNo(BaseFilterAdapter):
    """A filter of two answers, in words; Wagtail writes Python's own, "True"."""

    def get_active_filters(self):
        """Yield the filter with "Yes" or "No", as its form offers them."""
        for active in super().get_active_filters():
            yield active._replace(value=_("Yes") if self.value else _("No"))
